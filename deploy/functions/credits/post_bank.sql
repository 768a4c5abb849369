-- Deploy functions/credits/post_bank: stamped from functions/credits/post_bank.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.post_bank(
  p_user_id uuid, p_kind text, p_credits integer, p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_part integer;
begin
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if p_credits > 0 then
    v_part := least(v_usage.debt, p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => p_credits - v_part, p_debt => - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  elsif p_credits < 0 then
    v_part := least(v_usage.bank, - p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => - v_part, p_debt => - p_credits - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  end if;
end;
$$;
revoke all on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) is 'Adds bought credits to the bank, debt first, or (negative) takes them back: from the bank as far as it goes, the rest becomes debt.';
commit;
