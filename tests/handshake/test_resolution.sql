-- 4.6.2: which version of each manifest a user gets.
begin;
select plan(57);

create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
-- The versions that a user gets, as "name/version name/version".
create function pg_temp.got(p_n integer, p_platform text default 'ios', p_app_version text default '1.5', p_at timestamptz default '2026-01-10Z')
returns text language sql as
  $$ select coalesce(string_agg(m.name || '/' || m.version, ' ' order by m.name), '')
       from (select) as one
       left join private.user_cohort(pg_temp.u(p_n), p_at) as c on true
      cross join lateral private.resolve_manifests(c.slug, c.kind, p_platform, p_app_version, p_at) as m $$;
create function pg_temp.put(p_name text, p_options jsonb default '{}') returns integer language sql as
  $$ select (private.publish_manifest(p_name, jsonb_build_object('name', p_name), p_options, '2026-01-01Z') ->> 'version')::integer $$;

insert into public.user_profile (user_id) select pg_temp.u(n) from generate_series(1, 6) as n;
insert into public.cohorts (slug, name, kind, starts_at, ends_at) values
  ('clinic', 'Clinic', 'institution', '-infinity', 'infinity'),
  ('school', 'School', 'institution', '2026-01-05Z', '2026-01-20Z');
insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to) values
  ('trial', 'Trial', 'experiment', 'trial', 0, 0);
insert into public.user_cohorts (user_id, slug, source) values
  (pg_temp.u(2), 'clinic', 'join_code'), (pg_temp.u(3), 'trial', 'sticky'), (pg_temp.u(4), 'school', 'join_code');

select is(pg_temp.got(1), '', '4.6.2 nothing published: nothing resolved');

-- One version a name, the newest.
select pg_temp.put('a.json'), pg_temp.put('b.json'), pg_temp.put('a.json');
select is(pg_temp.got(1), 'a.json/2 b.json/1', '4.6.2 one version a name, the newest');
select is(pg_temp.got(99), 'a.json/2 b.json/1', '4.6.2 a user of whom nothing is known gets what is for everybody');

-- Priority before version.
select pg_temp.put('a.json', '{"priority": 5}'), pg_temp.put('a.json', '{"priority": 4}');
select is(pg_temp.got(1), 'a.json/3 b.json/1', '4.6.2 the greater priority beats the newer version');
select pg_temp.put('a.json', '{"priority": 5}');
select is(pg_temp.got(1), 'a.json/5 b.json/1', '4.6.2 of equal priority the newer version');
select pg_temp.put('b.json', '{"priority": -1}');
select is(pg_temp.got(1), 'a.json/5 b.json/1', '4.6.2 a negative priority comes after none');

-- Audience.
select pg_temp.put('c.json', '{"audience": "cohort", "cohorts": [{"slug": "clinic", "mode": "include"}]}');
select is(pg_temp.got(1), 'a.json/5 b.json/1', '4.6.2 what is for a cohort does not reach others');
select is(pg_temp.got(3), 'a.json/5 b.json/1', '4.6.2 nor members of another cohort');
select is(pg_temp.got(2), 'a.json/5 b.json/1 c.json/1', '4.6.2 it reaches its members');

-- institution > experiment > global, whatever priority and version.
select pg_temp.put('a.json', '{"priority": -1000, "cohorts": [{"slug": "clinic"}, {"slug": "trial"}]}');
select pg_temp.put('a.json', '{"priority": 1000}');
select is(pg_temp.got(1), 'a.json/7 b.json/1', '4.6.2 everybody gets the global version');
select is(pg_temp.got(2), 'a.json/6 b.json/1 c.json/1', '4.6.2 an institution''s version beats a global one of greater priority');
select is(pg_temp.got(3), 'a.json/6 b.json/1', '4.6.2 an experiment''s version beats a global one of greater priority');
select pg_temp.put('a.json', '{"priority": -1000, "cohorts": [{"slug": "clinic"}]}'), pg_temp.put('a.json', '{"priority": -999, "cohorts": [{"slug": "trial"}]}');
select is(pg_temp.got(2), 'a.json/8 b.json/1 c.json/1', '4.6.2 within an institution''s versions the newer');
select is(pg_temp.got(3), 'a.json/9 b.json/1', '4.6.2 within an experiment''s versions the greater priority');

