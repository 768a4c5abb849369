create or replace function private.entitlement_periods(p_user_id uuid, p_at timestamptz)
returns table (
  plan text, plan_rank integer, weekly_credits integer, source text,
  environment text, original_transaction_id text, transaction_id text,
  starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select t.plan, p.plan_rank, p.weekly_credits, t.store,
           t.environment, t.original_transaction_id, t.transaction_id,
           t.purchased_at,
           least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at)
      from private.store_transactions as t
      join private.plans as p on p.plan = t.plan
      left join private.store_subscriptions as s
        on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
       and s.original_transaction_id = t.original_transaction_id
     where t.user_id = p_user_id
       and (t.environment = 'production' or exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_tester))
     union all
    select p.plan, p.plan_rank, p.weekly_credits, 'cohort',
           null, null, null,
           m.member_since, c.ends_at
      from (select w.slug, w.member_since from private.user_cohort(p_user_id, p_at) as w
             union
            -- One that is over: what it gave earlier this week still counts for the week.
            select u.slug, case when u.source in ('sticky', 'bucket') then o.starts_at else greatest(u.assigned_at, o.starts_at) end
              from public.user_cohorts as u
              join public.cohorts as o on o.slug = u.slug
             where u.user_id = p_user_id and o.ends_at <= p_at) as m
      join public.cohorts as c on c.slug = m.slug
      join private.plans as p on p.plan = c.grant_plan;
end;
$$;
revoke all on function private.entitlement_periods(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.entitlement_periods(uuid, timestamptz) is 'Every period [starts_at, ends_at) that entitles a user to a paid plan: store transactions cut where they were revoked, replaced or, while the pause lasts, paused (such a period may be empty: ends_at at or before starts_at), and what the cohort grants at p_at, or granted until it ended. Sandbox periods count for testers only. Entitlement, allowance and the handshake''s validity all come from here.';
