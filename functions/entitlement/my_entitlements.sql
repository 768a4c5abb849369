create or replace function public.my_entitlements()
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(null);
  v_entitlement record := private.entitlement(v_user_id, now(), true);
begin
  if v_entitlement.erased_at is not null then
    return private.refuse('user_not_found');
  end if;
  return v_entitlement.entitlements || jsonb_build_object(
    'ok', true,
    'subscriptions', v_entitlement.subscriptions,
    'courses', v_entitlement.courses,
    'custom_courses', jsonb_path_query_array(v_entitlement.custom_courses, '$[*].custom_course_id'));
end;
$$;
revoke all on function public.my_entitlements() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_entitlements() to authenticated;
comment on function public.my_entitlements() is 'What the caller may use now.
{ok, plan, state, entitled, source, environment, expires_at, will_renew, subscriptions: [{store, environment, product_id, plan, state, entitled, expires_at,
will_renew}], courses: [code], custom_courses: [id]}.
plan is what counts (free when nothing entitles); state is that of the subscription (active when a cohort gives the plan), null when there never was one;
source is the store (apple, google, stripe, web …), code or cohort; expires_at null: no end is known.
subscriptions: all that the user has or had, those that entitle now first, then the latest, at most twenty; a user may have one in each store, and pay for
each. Free days of a discount code are of store code; what another purchase took the place of is not listed.
Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_entitlements.';

create or replace function public.my_courses()
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(null);
  v_owned jsonb;
  v_courses jsonb;
