-- 4.6.3: the cookie, what it survives, and when everything starts over.
begin;
select plan(47);

create temporary table t (name text primary key, value jsonb);
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create function pg_temp.ask(p_n integer, p_request jsonb, p_at timestamptz default '2026-01-10Z') returns jsonb language sql as
  $$ select private.handshake(pg_temp.u(p_n), p_request, p_at) $$;
create function pg_temp.names(p_answer jsonb) returns text language sql as
  $$ select coalesce(string_agg(c ->> 'name', ' ' order by n), '') from jsonb_array_elements(p_answer -> 'changed') with ordinality as a (c, n) $$;
create function pg_temp.manifests(p_answer jsonb) returns jsonb language sql as
  $$ select coalesce(jsonb_object_agg(c ->> 'name', c -> 'sha256'), '{}') from jsonb_array_elements(p_answer -> 'changed') as c $$;
-- A cookie with one of its parts replaced.
create function pg_temp.with_part(p_cookie text, p_part integer, p_value text) returns text language sql as
  $$ select string_agg(case when n = p_part then p_value else x end, '.' order by n) from string_to_table(p_cookie, '.') with ordinality as a (x, n) $$;

insert into public.user_profile (user_id) values (pg_temp.u(1)), (pg_temp.u(2));
select private.publish_manifest(n, jsonb_build_object('name', n), '{}', '2026-01-01Z') from unnest(array['a.json', 'b.json', 'c.json']) as n;

insert into t select 'first', pg_temp.ask(1, '{"schema": 3, "platform": "ios", "app_version": "1.0", "locale": "en"}');
create function pg_temp.cookie(p_name text default 'first') returns text language sql as $$ select value ->> 'cookie' from t where name = p_name $$;
create function pg_temp.again(p_more jsonb default '{}', p_n integer default 1, p_at timestamptz default '2026-01-10Z') returns jsonb language sql as
  $$ select pg_temp.ask(p_n, jsonb_build_object('schema', 3, 'platform', 'ios', 'app_version', '1.0', 'locale', 'en', 'cookie', pg_temp.cookie()) || p_more, p_at) $$;
create function pg_temp.hashes() returns jsonb language sql as $$ select jsonb_build_object('manifests', pg_temp.manifests(value)) from t where name = 'first' $$;

select matches(pg_temp.cookie(), '^h1\.4\.1\.1\.1\.3\.[0-9a-f]{16}\.[0-9a-f]{8}\.1767225600000000$', '4.6.3 the cookie holds generations, schema, hashes and the last time boundary');
select is(split_part(pg_temp.cookie(), '.', 7), left(encode(sha256(convert_to('"' || pg_temp.u(1) || '"', 'UTF8')), 'hex'), 16), '4.6.3 a hash of the user, not the user');
select is(split_part(pg_temp.cookie(), '.', 8), left(encode(sha256(convert_to('["ios", "1.0", "en"]', 'UTF8')), 'hex'), 8), '4.6.3 and a hash of (platform, app version, locale)');
select cmp_ok(length(pg_temp.cookie()), '<', 100, '4.6.3 it is short');
select is(pg_temp.again() ? 'entitlements', false, '4.6.3 with its own cookie nothing is new');

-- Reset: everything, whatever is held.
select is(a -> 'reset', 'true', '4.6.3 reset: ' || why) from (values
    ('no cookie', pg_temp.again('{"cookie": null}')),
    ('an empty cookie', pg_temp.again('{"cookie": ""}')),
    ('words', pg_temp.again('{"cookie": "let me in"}')),
    ('a longer cookie', pg_temp.again(jsonb_build_object('cookie', pg_temp.cookie() || '.1'))),
    ('a cut cookie', pg_temp.again(jsonb_build_object('cookie', left(pg_temp.cookie(), 30)))),
    ('an absurd cookie', pg_temp.again(jsonb_build_object('cookie', repeat('9', 200000)))),
    ('numbers beyond bigint', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 2, repeat('9', 40))))),
    ('a negative number', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 2, '-1')))),
    ('another version of the format', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 1, 'h2')))),
    ('a content generation from the future', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 2, '5')))),
    ('a cohort generation from the future', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 3, '2')))),
    ('a user generation from the future', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 4, '2')))),
    ('another schema generation', pg_temp.again(jsonb_build_object('cookie', pg_temp.with_part(pg_temp.cookie(), 5, '0')))),
    ('another schema of the client', pg_temp.again('{"schema": 4}')),
    ('a schema that the client no longer names', pg_temp.again('{"schema": null}')),
    ('another user''s cookie', pg_temp.again(p_n => 2))) as r (why, a);
