-- 4.6.4: what is cached, for whom, how long.
begin;
select plan(76);

create temporary table t (name text primary key, value jsonb);
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create function pg_temp.ask(p_n integer, p_at timestamptz, p_request jsonb default '{"platform": "ios", "app_version": "1.0", "locale": "en"}') returns jsonb language sql as
  $$ select private.handshake(pg_temp.u(p_n), p_request, p_at) $$;
create function pg_temp.builds(p_n integer) returns bigint language sql as
  $$ select coalesce(sum(builds), 0)::bigint from public.cached_handshake_responses where user_id = pg_temp.u(p_n) $$;
create function pg_temp.pay(p_n integer, p_id text, p_from timestamptz, p_to timestamptz, p_grace timestamptz default null) returns void language plpgsql as $$
begin
  insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, grace_expires_at, recorded_at)
  values (pg_temp.u(p_n), 'apple', 'production', p_id, p_id, 'dochub.premium.monthly', 'premium', p_from, p_to, p_grace, p_from);
  perform private.fold_subscription(pg_temp.u(p_n));
end $$;
-- What an app that was answered so sends next, word for word.
create function pg_temp.next(p_answer jsonb, p_request jsonb default '{"platform": "ios", "app_version": "1.0", "locale": "en"}') returns jsonb language sql as $$
  select p_request || jsonb_build_object(
    'cookie', p_answer -> 'cookie',
    'manifests', (select coalesce(jsonb_object_agg(c ->> 'name', c ->> 'sha256'), '{}') from jsonb_array_elements(p_answer -> 'changed') as c),
    'custom_courses', (select coalesce(jsonb_object_agg(c ->> 'custom_course_id', c ->> 'sha256'), '{}') from jsonb_array_elements(p_answer -> 'custom_courses') as c)) $$;
-- Either side of an instant, asked with the cookie of an hour before: "full answer?/part of the answer" a microsecond before, and at it.
create function pg_temp.around(p_n integer, p_moment timestamptz, p_path text[]) returns text language plpgsql as $$
declare
  v_request jsonb := '{"platform": "ios", "app_version": "1.0", "locale": "en"}';
  v_first jsonb := pg_temp.ask(p_n, p_moment - interval '1 hour');
  v_before jsonb;
  v_at jsonb;
