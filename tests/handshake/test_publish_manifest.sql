-- publish_manifest and retire_manifest (4.6.2, 4.6.3).
begin;
select plan(89);

create temporary table t (name text primary key, value jsonb);
grant all on t to public;
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create function pg_temp.content_generation() returns bigint language sql security definer as $$ select generation from private.sync_generations where scope = 'content' $$;
create function pg_temp.row_of(p_answer jsonb) returns public.master_manifests language sql security definer as
  $$ select m from public.master_manifests as m where m.manifest_id = (p_answer ->> 'manifest_id')::uuid $$;

insert into public.cohorts (slug, name, kind) values ('clinic', 'Clinic', 'institution'), ('school', 'School', 'institution');
insert into public.user_profile (user_id) select pg_temp.u(n) from generate_series(1, 50) as n;
insert into private.user_sync (user_id) select pg_temp.u(n) from generate_series(1, 50) as n;
select private.handshake(pg_temp.u(n), null, now()) from generate_series(1, 50) as n;

-- Who may.
set local role authenticated;
select throws_ok($$ select public.publish_manifest('a.json', '{}') $$, '42501', null, 'authenticated may not publish');
select throws_ok($$ select public.retire_manifest(gen_random_uuid()) $$, '42501', null, 'nor retire');
set local role anon;
select throws_ok($$ select public.publish_manifest('a.json', '{}') $$, '42501', null, 'anon may not publish');
select throws_ok($$ select public.retire_manifest(gen_random_uuid()) $$, '42501', null, 'nor retire');
set local role dochub_admin;
select is(public.publish_manifest('admin.json', '{}') -> 'ok', 'true', 'dochub_admin may publish');

-- The answer, and the row.
set local role service_role;
insert into t select 'one', public.publish_manifest('shop.json', '{"b": 1, "aa": "é"}');
select is(value - 'manifest_id', '{"ok": true, "name": "shop.json", "version": 1}'::jsonb || jsonb_build_object('sha256', encode(sha256(convert_to('{"b": 1, "aa": "é"}', 'UTF8')), 'hex')), '4.6.2 the answer of a publication') from t where name = 'one';
select is((pg_temp.row_of(value)).audience, 'global', 'for everybody by default') from t where name = 'one';
select is((pg_temp.row_of(value)).effective_at, now(), 'from now') from t where name = 'one';
select is((pg_temp.row_of(value)).retired_at, 'infinity', 'for good') from t where name = 'one';
select is((pg_temp.row_of(value)).priority, 0, 'of priority 0') from t where name = 'one';
select is(num_nulls((pg_temp.row_of(value)).platform, (pg_temp.row_of(value)).min_app_version, (pg_temp.row_of(value)).max_app_version), 3, 'for all platforms and app versions') from t where name = 'one';
select is(public.publish_manifest('shop.json', '{"b": 1, "aa": "é"}') ->> 'version', '2', 'versions count within the name');
select is(public.publish_manifest('other.json', '{}') ->> 'version', '1', 'each name by itself');
insert into t select 'all', public.publish_manifest('all.json', '[1, "x", null, true]', '{"audience": "cohort", "cohorts": [{"slug": "clinic", "mode": "include"}, {"slug": "school", "mode": "exclude"}], "priority": -7,
  "effective_at": "2026-01-01T10:00:00+02:00", "retired_at": "2027-01-01T00:00:00.123456Z", "platform": "web", "min_app_version": "1.2", "max_app_version": "1.10.4.5"}');
select is(to_jsonb(pg_temp.row_of(value)) - array['manifest_id', 'sha256', 'published_at'], jsonb_build_object(
    'name', 'all.json', 'version', 1, 'content', '[1, "x", null, true]'::jsonb, 'audience', 'cohort', 'priority', -7, 'platform', 'web', 'min_app_version', '1.2', 'max_app_version', '1.10.4.5',
    'effective_at', '2026-01-01T08:00:00Z'::timestamptz, 'retired_at', '2027-01-01T00:00:00.123456Z'::timestamptz), 'every option arrives') from t where name = 'all';
select is((select jsonb_object_agg(c.slug, c.mode) from public.manifest_cohorts as c, t where t.name = 'all' and c.manifest_id = (t.value ->> 'manifest_id')::uuid),
  '{"clinic": "include", "school": "exclude"}', 'with its cohorts');
select is((pg_temp.row_of(public.publish_manifest('i.json', '{}', '{"cohorts": [{"slug": "clinic"}]}'))).audience, 'cohort', 'a cohort is included by default, and the audience is then cohort');
select is((pg_temp.row_of(public.publish_manifest('i.json', '{}', '{"cohorts": [{"slug": "clinic", "mode": "exclude"}]}'))).audience, 'global', 'excluding one leaves the audience global');
select is(public.publish_manifest('n.json', '"text"', '{"audience": null, "cohorts": null, "priority": null, "effective_at": null, "platform": null}') -> 'ok', 'true', 'nulls are like absent options, and a string is JSON too');

