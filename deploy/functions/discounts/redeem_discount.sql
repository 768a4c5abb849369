-- Deploy functions/discounts/redeem_discount: stamped from functions/discounts/redeem_discount.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.redeem_discount(
  p_code text, p_product_type text, p_idempotency_key text,
  p_product_id text default null, p_amount_micros bigint default null, p_currency text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  perform private.assert_discount_arguments(p_code, p_product_type, p_product_id, p_amount_micros, p_currency);
  perform private.key_sha256(p_idempotency_key);
  return private.redeem(private.target_user(null), p_code, p_product_type, p_idempotency_key, p_product_id, p_amount_micros, p_currency, now());
end;
$$;
revoke all on function public.redeem_discount(text, text, text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.redeem_discount(text, text, text, text, bigint, text) to authenticated;
comment on function public.redeem_discount(text, text, text, text, bigint, text) is 'Redeems a discount code for the caller, once a user and code, and gives what it is worth at once: credits become promotional credits; free days premium from now on, or after the free days of earlier codes; a course that costs nothing after the discount belongs to the user. Any other percentage or amount is a redemption that the purchase names (redemption_id).
Arguments as validate_discount, and p_idempotency_key: 8–128 characters made by the caller; the same call again gets the first answer with "replayed": true, or the same refusal.
Answer: as validate_discount, and {redemption_id, grant_expires_at, replayed}. grant_expires_at: when the benefit ends (exclusive): credits not spent or a discount not used by then are lost, free days are over; null for no end. The terms are fixed from now on, whatever becomes of the code.
Refusals: as validate_discount, checked again, and idempotency_mismatch (409; details.field), user_not_found (404). too_many_attempts is not kept for the key, every other refusal is, for 30 days: try again with a new key.
Example: POST /rpc/redeem_discount {"p_code": "SPRING26", "p_product_type": "course", "p_idempotency_key": "a3f1c2d4-redeem", "p_product_id": "deep-sleep"}.';
commit;
