-- 4.3.7: what counts now is the best of all periods, and the courses are those of my_courses: one look says both, for many users and times.
begin;
select plan(7);
select setseed(0.42);
create temporary table u as select n, ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as user_id from generate_series(1, 300) as n;
create function pg_temp.day(p_n double precision) returns timestamptz language sql as $$ select '2026-01-01Z'::timestamptz + floor(p_n) * interval '1 day' $$;
insert into public.user_profile (user_id, is_tester) select user_id, random() < 0.3 from u;
insert into private.plans (plan, weekly_credits, plan_rank) values ('family', 40, 2);
insert into public.courses (course_code, title, price_micros, currency, status) select 'c' || n, 'C', 0, 'EUR', 'published' from generate_series(1, 5) as n;
insert into public.cohorts (slug, name, kind, grant_plan, grant_courses, starts_at, ends_at) values
  ('now', 'Now', 'institution', 'premium', '{c1,c2}', '2026-01-05Z', '2026-01-25Z'), ('over', 'Over', 'institution', 'premium', '{c3}', '2026-01-01Z', '2026-01-10Z'),
  ('bare', 'Bare', 'institution', null, '{}', '-infinity', 'infinity'), ('best', 'Best', 'institution', 'family', '{c5}', '2026-01-08Z', 'infinity');
insert into public.user_cohorts (user_id, slug, source, is_locked, assigned_at)
select user_id, (array['now', 'over', 'bare', 'best'])[1 + floor(random() * 4)], case when random() < 0.5 then 'manual' else 'join_code' end, random() < 0.3, pg_temp.day(random() * 20)
  from u where random() < 0.6;
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, grace_expires_at,
  revoked_at, replaced_at, recorded_at)
select u.user_id, (array['apple', 'google', 'stripe', 'code'])[1 + floor(random() * 4)], case when random() < 0.6 then 'production' else 'sandbox' end, 't' || t.n, 'o' || t.n % 2, 'p',
       case when random() < 0.7 then 'premium' else 'family' end, d.day, d.day + floor(random() * 3) * interval '5 days',
       case when random() < 0.3 then d.day + interval '12 days' end, case when random() < 0.2 then d.day + interval '3 days' end,
       case when random() < 0.2 then d.day + interval '4 days' end, d.day
  from u
 cross join generate_series(1, 4) as t (n)
 cross join lateral (select pg_temp.day(random() * 25 + 0 * u.n * t.n) as day) as d
 where random() < 0.6;
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, paused_at, attributes_at)
select distinct on (t.user_id, t.store, t.environment, t.original_transaction_id)
       t.user_id, t.store, t.environment, t.original_transaction_id, random() < 0.5, case when random() < 0.3 then pg_temp.day(random() * 25) end, '2026-01-01Z'
  from private.store_transactions as t where random() < 0.8;
select private.fold_subscription(user_id) from u;
insert into public.course_purchases (user_id, course_code, source, validation, store, environment, transaction_id, purchased_at, revoked_at)
select u.user_id, 'c' || c.n, 'store', v.validation, 'apple', case when random() < 0.7 then 'production' else 'sandbox' end,
       u.n || '-' || c.n, '2026-01-01Z', case when v.validation = 'revoked' then '2026-01-03Z'::timestamptz end
  from u
 cross join generate_series(1, 5) as c (n)
 cross join lateral (select (array['valid', 'valid', 'pending', 'revoked'])[1 + floor(random() * 4 + 0 * u.n * c.n)] as validation) as v
 where random() < 0.4;

create temporary table said as
select u.user_id, at.at, e.entitlements, e.courses, b.plan, b.source, b.environment, b.ends_at, b.renews, o.courses as owned
  from u
 cross join (select pg_temp.day(n) + interval '1 hour' as at from generate_series(1, 29, 4) as n) as at
 cross join lateral private.entitlement(u.user_id, at.at) as e
  left join lateral (
    select p.plan, p.source, p.environment, p.ends_at,
           exists (select 1 from private.store_subscriptions as s
                    where s.user_id = u.user_id and s.store = p.source and s.environment = p.environment
                      and s.original_transaction_id = p.original_transaction_id and s.will_renew) as renews
      from private.entitlement_periods(u.user_id, at.at) as p
     where p.starts_at <= at.at and at.at < p.ends_at
     order by p.plan_rank desc, p.ends_at desc, p.source, p.environment, p.transaction_id collate "C"
     limit 1) as b on true
 cross join lateral (select coalesce(jsonb_agg(c.course_code order by c.course_code), '[]') as courses from private.my_courses(u.user_id, at.at) as c) as o;

select cmp_ok((select count(*) from said where plan is not null and source = 'cohort'), '>', 100::bigint, 'cohorts decide often enough');
select cmp_ok((select count(*) from said where plan is not null and source <> 'cohort'), '>', 100::bigint, 'stores too');
select cmp_ok((select count(*) from said where environment = 'sandbox'), '>', 20::bigint, 'and testers'' purchases');
select is_empty(
  $$select * from said where (entitlements ->> 'plan', entitlements -> 'entitled') is distinct from (coalesce(plan, 'free'), to_jsonb(plan is not null))$$,
  'the plan is that of the best period');
select is_empty(
  $$select * from said
     where plan is not null
       and (entitlements ->> 'source', entitlements ->> 'environment', (entitlements ->> 'expires_at')::timestamptz, (entitlements ->> 'will_renew')::boolean)
           is distinct from (source, environment, nullif(ends_at, 'infinity'), renews)$$,
  'with its source, environment, end and renewal');
select is_empty($$select * from said where courses <> owned$$, 'and the courses are those of my_courses');
select is_empty(
  $$select s.user_id, s.at, b.boundary_at, m.moment, b.valid_until
      from said as s
     cross join lateral private.handshake_boundaries(s.user_id, (private.entitlement(s.user_id, s.at)).member_since, s.at) as b
     cross join lateral private.entitlement_periods(s.user_id, s.at) as p
     cross join lateral unnest(array[p.starts_at, p.ends_at]) as m (moment)
     where p.starts_at < p.ends_at and m.moment > b.boundary_at and m.moment < b.valid_until$$,
  '4.6.4 a handshake is kept over no start or end of a period');
select * from finish();
rollback;
