-- Deploy functions/private/monday_at_or_before: stamped from functions/private/monday_at_or_before.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.monday_at_or_before(p_time_zone text, p_at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_monday timestamp := date_trunc('week', p_at at time zone p_time_zone);
begin
  -- Where clocks change at midnight, the local midnight may lie just after p_at.
  if v_monday at time zone p_time_zone > p_at then
    v_monday := v_monday - interval '7 days';
  end if;
  return v_monday at time zone p_time_zone;
end;
$$;
revoke all on function private.monday_at_or_before(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.monday_at_or_before(text, timestamptz) is 'Last Monday 00:00 of a time zone that is not after p_at.';
commit;
