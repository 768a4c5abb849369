-- Deploy functions/credits/credit_week: stamped from functions/credits/credit_week.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.credit_week(
  p_week_start timestamptz, p_week_ends_at timestamptz, p_time_zone text, p_at timestamptz,
  out week_start timestamptz, out week_ends_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The stored end is the one the week was given when it began. After a change of zone the week goes on from there
  -- to the new zone's first Monday 00:00, so that weeks are never closer than a week, and hopping back costs nothing.
  week_start := p_week_start;
  week_ends_at := private.monday_at_or_after(p_time_zone, p_week_ends_at);
  if p_at >= week_ends_at then
    week_start := private.monday_at_or_before(p_time_zone, p_at);
    week_ends_at := private.monday_at_or_after(p_time_zone, p_at + interval '1 microsecond');
  end if;
end;
$$;
revoke all on function private.credit_week(timestamptz, timestamptz, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_week(timestamptz, timestamptz, text, timestamptz) is 'Credit week [week_start, week_ends_at) that a time falls into, given the week stored last (with the end it had when it began) and the user''s zone now. It never goes back, and hopping zones never yields two weeks where there was one.';
commit;