begin
  v_request := pg_temp.next(v_first);
  v_before := pg_temp.ask(p_n, p_moment - interval '1 microsecond', v_request);
  v_at := pg_temp.ask(p_n, p_moment, v_request);
  return case when v_before ? 'entitlements' then 'new' else 'unchanged' end || ' ' || coalesce(v_first #>> p_path, 'null') || ' | '
      || case when v_at ? 'entitlements' then 'new' else 'unchanged' end || ' ' || coalesce(v_at #>> p_path, 'null');
end $$;

insert into public.user_profile (user_id) select pg_temp.u(n) from generate_series(1, 20) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values ('granted', 'Granted', 0, 'EUR', 'published');
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('SUMMER', 'any', 'percent', 10);
select private.publish_manifest('a.json', '{"a": "needle"}', '{}', '2025-01-01Z');

-- The row.
select pg_temp.ask(1, '2026-01-10Z');
select is(pg_temp.builds(1), 1::bigint, '4.6.4 a first handshake is cached');
select is((select (platform, app_version, locale)::text from public.cached_handshake_responses where user_id = pg_temp.u(1)), '(ios,1.0,en)', '4.6.4 by platform, app version and locale');
select is((select manifests - 'a.json' from public.cached_handshake_responses where user_id = pg_temp.u(1)), '{}', '4.6.4 it holds the resolved list');
select is((select string_agg(k, ' ' order by k) from public.cached_handshake_responses, jsonb_object_keys(manifests -> 'a.json') as k where user_id = pg_temp.u(1)), 'manifest_id sha256 version', '4.6.4 of versions and hashes');
select is((select string_agg(k, ' ' order by k) from public.cached_handshake_responses, jsonb_object_keys(body) as k where user_id = pg_temp.u(1)), 'cohort courses custom_courses entitlements', '4.6.4 and the rest of the answer');
select is((select count(*) from public.cached_handshake_responses as c where c::text ~ 'needle'), 0::bigint, '4.6.4 not the contents');
select is(pg_temp.ask(1, '2026-01-11Z') #>> '{changed,0,content,a}', 'needle', '4.6.4 which are joined in');
select is(pg_temp.builds(1), 1::bigint, '4.6.4 a second handshake finds the row');
update public.cached_handshake_responses set body = body || '{"courses": ["from the cache"]}' where user_id = pg_temp.u(1);
select is(pg_temp.ask(1, '2026-01-11Z') -> 'courses', '["from the cache"]', '4.6.4 and serves it');
select is(pg_temp.ask(2, '2026-01-11Z') -> 'courses', '[]', '4.6.5 to nobody else');
select is(pg_temp.ask(1, '2026-01-11Z', '{"platform": "android", "app_version": "1.0", "locale": "en"}') -> 'courses', '[]', '4.6.4 and to no other platform');
select is(pg_temp.ask(1, '2026-01-11Z', '{"platform": "ios", "app_version": "1.1", "locale": "en"}') -> 'courses', '[]', '4.6.4 nor app version');
select is(pg_temp.ask(1, '2026-01-11Z', '{"platform": "ios", "app_version": "1.0", "locale": "de"}') -> 'courses', '[]', '4.6.4 nor locale');
select is((select count(*) from public.cached_handshake_responses where user_id = pg_temp.u(1)), 4::bigint, '4.6.4 each has its row');

-- That nothing changed is told by one look at the row, and nothing of what it is made of is read.
create temporary table scanned as select c.oid, pg_stat_get_xact_numscans(c.oid) as n from pg_class as c where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace);
create function pg_temp.scans(p_relations regclass[]) returns bigint language sql as
  $$ select sum(pg_stat_get_xact_numscans(s.oid) - s.n)::bigint from scanned as s where s.oid = any (p_relations) or s.oid in (select i.indexrelid from pg_index as i where i.indrelid = any (p_relations)) $$;
create function pg_temp.count_from_here() returns void language sql as $$ update scanned set n = pg_stat_get_xact_numscans(oid) $$;
insert into t select 'full', pg_temp.ask(1, '2026-01-11Z', '{"platform": "ios", "app_version": "1.0", "locale": "fr"}');
select pg_temp.count_from_here();
select is(pg_temp.ask(1, '2026-01-11Z', pg_temp.next(value, '{"platform": "ios", "app_version": "1.0", "locale": "fr"}')) ? 'entitlements', false, '4.6.1 nothing changed') from t where name = 'full';
select is(pg_temp.scans(array['public.cached_handshake_responses']::regclass[]), 1::bigint, '4.6.4 which one look at the row tells');
select is(pg_temp.scans(array['public.master_manifests', 'public.manifest_cohorts', 'public.custom_courses', 'public.course_purchases', 'public.subscriptions', 'public.user_discounts']::regclass[]),
  0::bigint, '4.6.4 and none at what it is made of');
select pg_temp.count_from_here();
select is(pg_temp.ask(1, '2026-01-11Z', jsonb_build_object('platform', 'ios', 'app_version', '1.0', 'locale', 'fr', 'cookie', value -> 'cookie', 'custom_courses', '{}'::jsonb,
  'manifests', '{}'::jsonb)) #>> '{changed,0,name}', 'a.json', '4.6.1 a file that is lost') from t where name = 'full';
select is(pg_temp.scans(array['public.cached_handshake_responses', 'public.custom_courses', 'public.course_purchases', 'public.subscriptions']::regclass[]), 2::bigint,
  '4.6.4 is found by a second look at the row');
delete from public.cached_handshake_responses where user_id = pg_temp.u(1) and locale = 'fr';

-- Each generation invalidates it.
create function pg_temp.poison(p_n integer) returns void language plpgsql as $$
begin
  insert into t select 'next', pg_temp.next(pg_temp.ask(p_n, '2026-01-10Z')) on conflict (name) do update set value = excluded.value;
  update public.cached_handshake_responses set body = body || '{"courses": ["stale"]}' where user_id = pg_temp.u(p_n);
end $$;
-- Asked with what the row expects; the row stays as it is.
create function pg_temp.is_unchanged(p_n integer) returns boolean language plpgsql as $$
declare
  v_answer jsonb;
begin
  begin
    v_answer := pg_temp.ask(p_n, '2026-01-10Z', (select value from t where name = 'next'));
    raise sqlstate 'DH999';
  exception when sqlstate 'DH999' then
    return not v_answer ? 'entitlements';
  end;
end $$;
select pg_temp.poison(3);
select is(pg_temp.is_unchanged(3), true, '4.6.1 who sends what the row expects is told that nothing changed');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '["stale"]', 'the row is served while nothing changes');
select private.publish_manifest('b.json', '{}', '{}', '2026-01-01Z');
select is(pg_temp.is_unchanged(3), false, '4.6.1 a publication is news to who sends what the old row expected');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '[]', '4.6.4 a publication makes it out of date'), pg_temp.poison(3);
select private.retire_manifest((select manifest_id from public.master_manifests where name = 'b.json'), '2026-01-10Z');
select is(pg_temp.is_unchanged(3), false, '4.6.1 a retirement too is news to who sends what the old row expected');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '[]', '4.6.4 a retirement too'), pg_temp.poison(3);
update private.sync_generations set generation = generation + 1 where scope = 'cohort';
select is(pg_temp.is_unchanged(3), false, '4.6.1 a change of cohorts too is news to who sends what the old row expected');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '[]', '4.6.4 a change of cohorts too'), pg_temp.poison(3);
update private.sync_generations set generation = generation + 1 where scope = 'schema';
select is(pg_temp.is_unchanged(3), false, '4.6.1 a change of schema too is news to who sends what the old row expected');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '[]', '4.6.4 a change of schema too'), pg_temp.poison(3);
insert into public.custom_courses (user_id, title, course, sha256) values (pg_temp.u(3), 'Own', '{}', private.canonical_sha256('{}'));
select is(pg_temp.is_unchanged(3), false, '4.6.1 the user''s own data too is news to who sends what the old row expected');
select is(pg_temp.ask(3, '2026-01-10Z') -> 'courses', '[]', '4.6.4 the user''s own data too');
select is(pg_temp.builds(3), 6::bigint, '4.6.4 builds counts them');