-- A cohort counts while it runs.
select pg_temp.put('s.json', '{"cohorts": [{"slug": "school"}]}');
select is(pg_temp.got(4), 'a.json/7 b.json/1 s.json/1', '4.6.2 a running institution''s');
select is(pg_temp.got(4, p_at => '2026-01-05Z'), 'a.json/7 b.json/1 s.json/1', '4.6.2 from the instant at which it starts');
select is(pg_temp.got(4, p_at => '2026-01-05Z'::timestamptz - interval '1 microsecond'), 'a.json/7 b.json/1', '4.6.2 not a microsecond before');
select is(pg_temp.got(4, p_at => '2026-01-20Z'::timestamptz - interval '1 microsecond'), 'a.json/7 b.json/1 s.json/1', '4.6.2 until a microsecond before its end');
select is(pg_temp.got(4, p_at => '2026-01-20Z'), 'a.json/7 b.json/1', '4.6.2 not at its end');
-- Enrolment by bucket.
update public.cohorts set bucket_to = private.cohort_bucket('trial', pg_temp.u(5)) + 1, bucket_from = private.cohort_bucket('trial', pg_temp.u(5)) where slug = 'trial';
select is(pg_temp.got(5), 'a.json/9 b.json/1', '4.6.2 a user who is in an experiment by bucket gets its version');
select is(pg_temp.got(6), 'a.json/7 b.json/1', '4.6.2 one who is not does not');

-- Exclude.
select pg_temp.put('e.json'), pg_temp.put('e.json', '{"cohorts": [{"slug": "clinic", "mode": "exclude"}, {"slug": "trial", "mode": "exclude"}]}');
select is(pg_temp.got(1), 'a.json/7 b.json/1 e.json/2', '4.6.2 who is not excluded gets the newest');
select is(pg_temp.got(2), 'a.json/8 b.json/1 c.json/1 e.json/1', '4.6.2 an excluded institution gets the best of the others');
select is(pg_temp.got(5), 'a.json/9 b.json/1 e.json/1', '4.6.2 an excluded experiment too, by bucket as well');
select pg_temp.put('x.json', '{"cohorts": [{"slug": "clinic", "mode": "exclude"}]}');
select is(pg_temp.got(2), 'a.json/8 b.json/1 c.json/1 e.json/1', '4.6.2 excluded from the only version: no such file');
select pg_temp.put('x.json', '{"cohorts": [{"slug": "trial"}, {"slug": "clinic", "mode": "exclude"}]}');
select is(pg_temp.got(3), 'a.json/9 b.json/1 e.json/1 x.json/2', '4.6.2 include and exclude in one version: the included cohort gets it');
select is(pg_temp.got(2), 'a.json/8 b.json/1 c.json/1 e.json/1', '4.6.2 exclude beats include: the excluded one does not');
select is(pg_temp.got(1), 'a.json/7 b.json/1 e.json/2 x.json/1', '4.6.2 and everybody else gets what is global');

-- Time window.
select pg_temp.put('t.json', '{"effective_at": "2026-02-01T00:00:00Z", "retired_at": "2026-03-01T00:00:00Z"}');
select is(pg_temp.got(6, p_at => '2026-02-01Z'::timestamptz - interval '1 microsecond') ~ 't.json', false, '4.6.2 a version is not served a microsecond before effective_at');
select is(pg_temp.got(6, p_at => '2026-02-01Z') ~ 't.json', true, '4.6.2 it is at effective_at');
select is(pg_temp.got(6, p_at => '2026-03-01Z'::timestamptz - interval '1 microsecond') ~ 't.json', true, '4.6.2 it is a microsecond before retired_at');
select is(pg_temp.got(6, p_at => '2026-03-01Z') ~ 't.json', false, '4.6.2 it is not at retired_at');

-- Platform.
delete from public.master_manifests;
select pg_temp.put('p.json'), pg_temp.put('p.json', '{"platform": "ios"}'), pg_temp.put('q.json', '{"platform": "android"}');
select is(pg_temp.got(1, 'ios'), 'p.json/2', '4.6.2 a platform gets its own');
select is(pg_temp.got(1, 'android'), 'p.json/1 q.json/1', '4.6.2 and what is for all');
select is(pg_temp.got(1, 'web'), 'p.json/1', '4.6.2 another platform gets only that');
select is(pg_temp.got(1, ''), 'p.json/1', '4.6.2 an app that does not say its platform too');
select is(pg_temp.got(1, null), 'p.json/1', '4.6.2 null is like not saying it');

-- App versions, number by number.
delete from public.master_manifests;
select pg_temp.put('v.json'), pg_temp.put('v.json', '{"min_app_version": "1.9"}'), pg_temp.put('v.json', '{"min_app_version": "1.10.0", "max_app_version": "1.20"}');
select is(pg_temp.got(1, p_app_version => v), 'v.json/' || n, '4.6.2 app version bounds: ' || v)
  from (values ('1.8.99', 1), ('1.9', 2), ('1.9.0.0', 2), ('1.9.99', 2), ('1.10', 3), ('1.10.0.1', 3), ('1.20', 3), ('1.20.0+7', 3), ('1.20.0.1', 2), ('2', 2), ('010.0', 2)) as t (v, n);
select is(pg_temp.got(1, p_app_version => v), 'v.json/1', '4.6.2 an app version that cannot be compared matches no bounds: ' || coalesce(v, 'null'))
  from unnest(array['', 'latest', '1.10-beta', '1..2', '1.2.3.4.5', '1234567', '-1', null]) as v;

select is(private.app_version_parts('1.10.0+2-rc'), '{1,10,0,0}', 'a build number is left out');
select * from finish();
rollback;
