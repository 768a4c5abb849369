-- Deploy functions/credits/reserve: stamped from functions/credits/reserve.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.reserve(p_user_id uuid, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.take_credits(
    p_user_id, 'reserve_credits', p_amount, p_idempotency_key,
    jsonb_build_object('p_amount', p_amount, 'p_ttl', extract(epoch from p_ttl)), p_ttl, p_reason, p_at);
end;
$$;
revoke all on function private.reserve(uuid, integer, text, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reserve(uuid, integer, text, interval, text, timestamptz) is 'reserve_credits at a given time, its arguments checked.';
commit;