select is(pg_temp.names(pg_temp.again('{"schema": 4}' || pg_temp.hashes())), 'a.json b.json c.json', '4.6.3 a reset sends the full set whatever hashes were sent');
select is(pg_temp.again('{"schema": 4, "manifests": {"old.json": "00", "a.json": "00"}}') -> 'removed', '["old.json"]', '4.6.3 and names what is held and may no longer be');
select is(pg_temp.again('{"schema": 4}' || pg_temp.hashes()) -> 'complete', 'true', '4.6.3 a reset is complete');
select is(pg_temp.again(p_n => 2) ->> 'cookie' = pg_temp.cookie(), false, '4.6.3 two users'' cookies differ');
update private.sync_generations set generation = generation + 1 where scope = 'schema';
select is(pg_temp.again() -> 'reset', 'true', '4.6.3 reset: the schema generation was raised');
update private.sync_generations set generation = generation - 1 where scope = 'schema';

-- Another variant: an app update keeps its files.
insert into t select 'update', pg_temp.again('{"app_version": "1.1"}' || pg_temp.hashes());
select is(value -> 'reset', 'false', '4.6.3 an app update is no reset') from t where name = 'update';
select is(value -> 'changed', '[]', '4.6.3 and keeps the files that stay the same') from t where name = 'update';
select is(value ? 'entitlements', true, '4.6.3 but is answered in full') from t where name = 'update';
select is(pg_temp.names(pg_temp.again('{"locale": "de"}')), 'a.json b.json c.json', '4.6.3 another locale, nothing said of what is held: everything');
select is(pg_temp.again('{"platform": "android"}') -> 'reset', 'false', '4.6.3 another platform is no reset');
select private.publish_manifest('b.json', '{"for": "2.x"}', '{"min_app_version": "2"}', '2026-01-01Z');
select is(pg_temp.names(pg_temp.again('{"app_version": "2.0"}' || pg_temp.hashes())), 'b.json', '4.6.3 an app update gets what is for the new version');

-- Generations.
insert into t select 'content', pg_temp.again(pg_temp.hashes());
select is(value -> 'reset', 'false', '4.6.3 a publication is no reset') from t where name = 'content';
select is(value -> 'changed', '[]', '4.6.3 a publication that is not for this app changes no file') from t where name = 'content';
select is(split_part(value ->> 'cookie', '.', 2), '5', '4.6.3 but the content generation') from t where name = 'content';
select private.publish_manifest('b.json', '{"b": 2}', '{}', '2026-01-01Z');
select is(pg_temp.names(pg_temp.again(pg_temp.hashes())), 'b.json', '4.6.3 after a publication the one new file');
select is(pg_temp.names(pg_temp.again()), 'a.json b.json c.json', '4.6.3 all files when the app does not say what it holds');
select is(pg_temp.again() -> 'complete', 'true', 'which is then the whole set');
select is(pg_temp.again(pg_temp.hashes()) -> 'complete', 'false', 'and is not when only the difference is sent');
select private.retire_manifest((select manifest_id from public.master_manifests where name = 'c.json'), '2026-01-02Z');
select is(pg_temp.again(pg_temp.hashes()) -> 'removed', '["c.json"]', '4.6.3 a retired file that the app holds is in removed');
select is(pg_temp.names(pg_temp.again()), 'a.json b.json', '4.6.3 and in nothing else');

-- What raises the user's own generation.
insert into t select 'now', pg_temp.again('{"cookie": null}');
create function pg_temp.bumped() returns boolean language sql as
  $$ select pg_temp.again(jsonb_build_object('cookie', value -> 'cookie')) ? 'entitlements' from t where name = 'now' $$;
create function pg_temp.settle() returns void language sql as $$ update t set value = pg_temp.again('{"cookie": null}') where name = 'now' $$;
insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1, 'EUR', 'published');
insert into public.cohorts (slug, name, kind) values ('clinic', 'Clinic', 'institution');
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('SUMMER', 'any', 'percent', 10);
select is(pg_temp.bumped(), false, '4.6.3 nothing of the user''s changed');
insert into public.course_purchases (user_id, course_code, source, validation, purchased_at) values (pg_temp.u(1), 'sleep', 'grant', 'valid', '2026-01-01Z');
select is(pg_temp.bumped(), true, '4.6.3 a purchase raises the user''s generation'), pg_temp.settle();
insert into public.user_cohorts (user_id, slug, source) values (pg_temp.u(1), 'clinic', 'manual');
select is(pg_temp.bumped(), true, '4.6.3 a cohort does'), pg_temp.settle();
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value, redeemed_at) values (pg_temp.u(1), 'SUMMER', 'any', 'percent', 10, '2026-01-01Z');
select is(pg_temp.bumped(), true, '4.6.3 a discount does'), pg_temp.settle();
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
  values (pg_temp.u(1), 'apple', 'production', '1', '1', 'dochub.premium.monthly', 'premium', '2026-01-01Z', '2026-02-01Z', '2026-01-01Z');
select private.fold_subscription(pg_temp.u(1));
select is(pg_temp.bumped(), true, '4.6.3 a subscription does'), pg_temp.settle();
update private.sync_generations set generation = generation + 1 where scope = 'cohort';
select is(pg_temp.bumped(), true, '4.6.3 and so does the cohort generation'), pg_temp.settle();

select * from finish();
rollback;
