create or replace function private.monday_at_or_after(p_time_zone text, p_at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_monday timestamp := date_trunc('week', p_at at time zone p_time_zone);
begin
  if v_monday at time zone p_time_zone < p_at then
    v_monday := v_monday + interval '7 days';
  end if;
  return v_monday at time zone p_time_zone;
end;
$$;
revoke all on function private.monday_at_or_after(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.monday_at_or_after(text, timestamptz) is 'First Monday 00:00 of a time zone that is not before p_at.';