-- One row, not one a user.
reset role;
create function pg_temp.per_user_rows() returns text language sql as $$
  select md5(string_agg(r, ',' order by r)) from (
    select s::text || s.ctid::text as r from private.user_sync as s
    union all select c::text || c.ctid::text from public.cached_handshake_responses as c
    union all select g::text || g.ctid::text from private.sync_generations as g where g.scope <> 'content'
    union all select p::text || p.ctid::text from public.user_profile as p) as x $$;
insert into t select 'before', jsonb_build_object('rows', pg_temp.per_user_rows(), 'generation', pg_temp.content_generation());
set local role service_role;
select public.publish_manifest('shop.json', '{"b": 2}');
reset role;
select is(pg_temp.per_user_rows(), value ->> 'rows', '4.6.3 a publication touches no row of any user') from t where name = 'before';
select is(pg_temp.content_generation(), (value ->> 'generation')::bigint + 1, '4.6.3 it bumps one row') from t where name = 'before';

-- Refusals.
set local role service_role;
insert into t select 'generation', to_jsonb(pg_temp.content_generation());
select is((public.publish_manifest('a.json', c) ->> 'details')::jsonb ->> 'number', n, 'a number that JavaScript would change is refused: ' || n)
  from (values ('{"a": [{"b": 1.5}]}'::jsonb, '1.5'), ('[1.0]', '1.0'), ('9007199254740992', '9007199254740992'), ('{"a": -9007199254740992}', '-9007199254740992')) as v (c, n);
select is(current_setting('response.status'), '422', 'unsupported_number has HTTP status 422');
select is(public.publish_manifest('a.json', '{}', '{"cohorts": [{"slug": "clinic"}, {"slug": "nowhere"}]}') - array['message', 'hint'],
  '{"ok": false, "code": "unknown_cohort", "details": "{\"slug\": \"nowhere\"}"}', 'an unknown cohort is refused by name');
select is(current_setting('response.status'), '422', 'unknown_cohort has HTTP status 422');
select is(to_jsonb(pg_temp.content_generation()), value, 'a refusal bumps nothing') from t where name = 'generation';

-- Misuse.
select throws_ok(format('select public.publish_manifest(%L, %L, %L)', n, c, o), 'PT400', m, 'misuse: ' || left(concat_ws(' ', n, c::text, o::text), 80))
  from (values
    (null, '{}'::jsonb, null::jsonb, 'p_name must be a file name of at most 100 letters, digits, dots, dashes and underscores'), ('', '{}', null, null), ('.hidden', '{}', null, null), ('a/b', '{}', null, null), ('a b', '{}', null, null), (repeat('a', 101), '{}', null, null), ('é', '{}', null, null),
    ('a', null, null, 'p_content is missing'), ('a', 'null', null, 'p_content is missing'), ('a', to_jsonb(repeat('x', 1048576)), null, 'p_content is longer than 1,048,576 characters'),
    ('a', '{}', '[]', 'p_options must be a JSON object'), ('a', '{}', '7', null), ('a', '{}', '{"audiences": 1}', 'p_options has an unknown key: audiences'),
    ('a', '{}', '{"audience": "all"}', 'audience must be global or cohort'), ('a', '{}', '{"audience": 7}', null),
    ('a', '{}', '{"audience": "cohort"}', 'audience cohort needs a cohort to include'), ('a', '{}', '{"audience": "cohort", "cohorts": []}', 'audience cohort needs a cohort to include'),
    ('a', '{}', '{"audience": "cohort", "cohorts": [{"slug": "clinic", "mode": "exclude"}]}', 'audience cohort needs a cohort to include'),
    ('a', '{}', '{"audience": "global", "cohorts": [{"slug": "clinic", "mode": "include"}]}', 'audience global includes everybody'),
    ('a', '{}', '{"cohorts": {}}', 'cohorts must be an array of at most 100 {slug, mode}'), ('a', '{}', '{"cohorts": ["clinic"]}', null), ('a', '{}', '{"cohorts": [{}]}', 'an entry of cohorts has no slug'), ('a', '{}', '{"cohorts": [null]}', null),
    ('a', '{}', '{"cohorts": [{"slug": "clinic", "mode": "maybe"}]}', 'mode must be include or exclude'), ('a', '{}', '{"cohorts": [{"slug": "clinic", "x": 1}]}', 'an entry of cohorts has an unknown key: x'),
    ('a', '{}', '{"cohorts": [{"slug": "clinic"}, {"slug": "clinic", "mode": "exclude"}]}', 'cohorts names clinic twice'), ('a', '{}', '{"cohorts": [{"slug": 7}]}', null),
    ('a', '{}', (select jsonb_build_object('cohorts', jsonb_agg(jsonb_build_object('slug', n::text))) from generate_series(1, 101) as n), null),
    ('a', '{}', '{"priority": 1001}', 'priority must be an integer from -1000 to 1000'), ('a', '{}', '{"priority": -1001}', null), ('a', '{}', '{"priority": 0.5}', null), ('a', '{}', '{"priority": "1"}', null),
    ('a', '{}', '{"effective_at": "tomorrow"}', 'effective_at must be a time with its offset'), ('a', '{}', '{"effective_at": "2026-01-01T00:00:00"}', null), ('a', '{}', '{"retired_at": 7}', null), ('a', '{}', '{"retired_at": "infinity"}', null),
    ('a', '{}', '{"effective_at": "2026-01-01T00:00:00Z", "retired_at": "2026-01-01T00:00:00Z"}', 'retired_at must be after effective_at'), ('a', '{}', '{"retired_at": "2020-01-01T00:00:00Z"}', 'retired_at must be after effective_at'),
    ('a', '{}', '{"platform": "windows"}', 'platform must be ios, android or web'), ('a', '{}', '{"platform": ["ios"]}', null),
    ('a', '{}', '{"min_app_version": "1.x"}', 'min_app_version must be one to four numbers with dots between, such as 1.4.2'), ('a', '{}', '{"max_app_version": "1.2.3.4.5"}', null), ('a', '{}', '{"max_app_version": 1}', null), ('a', '{}', '{"max_app_version": "1+2"}', null),
    ('a', '{}', '{"min_app_version": "1.10", "max_app_version": "1.9"}', 'min_app_version is above max_app_version'),
    ('a', '{}', jsonb_build_object('platform', repeat('x', 70000)), null)) as v (n, c, o, m);
