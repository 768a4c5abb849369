-- Deploy functions/entitlement/explain_entitlement: stamped from functions/entitlement/explain_entitlement.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.explain_entitlement(p_user_id uuid default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(p_user_id);
begin
  if not exists (select 1 from public.user_profile as p where p.user_id = v_user_id and p.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'user_id', v_user_id) || private.explain_entitlement(v_user_id, now());
end;
$$;
revoke all on function public.explain_entitlement(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.explain_entitlement(uuid) to service_role, dochub_admin;
comment on function public.explain_entitlement(uuid) is 'Why a user has or lacks a plan.
What my_entitlements answers, and deciding: the transaction (or store cohort) that entitles now, null when none does, and rejected: every other one with
its reason. Both: {store, environment, transaction_id, original_transaction_id, product_id, plan, starts_at, ends_at, reason}; ends_at is where it stops or
stopped to entitle.
reason: expired, billing_retry (expired, the store still tries to be paid), revoked (refunded or revoked), replaced (upgrade, or another purchase token took
its place), paused, not_started, sandbox_not_tester, outranked (entitles too, but another decides), transferred (moved to another account).
p_user_id: the caller by default. Reads only. Refusal: user_not_found (404). Example: GET /rpc/explain_entitlement?p_user_id=….';

create or replace function private.explain_entitlement(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entitlement record := private.entitlement(p_user_id, p_at);
  v_is_tester boolean := exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester);
  v_deciding record;
  v_found boolean;
  v_of_cohorts jsonb;
  v_rejected jsonb;
  v_product_id text;
begin
  select * into v_deciding
    from private.entitlement_periods(p_user_id, p_at) as e
   where e.starts_at <= p_at and p_at < e.ends_at
   order by e.plan_rank desc, e.ends_at desc, e.source, e.environment, e.transaction_id collate "C"
   limit 1;
  v_found := found;
  select coalesce(jsonb_agg(jsonb_build_object(
           'source', e.source, 'plan', e.plan, 'starts_at', e.starts_at, 'ends_at', e.ends_at,
           'reason', case when p_at < e.starts_at then 'not_started' when p_at >= e.ends_at then 'expired' else 'outranked' end)), '[]')
    into strict v_of_cohorts
    from private.entitlement_periods(p_user_id, p_at) as e
   where e.source = 'cohort' and not (v_found and v_deciding.source = 'cohort');
  select coalesce(jsonb_agg(jsonb_build_object(
           'store', r.source, 'environment', r.environment, 'transaction_id', r.transaction_id,
           'original_transaction_id', r.original_transaction_id, 'product_id', r.product_id, 'plan', r.plan,
           'starts_at', r.starts_at, 'ends_at', nullif(r.ends_at, 'infinity'), 'reason', r.reason)
           order by r.ends_at desc, r.source, r.transaction_id collate "C"), '[]')
    into v_rejected
    from (
      select t.store as source, t.environment, t.transaction_id, t.original_transaction_id, t.product_id, t.plan, t.purchased_at as starts_at,
             least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at) as ends_at,
             case
               when t.environment = 'sandbox' and not v_is_tester then 'sandbox_not_tester'
               when t.revoked_at <= p_at then 'revoked'
               when t.replaced_at <= p_at then 'replaced'
               when p_at < t.purchased_at then 'not_started'
               when p_at < greatest(t.expires_at, t.grace_expires_at) and s.paused_at <= p_at then 'paused'
               when p_at < greatest(t.expires_at, t.grace_expires_at) then 'outranked'
               when s.paused_at <= p_at and t.transaction_id = l.transaction_id then 'paused'
               when s.is_in_billing_retry and t.transaction_id = l.transaction_id then 'billing_retry'
               else 'expired'
             end as reason
        from private.store_transactions as t
        left join private.store_subscriptions as s
          on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
         and s.original_transaction_id = t.original_transaction_id
        left join lateral (
          select o.transaction_id
            from private.store_transactions as o
           where o.user_id = t.user_id and o.store = t.store and o.environment = t.environment
             and o.original_transaction_id = t.original_transaction_id
           order by o.purchased_at desc, o.transaction_id collate "C" desc
           limit 1) as l on true
       where t.user_id = p_user_id
         and not (v_found and v_deciding.source = t.store and v_deciding.environment = t.environment and v_deciding.transaction_id = t.transaction_id)
      union all
      select e.source, null, null, null, null, e.plan, e.starts_at, e.ends_at, e.reason
        from jsonb_to_recordset(v_of_cohorts) as e (source text, plan text, starts_at timestamptz, ends_at timestamptz, reason text)
      union all
      -- What moved to another account.
      select distinct on (e.store, e.environment, e.original_transaction_id)
             e.store, e.environment, e.transaction_id, e.original_transaction_id, e.product_id, null, null::timestamptz, e.recorded_at, 'transferred'
        from public.subscription_events as e
       where e.user_id = p_user_id and e.event_type = 'transferred_out'
         and not exists (
           select 1 from private.store_transactions as t
            where t.user_id = p_user_id and t.store = e.store and t.environment = e.environment
              and t.original_transaction_id = e.original_transaction_id)) as r;
  if v_found then
    select t.product_id into v_product_id
      from private.store_transactions as t
     where t.user_id = p_user_id and t.store = v_deciding.source and t.environment = v_deciding.environment
       and t.transaction_id = v_deciding.transaction_id;
  end if;
  return v_entitlement.entitlements
    || jsonb_build_object(
      'courses', v_entitlement.courses,
      'custom_courses', jsonb_path_query_array(v_entitlement.custom_courses, '$[*].custom_course_id'),
      'deciding', case when v_found then jsonb_build_object(
        'store', v_deciding.source, 'environment', v_deciding.environment, 'transaction_id', v_deciding.transaction_id,
        'original_transaction_id', v_deciding.original_transaction_id,
        'product_id', v_product_id,
        'plan', v_deciding.plan, 'starts_at', v_deciding.starts_at, 'ends_at', nullif(v_deciding.ends_at, 'infinity')) end,
      'rejected', v_rejected);
end;
$$;
revoke all on function private.explain_entitlement(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.explain_entitlement(uuid, timestamptz) is 'explain_entitlement at a given time.';
commit;
