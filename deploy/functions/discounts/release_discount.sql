-- Deploy functions/discounts/release_discount: stamped from functions/discounts/release_discount.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.release_discount(p_user_id uuid, p_idempotency_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  end if;
  perform private.key_sha256(p_idempotency_key);
  return private.release(private.target_user(p_user_id), p_idempotency_key, now());
end;
$$;
revoke all on function public.release_discount(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.release_discount(uuid, text) to service_role, dochub_admin;
comment on function public.release_discount(uuid, text) is 'Releases a user''s redemption of a discount code, for a purchase that was not finished or a code given by mistake: it counts no longer (times_redeemed goes down by one) and the user may redeem the code again with a new key.
p_idempotency_key: the key that the user''s app called redeem_discount with; the same call again, by whomever, gets the first answer with "replayed": true. redeem_discount with the old key goes on answering as it did the first time: a released redemption is seen by released_at in user_discounts.
What the redemption gave is taken back: credits not spent (what is on hold is lost when the hold is released; what is spent stays spent, there is no debt), the free days not over yet (days that other codes gave stay when they are), a course that was given. The credits of the week drawn already stay.
Answer: {ok, code, redemption_id, released_at, credits (taken back), free_days_ended, course_code (taken back, or null), replayed}.
Refusals, which are not kept for the key: redemption_not_found (404; nothing was redeemed with this key), redemption_fulfilled (409; a purchase names this redemption: refund it in full first), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/release_discount {"p_user_id": "…", "p_idempotency_key": "a3f1c2d4-redeem"}.';
commit;
