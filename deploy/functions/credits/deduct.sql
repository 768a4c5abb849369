-- Deploy functions/credits/deduct: stamped from functions/credits/deduct.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.deduct(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.take_credits(
    p_user_id, 'deduct_credits', p_amount, p_idempotency_key, jsonb_build_object('p_amount', p_amount), null, p_reason, p_at);
end;
$$;
revoke all on function private.deduct(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.deduct(uuid, integer, text, text, timestamptz) is 'deduct_credits at a given time, its arguments checked.';
commit;
