create or replace function public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text default null)
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
  elsif p_amount is null or p_amount = 0 or p_amount not between -1000000 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from -1000000 to 1000000 and not 0';
  end if;
  perform private.assert_credit_arguments(abs(p_amount), p_reason);
  return private.adjust(private.target_user(p_user_id), p_amount, p_idempotency_key, p_reason, now());
end;
$$;
revoke all on function public.adjust_credits(uuid, integer, text, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.adjust_credits(uuid, integer, text, text) to service_role, dochub_admin;
comment on function public.adjust_credits(uuid, integer, text, text) is 'Corrects a user''s bank by hand: a positive p_amount (debt is paid first) or a negative one (never below an empty bank), 1–1,000,000 credits either way. p_idempotency_key: 8–128 characters. p_reason: free text up to 200 characters. Answer: {ok, amount, balance, replayed}. Refusals: insufficient_credits (402; details.available is the bank), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/adjust_credits {"p_user_id": "…", "p_amount": 10, "p_idempotency_key": "ticket-4711", "p_reason": "goodwill"}.';