-- Credits and the time are live.
select pg_temp.ask(4, '2026-01-10Z');
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.u(4))::text, true);
select private.deduct_credits(pg_temp.u(4), 2, 'spend-0001', null, '2026-01-10Z');
select is(pg_temp.ask(4, '2026-01-10Z') -> 'credits' ->> 'available', '1', '4.6.4 credits are live');
select is((pg_temp.ask(4, '2026-01-10 00:00:00.000007Z') ->> 'server_time')::timestamptz, '2026-01-10 00:00:00.000007Z', '4.6.4 server_time is live');
select is(pg_temp.ask(4, '2026-01-12Z') -> 'credits' ->> 'available', '3', '4.6.4 a new credit week needs no new row');
select is(pg_temp.builds(4), 1::bigint, '4.6.4 one build served all of that');

-- To the microsecond: what time alone changes.
select pg_temp.pay(5, 'p5', '2026-01-01Z', '2026-02-01Z');
select is((select valid_until from private.handshake_boundaries(pg_temp.u(5), null, '2026-01-10Z')), '2026-02-01Z'::timestamptz, '4.6.4 valid until the subscription''s end');
select is((select boundary_at from private.handshake_boundaries(pg_temp.u(5), null, '2026-01-10Z')), '2026-01-10Z'::timestamptz, '4.6.3 the last boundary passed is at the time itself when it is one (b.json''s retirement)');
select is(pg_temp.around(5, '2026-02-01Z', '{entitlements,plan}'), 'unchanged premium | new free', '4.6.4 a subscription''s end, to the microsecond');
select is(pg_temp.around(5, '2026-02-01Z', '{entitlements,state}'), 'unchanged active | new expired', '4.6.4 and its state');
select pg_temp.pay(6, 'p6', '2026-01-01Z', '2026-02-01Z', '2026-02-10Z');
select is(pg_temp.around(6, '2026-02-01Z', '{entitlements,state}'), 'unchanged active | new grace', '4.6.4 the start of grace, to the microsecond');
select is(pg_temp.around(6, '2026-02-10Z', '{entitlements,plan}'), 'unchanged premium | new free', '4.6.4 the end of grace, to the microsecond');
select pg_temp.pay(7, 'p7', '2026-02-01Z', '2026-03-01Z');
select is(pg_temp.around(7, '2026-02-01Z', '{entitlements,plan}'), 'unchanged free | new premium', '4.6.4 a subscription''s start, to the microsecond');
select pg_temp.pay(8, 'p8', '2026-01-01Z', '2026-03-01Z');
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, paused_at, attributes_at)
  values (pg_temp.u(8), 'apple', 'production', 'p8', true, '2026-02-01Z', '2026-01-20Z');
select private.fold_subscription(pg_temp.u(8));
select is(pg_temp.around(8, '2026-02-01Z', '{entitlements,state}'), 'unchanged active | new paused', '4.6.4 a pause to come, to the microsecond');
update private.store_subscriptions set paused_at = null where user_id = pg_temp.u(8);
update private.store_transactions set revoked_at = '2026-02-05Z' where user_id = pg_temp.u(8);
select private.fold_subscription(pg_temp.u(8));
select is(pg_temp.around(8, '2026-02-05Z', '{entitlements,state}'), 'unchanged active | new revoked', '4.6.4 a revocation to come, to the microsecond');
select pg_temp.pay(20, 'p20', '2026-01-01Z', '2026-02-01Z');
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, paused_at, attributes_at)
  values (pg_temp.u(20), 'apple', 'production', 'p20', true, '2026-02-05Z', '2026-01-20Z');