begin
  if exists (select 1 from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
    return private.refuse('user_not_found');
  end if;
  select coalesce(jsonb_object_agg(o.course_code, jsonb_build_object('source', o.source, 'since', o.since)), '{}') into strict v_owned
    from private.my_courses(v_user_id, now()) as o;
  select coalesce(jsonb_agg(to_jsonb(c) || (v_owned -> c.course_code) order by c.sort_order, c.course_code), '[]') into strict v_courses
    from public.courses as c
   where c.course_code = any (array(select k from jsonb_object_keys(v_owned) as k)) and c.status <> 'draft';
  return jsonb_build_object('ok', true, 'courses', v_courses);
end;
$$;
revoke all on function public.my_courses() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_courses() to authenticated;
comment on function public.my_courses() is 'The courses that the caller has now, whole: also those that were retired, which /courses shows to nobody any more.
Answer: {ok, courses: [{course_code, title, subtitle, description, category, language, price_micros, currency, status, icon_url, audio, workbooks, sort_order,
published_at, retired_at, created_at, updated_at, source, since}]}, in the order of the shop. source: store, web, code, grant, migration (a purchase or gift)
or cohort (as long as the user belongs to it); since: when it was bought or given. A course that went back to being a draft is not shown. Custom courses are
in /custom_courses. Reads only. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_courses.';

create or replace function private.my_entitlements(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (private.entitlement(p_user_id, p_at)).entitlements;
end;
$$;
revoke all on function private.my_entitlements(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.my_entitlements(uuid, timestamptz) is 'What a user is entitled to at a time: {plan, state, entitled, source, environment, expires_at, will_renew}.
The plan of greatest rank wins, then the period that ends last; without one the plan is free, and state and source say what the last subscription was
(null: none).';

create or replace function private.entitlement(
  p_user_id uuid, p_at timestamptz, p_lists_all boolean default false,
  out erased_at timestamptz, out entitlements jsonb, out courses jsonb, out custom_courses jsonb,
  out cohort jsonb, out cohort_kind text, out member_since timestamptz, out subscriptions jsonb)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_cohort record := private.user_cohort(p_user_id, p_at);
  v_plan record;
  v_entitled boolean;
  v_by_cohort boolean;
begin
  select p.erased_at, s.store, s.environment, s.transaction_id,
         private.subscription_state_of(s.started_at, s.expires_at, s.grace_expires_at, s.paused_at, s.revoked_at, s.is_in_billing_retry, p_at) as state,
         greatest(s.expires_at, s.grace_expires_at) as expires_at,
         e.plan as e_plan, e.plan_rank as e_rank, e.store as e_store, e.environment as e_environment, e.transaction_id as e_transaction_id,
         e.ends_at as e_ends_at, e.will_renew as e_will_renew,
         (select jsonb_agg(distinct c.course_code)
            from public.course_purchases as c
           where c.user_id = p_user_id and c.revoked_at is null and c.validation = 'valid'
             and (c.environment = 'production' or p.is_tester)) as courses,
         (select jsonb_agg(jsonb_build_object(
                   'custom_course_id', c.custom_course_id, 'title', c.title, 'status', c.status, 'sha256', c.sha256,
                   'archived_at', c.archived_at, 'updated_at', c.updated_at) order by c.created_at, c.custom_course_id)
            from public.custom_courses as c
           where c.user_id = p_user_id and c.revoked_at is null) as custom_courses,
         case when p_lists_all then (
           select jsonb_agg(jsonb_build_object(
                    'store', l.store, 'environment', l.environment, 'product_id', l.product_id, 'plan', l.plan,
                    'state', case when l.entitled and p_at < l.purchased_at then 'active' else private.subscription_state_of(
                      l.purchased_at, l.expires_at, l.grace_expires_at, l.paused_at, l.revoked_at, l.is_in_billing_retry, p_at) end,
                    'entitled', l.entitled, 'expires_at', least(greatest(l.expires_at, l.grace_expires_at), l.revoked_at),
                    'will_renew', l.will_renew) order by l.entitled desc, l.ends_at desc, l.store, l.original_transaction_id collate "C")
             from (
               select b.*
                 from (
                   -- Of each the period that entitles longest, as fold_subscription chooses of all; a renewal known ahead goes on with what runs.
                   select distinct on (t.store, t.environment, t.original_transaction_id)
                          t.store, t.environment, t.original_transaction_id, t.product_id, t.plan, t.purchased_at, t.expires_at, t.grace_expires_at,
                          t.revoked_at, t.replaced_at, x.paused_at, coalesce(x.is_in_billing_retry, false) as is_in_billing_retry,
                          coalesce(x.will_renew, false) as will_renew, o.ends_at,
                          bool_or(t.purchased_at <= p_at and p_at < o.ends_at)
                            over (partition by t.store, t.environment, t.original_transaction_id) as entitled
                     from private.store_transactions as t
                     left join private.store_subscriptions as x
                       on x.user_id = t.user_id and x.store = t.store and x.environment = t.environment
                      and x.original_transaction_id = t.original_transaction_id
                    cross join lateral (values (least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, x.paused_at))) as o (ends_at)
                    where t.user_id = p.user_id and (t.environment = 'production' or p.is_tester)
                    order by t.store, t.environment, t.original_transaction_id, o.ends_at desc, t.purchased_at desc, t.transaction_id collate "C",
                             t.product_id collate "C") as b
                where b.entitled or b.replaced_at is null
                order by b.entitled desc, b.ends_at desc
                limit 20) as l) end as subscriptions
    into v_plan
    from public.user_profile as p
    left join public.subscriptions as s on s.user_id = p.user_id
    left join lateral (
      -- Of the periods in entitlement_periods the one that counts.
      select t.plan, r.plan_rank, t.store, t.environment, t.transaction_id,
             least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, x.paused_at) as ends_at,
             coalesce(x.will_renew, false) as will_renew
        from private.store_transactions as t
        join private.plans as r on r.plan = t.plan
        left join private.store_subscriptions as x
          on x.user_id = t.user_id and x.store = t.store and x.environment = t.environment
         and x.original_transaction_id = t.original_transaction_id
       where t.user_id = p.user_id and (t.environment = 'production' or p.is_tester)
         and t.purchased_at <= p_at and greatest(t.expires_at, t.grace_expires_at) > p_at
         and p_at < least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, x.paused_at)
       order by r.plan_rank desc, ends_at desc, t.store, t.environment, t.transaction_id collate "C"
       limit 1) as e on true
   where p.user_id = p_user_id;
  v_by_cohort := coalesce(v_cohort.member_since <= p_at and p_at < v_cohort.ends_at and v_cohort.grant_plan is not null, false);
  v_entitled := v_by_cohort or v_plan.e_plan is not null;
  -- The order of entitlement_periods' rows: rank, end, name of the source.
  v_by_cohort := v_by_cohort and coalesce(
    (v_cohort.grant_rank, v_cohort.ends_at) > (v_plan.e_rank, v_plan.e_ends_at)
    or (v_cohort.grant_rank, v_cohort.ends_at) = (v_plan.e_rank, v_plan.e_ends_at) and 'cohort' < v_plan.e_store, true);
  erased_at := v_plan.erased_at;
  courses := coalesce(v_plan.courses, '[]');
  custom_courses := coalesce(v_plan.custom_courses, '[]');
  subscriptions := case when p_lists_all then coalesce(v_plan.subscriptions, '[]') end;
  entitlements := jsonb_build_object(
    'plan', case when v_by_cohort then v_cohort.grant_plan when v_entitled then v_plan.e_plan else 'free' end,
    'state', case
      when not v_entitled or (not v_by_cohort and v_plan.store = v_plan.e_store and v_plan.transaction_id = v_plan.e_transaction_id) then v_plan.state
      else 'active'
    end,
    'entitled', v_entitled,
    'source', case when v_by_cohort then 'cohort' when v_entitled then v_plan.e_store else v_plan.store end,
    'environment', case when v_by_cohort then null when v_entitled then v_plan.e_environment else v_plan.environment end,
    'expires_at', nullif(case when v_by_cohort then v_cohort.ends_at when v_entitled then v_plan.e_ends_at else v_plan.expires_at end, 'infinity'),
    'will_renew', v_entitled and not v_by_cohort and v_plan.e_will_renew);
  if v_cohort.slug is not null then
    cohort := jsonb_build_object('slug', v_cohort.slug, 'splash', v_cohort.splash, 'variant', v_cohort.variant);
    cohort_kind := v_cohort.kind;
    member_since := v_cohort.member_since;
    if v_cohort.grant_courses <> '{}' and v_cohort.member_since <= p_at and p_at < v_cohort.ends_at then
      select jsonb_agg(distinct o.code) into strict courses
        from (select jsonb_array_elements_text(courses) as code union all select unnest(v_cohort.grant_courses)) as o;
    end if;
  end if;
