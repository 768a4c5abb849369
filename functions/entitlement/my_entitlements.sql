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
begin
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true)
    || private.my_entitlements(v_user_id, now())
    || jsonb_build_object(
      'courses', (select coalesce(jsonb_agg(o.course_code order by o.course_code), '[]') from private.my_courses(v_user_id, now()) as o),
      'custom_courses', (select coalesce(jsonb_agg(c.custom_course_id order by c.created_at, c.custom_course_id), '[]')
                           from public.custom_courses as c where c.user_id = v_user_id and c.revoked_at is null));
end;
$$;
revoke all on function public.my_entitlements() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_entitlements() to authenticated;
comment on function public.my_entitlements() is 'What the caller may use now: {ok, plan, state, entitled, source, environment, expires_at, will_renew, courses: [code], custom_courses: [id]}. plan is what counts (free when nothing entitles); state is that of the subscription (active when a cohort gives the plan), null when there never was one; source is apple, google, stripe, web, code or cohort; expires_at null: no end is known. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_entitlements.';

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
begin
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'courses', (
    select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('source', o.source, 'since', o.since) order by c.sort_order, c.course_code), '[]')
      from private.my_courses(v_user_id, now()) as o
      join public.courses as c on c.course_code = o.course_code
     where c.status <> 'draft'));
end;
$$;
revoke all on function public.my_courses() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_courses() to authenticated;
comment on function public.my_courses() is 'The courses that the caller has now, whole: also those that were retired, which /courses shows to nobody any more. Answer: {ok, courses: [{course_code, title, subtitle, description, category, language, price_micros, currency, status, icon_url, audio, workbooks, sort_order, published_at, retired_at, created_at, updated_at, source, since}]}, in the order of the shop. source: store, web, code, grant, migration (a purchase or gift) or cohort (as long as the user belongs to it); since: when it was bought or given. A course that went back to being a draft is not shown. Custom courses are in /custom_courses. Reads only. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_courses.';

create or replace function private.my_entitlements(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_subscription public.subscriptions;
  v_period record;
  v_entitled boolean;
begin
  select * into v_subscription from public.subscriptions as s where s.user_id = p_user_id;
  select * into v_period
    from private.entitlement_periods(p_user_id, p_at, p_at) as e
   where e.starts_at <= p_at and p_at < e.ends_at
   order by e.plan_rank desc, e.ends_at desc, e.source, e.environment, e.transaction_id collate "C"
   limit 1;
  v_entitled := found;
  return jsonb_build_object(
    'plan', case when v_entitled then v_period.plan else 'free' end,
    'state', case
      when not v_entitled or (v_subscription.store = v_period.source and v_subscription.transaction_id = v_period.transaction_id)
        then private.subscription_state(v_subscription, p_at)
      else 'active'
    end,
    'entitled', v_entitled,
    'source', case when v_entitled then v_period.source else v_subscription.store end,
    'environment', case when v_entitled then v_period.environment else v_subscription.environment end,
    'expires_at', case
      when v_entitled then nullif(v_period.ends_at, 'infinity')
      else greatest(v_subscription.expires_at, v_subscription.grace_expires_at)
    end,
    'will_renew', v_entitled and v_period.source <> 'cohort'
      and exists (select from private.store_subscriptions as s
                   where s.user_id = p_user_id and s.store = v_period.source and s.environment = v_period.environment
                     and s.original_transaction_id = v_period.original_transaction_id and s.will_renew));
end;
$$;
revoke all on function private.my_entitlements(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.my_entitlements(uuid, timestamptz) is 'What a user is entitled to at a time: {plan, state, entitled, source, environment, expires_at, will_renew}. The plan of greatest rank wins, then the period that ends last; without one the plan is free, and state and source say what the last subscription was (null: none).';

create or replace function private.my_courses(p_user_id uuid, p_at timestamptz)
returns table (course_code text, source text, since timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select distinct on (o.course_code) o.course_code, o.source, o.since
      from (
        select c.course_code, c.source, c.purchased_at as since, 1 as place
          from public.course_purchases as c
         where c.user_id = p_user_id and c.revoked_at is null and c.validation = 'valid'
           and (c.environment = 'production' or exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_tester))
         union all
        select g.course_code, 'cohort', m.member_since, 2
          from private.user_cohort(p_user_id, p_at) as m
          join public.cohorts as c on c.slug = m.slug
         cross join lateral unnest(c.grant_courses) as g (course_code)
         where m.member_since <= p_at and p_at < c.ends_at) as o
     order by o.course_code, o.place;
end;
$$;
revoke all on function private.my_courses(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.my_courses(uuid, timestamptz) is 'Courses that a user has at a time, by code: valid purchases (sandbox ones for testers only) and what the cohort grants; since when.';
