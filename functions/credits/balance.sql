create or replace function private.balance(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  s record;
begin
  select * into strict s from private.credit_state(p_user_id, p_at);
  return jsonb_build_object(
    'weekly_allowance', s.weekly_allowance,
    'weekly_used', s.weekly_used,
    'weekly_remaining', s.weekly_remaining,
    'promotional', s.promotional,
    'bank', s.bank,
    'held', s.held,
    'debt', s.debt,
    'available', s.available,
    'resets_at', s.week_ends_at);
end;
$$;
revoke all on function private.balance(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.balance(uuid, timestamptz) is 'Credits of a user at a time as credit_balance shows them, without "ok".';