select lives_ok($$ select public.publish_manifest('big.json', to_jsonb(repeat('x', 1048574))) $$, '1 MB of content is not too much');
select lives_ok($$ select public.publish_manifest('v.json', '{}', '{"min_app_version": "1.10", "max_app_version": "1.10.0"}') $$, 'equal bounds are no contradiction');

-- Retirement.
insert into t select 'retired', public.retire_manifest((value ->> 'manifest_id')::uuid) from t where name = 'one';
select is(value - 'retired_at', (select value from t where name = 'one'), 'the answer of a retirement') from t where name = 'retired';
select is((value ->> 'retired_at')::timestamptz, now(), 'is retired from now on') from t where name = 'retired';
insert into t select 'generation2', to_jsonb(pg_temp.content_generation());
select is(public.retire_manifest((value ->> 'manifest_id')::uuid), (select value from t where name = 'retired'), 'again: the same answer') from t where name = 'one';
select is(to_jsonb(pg_temp.content_generation()), value, 'and nothing is bumped') from t where name = 'generation2';
reset role;
select is(private.retire_manifest((value ->> 'manifest_id')::uuid, now() + interval '1 day'), (select value from t where name = 'retired'), 'nor does a later retirement move it') from t where name = 'one';
select is(private.retire_manifest((value ->> 'manifest_id')::uuid, '2026-06-01Z') ->> 'retired_at', '2026-06-01T00:00:00+00:00', 'a retirement to come is moved forward') from t where name = 'all';
insert into t select 'later', private.publish_manifest('later.json', '{}', '{"effective_at": "2027-01-01T00:00:00Z"}', '2026-01-01Z');
select is(private.retire_manifest((value ->> 'manifest_id')::uuid, '2026-06-01Z') ->> 'retired_at', '2027-01-01T00:00:00+00:00', 'one that is yet to start never does') from t where name = 'later';
insert into t select 'generation3', to_jsonb(pg_temp.content_generation());
select is(private.retire_manifest((value ->> 'manifest_id')::uuid, '2026-06-02Z') ->> 'retired_at', '2027-01-01T00:00:00+00:00', 'again: the same') from t where name = 'later';
select is(to_jsonb(pg_temp.content_generation()), value, 'and nothing is bumped') from t where name = 'generation3';
select is((select count(*) from private.resolve_manifests(null, null, '', '', '2027-06-01Z') as m where m.name = 'later.json'), 0::bigint, '4.6.2 and it is never served');
set local role service_role;
select is(public.retire_manifest('c0000000-0000-4000-8000-000000000000') ->> 'code', 'manifest_not_found', 'an unknown manifest');
select is(current_setting('response.status'), '404', 'manifest_not_found has HTTP status 404');
select throws_ok('select public.retire_manifest(null)', 'PT400', 'p_manifest_id is missing', 'no manifest named');
reset role;

select * from finish();
rollback;