select private.fold_subscription(pg_temp.u(20));
select is(pg_temp.around(20, '2026-02-05Z', '{entitlements,state}'), 'unchanged expired | new paused', '4.6.4 a pause that begins after the paid period, to the microsecond');
select pg_temp.pay(9, 'p9', '2026-01-01Z', '2026-02-01Z'), pg_temp.pay(9, 'p9b', '2026-02-01Z', '2026-03-01Z');
select is(pg_temp.around(9, '2026-02-01Z', '{entitlements,expires_at}'), 'unchanged 2026-02-01T00:00:00+00:00 | new 2026-03-01T00:00:00+00:00', '4.6.4 one period after the other');

insert into public.cohorts (slug, name, kind, grant_plan, grant_courses, starts_at, ends_at) values ('clinic', 'Clinic', 'institution', 'premium', '{granted}', '2026-02-01Z', '2026-03-01Z');
insert into public.user_cohorts (user_id, slug, source, assigned_at) values (pg_temp.u(10), 'clinic', 'join_code', '2026-01-01Z');
select is(pg_temp.around(10, '2026-02-01Z', '{entitlements,plan}'), 'unchanged free | new premium', '4.6.4 a cohort''s start, to the microsecond');
select is(pg_temp.around(10, '2026-02-01Z', '{courses,0}'), 'unchanged null | new granted', '4.6.4 with its courses');
select is(pg_temp.around(10, '2026-02-01Z', '{cohort,slug}'), 'unchanged null | new clinic', '4.6.4 and its splash screen');
select is(pg_temp.around(10, '2026-03-01Z', '{entitlements,plan}'), 'unchanged premium | new free', '4.6.4 a cohort''s end, to the microsecond');
select is(pg_temp.around(10, '2026-03-01Z', '{courses,0}'), 'unchanged granted | new null', '4.6.4 with its courses');
select is(pg_temp.around(11, '2026-02-01Z', '{cohort,slug}'), 'unchanged null | unchanged null', 'who is not in it is not disturbed');
insert into public.cohorts (slug, name, kind, grant_courses) values ('library', 'Library', 'institution', '{granted}');
insert into public.user_cohorts (user_id, slug, source, assigned_at) values (pg_temp.u(12), 'library', 'join_code', '2026-02-15Z');
select is(pg_temp.around(12, '2026-02-15Z', '{courses,0}'), 'unchanged null | new granted', '4.6.4 a membership that is yet to count, to the microsecond');
insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to, starts_at, ends_at) values ('trial', 'Trial', 'experiment', 'trial', 0, 10000, '2026-04-01Z', '2026-05-01Z');
update private.sync_generations set generation = generation + 1 where scope = 'cohort';
select is(pg_temp.around(11, '2026-04-01Z', '{cohort,slug}'), 'unchanged null | new trial', '4.6.4 an experiment''s start by bucket, to the microsecond');
select is(pg_temp.around(11, '2026-05-01Z', '{cohort,slug}'), 'unchanged trial | new null', '4.6.4 an experiment''s end by bucket, to the microsecond');
update public.cohorts set bucket_to = 0 where slug = 'trial';

insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value, redeemed_at, grant_expires_at)
  values (pg_temp.u(13), 'SUMMER', 'any', 'percent', 10, '2026-01-01Z', '2026-02-01Z');
select is(pg_temp.around(13, '2026-02-01Z', '{reset}'), 'unchanged true | new false', '4.6.4 a discount''s end, to the microsecond');
create temporary table generation as select s.generation from private.user_sync as s where s.user_id = pg_temp.u(13);
update public.user_discounts set released_at = '2026-02-01Z';
delete from public.cached_handshake_responses where user_id = pg_temp.u(13);
select is(pg_temp.around(13, '2026-02-01Z', '{reset}'), 'unchanged true | new false', '4.6.4 also of one that was released after it, because it had lapsed');
select is((select s.generation from private.user_sync as s where s.user_id = pg_temp.u(13)), g.generation, '4.6.3 which is nothing new') from generation as g;
update public.user_discounts set released_at = '2026-01-02Z';
select is(pg_temp.around(13, '2026-02-01Z', '{reset}'), 'unchanged true | unchanged false', '4.6.4 not that of one that was released before');