end;
$$;
revoke all on function private.entitlement(uuid, timestamptz, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.entitlement(uuid, timestamptz, boolean) is 'What a user may use at a time, all of one look, for my_entitlements, handshake and explain_entitlement.
entitlements as private.my_entitlements, courses: [code], custom_courses: [{custom_course_id, title, status, sha256, archived_at,
updated_at}], cohort: {slug, splash, variant} or NULL, its kind and since when the user is in it;
erased_at of the account, NULL for one that is not written down yet. p_lists_all: subscriptions, as my_entitlements shows them, too.';

create or replace function private.my_courses(p_user_id uuid, p_at timestamptz)
returns table (course_code text, source text, since timestamptz)
language plpgsql
stable
security invoker
rows 5
set search_path = pg_catalog, pg_temp
as $$
declare
  v_cohort record := private.user_cohort(p_user_id, p_at);
begin
  if p_at < v_cohort.member_since or p_at >= v_cohort.ends_at then
    v_cohort.grant_courses := null;
  end if;
  return query
    select distinct on (o.course_code) o.course_code, o.source, o.since
      from (
        select c.course_code, c.source, c.purchased_at as since, 1 as place
          from public.course_purchases as c
         where c.user_id = p_user_id and c.revoked_at is null and c.validation = 'valid'
           and (c.environment = 'production' or exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester))
         union all
        select g.course_code, 'cohort', v_cohort.member_since, 2
          from unnest(v_cohort.grant_courses) as g (course_code)) as o
     order by o.course_code, o.place;
end;
$$;
revoke all on function private.my_courses(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.my_courses(uuid, timestamptz) is 'Courses that a user has at a time, by code: valid purchases (sandbox ones for testers only) and what the cohort grants; since when.';
