create or replace function private.weekly_allowance(p_user_id uuid, p_week_start timestamptz, p_week_of date, p_at timestamptz)
returns integer
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_free integer;
begin
  if exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_anonymous) then
    return 0;
  end if;
  select p.weekly_credits into strict v_free from private.plans as p where p.plan = 'free';
  return greatest(v_free, (
    select max(e.weekly_credits)
      from private.entitlement_periods(p_user_id, p_at) as e
     where e.starts_at <= p_at and e.ends_at > p_week_start and e.ends_at > e.starts_at
       -- What another user has drawn from the same subscription this week is not drawn again.
       and not exists (
         select from private.allowance_claims as c
          where c.store = e.source and c.environment = e.environment and c.original_transaction_id = e.original_transaction_id
            and c.week_of = p_week_of and c.user_id <> p_user_id)));
end;
$$;
revoke all on function private.weekly_allowance(uuid, timestamptz, date, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.weekly_allowance(uuid, timestamptz, date, timestamptz) is 'Weekly credits that the user''s plans allow, the greatest at any instant of [p_week_start, p_at]; 0 for anonymous users. p_week_of is the week''s Monday as a date.';