select private.publish_manifest('t.json', '{}', '{"effective_at": "2026-06-01T00:00:00Z", "retired_at": "2026-07-01T00:00:00Z"}', '2026-01-01Z');
select is(pg_temp.around(14, '2026-06-01Z', '{changed,0,name}'), 'unchanged a.json | new t.json', '4.6.4 a manifest''s start, to the microsecond');
select is(pg_temp.around(14, '2026-07-01Z', '{changed,1,name}'), 'unchanged t.json | new null', '4.6.4 a manifest''s retirement, to the microsecond');
select is((select valid_until from private.handshake_boundaries(pg_temp.u(14), null, '2026-07-01Z')), 'infinity'::timestamptz, '4.6.4 nothing to come: valid for ever');
delete from public.master_manifests;
select is((select boundary_at from private.handshake_boundaries(pg_temp.u(15), null, '2026-01-10Z')), 'epoch'::timestamptz, '4.6.3 no boundary passed: 1970');
select is(split_part(pg_temp.ask(15, '2026-01-10Z') ->> 'cookie', '.', 9), '0', '4.6.3 which the cookie writes as 0');

-- Who began before a boundary and comes after it.
select pg_temp.pay(16, 'p16', '2026-01-01Z', '2026-02-01Z');
select pg_temp.ask(16, '2026-02-01Z');
select is(pg_temp.ask(16, '2026-01-31Z') #>> '{entitlements,plan}', 'premium', '4.6.4 an answer is never of another time than its own');
select is((select boundary_at from public.cached_handshake_responses where user_id = pg_temp.u(16)), '2026-02-01Z'::timestamptz, '4.6.4 and does not take a newer row away');

-- At most ten rows a user.
select pg_temp.ask(19, '2026-01-10Z', '{"app_version": "1"}');
select pg_temp.ask(17, '2026-01-10Z'::timestamptz + n * interval '1 second', jsonb_build_object('app_version', n::text)) from generate_series(1, 12) as n;
select is((select count(*) from public.cached_handshake_responses where user_id = pg_temp.u(17)), 10::bigint, '4.6.4 at most ten rows a user');
select is((select string_agg(app_version, ' ' order by app_version::integer) from public.cached_handshake_responses where user_id = pg_temp.u(17)), '3 4 5 6 7 8 9 10 11 12', '4.6.4 the oldest go');
select is((select count(*) from public.cached_handshake_responses where user_id = pg_temp.u(19)), 1::bigint, '4.6.4 of that user alone');
update private.settings set handshake_rows_per_user = 2;
select pg_temp.ask(17, '2026-01-10Z', '{"app_version": "13"}');
select is((select string_agg(app_version, ' ' order by app_version::integer) from public.cached_handshake_responses where user_id = pg_temp.u(17)), '12 13', '4.6.4 the row just built stays, however old its time');
select ok((select bool_and(relpersistence = 'p') from pg_class where oid = 'public.cached_handshake_responses'::regclass), '4.6.6 the table is LOGGED: a replica has it');

-- An erasure under way, or done, leaves nothing behind.
select pg_temp.ask(18, '2026-01-10Z');
delete from public.cached_handshake_responses where user_id = pg_temp.u(18);
update public.user_profile set erased_at = '2026-01-10Z' where user_id = pg_temp.u(18);
select pg_temp.ask(18, '2026-01-10Z');
select is(pg_temp.builds(18), 0::bigint, '4.1.4 nothing is cached of an erased user');

-- Index look-ups, not scans: a thousand superseded versions cost nothing.
select private.publish_manifest('many.json', jsonb_build_object('n', n), '{}', '2026-01-01Z') from generate_series(1, 300) as n;
analyze public.master_manifests;
create function pg_temp.plan_of(p_sql text) returns text language plpgsql as $$
declare v_line text; v_all text := '';
begin
  for v_line in execute 'explain (costs off) ' || p_sql loop v_all := v_all || v_line || E'\n'; end loop;
  return v_all;
end $$;
set local enable_seqscan = off;
select matches(pg_temp.plan_of($$ select max(m.effective_at) from public.master_manifests as m where m.effective_at <= '2026-01-01Z' $$), 'master_manifests_effective_at_idx', 'the last start is an index look-up');
select matches(pg_temp.plan_of($$ select min(m.retired_at) from public.master_manifests as m where m.retired_at > '2026-01-01Z' $$), 'master_manifests_retired_at_idx', 'the next retirement is an index look-up');
select matches(pg_temp.plan_of($$ select m.version from public.master_manifests as m where m.name = 'many.json' and m.audience = 'global' order by m.priority desc, m.version desc limit 1 $$), 'master_manifests_best_idx', 'the best version of a name is an index look-up');

select * from finish();
rollback;
