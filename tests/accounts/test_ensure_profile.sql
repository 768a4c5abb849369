-- 4.1.1: ensure_profile; identity from the JWT.
begin;
select plan(61);
create temporary table t (name text primary key, value jsonb);
grant all on t to public;
create function pg_temp.sign_in(p_n integer, p_claims jsonb default '{}') returns void language sql as
  $$ select set_config('request.jwt.claims', (jsonb_build_object('sub', ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))) || p_claims)::text, true) $$;

set local role authenticated;
select pg_temp.sign_in(1, '{"email": "Ada@Example.com", "email_verified": true}');
insert into t select 'ada', public.ensure_profile('{"first_name": "Ada", "time_zone": "Europe/Berlin"}');
select is(value ->> 'ok', 'true', '4.1.1 the first call makes the account') from t where name = 'ada';
select is(value ->> 'user_id', 'a0000000-0000-4000-8000-000000000001', '4.1.1 its id is the token''s sub') from t where name = 'ada';
select is(value -> 'profile' ->> 'email', 'Ada@Example.com', '4.1.1 its e-mail is the token''s') from t where name = 'ada';
select is(public.ensure_profile('{"first_name": "Ada", "time_zone": "Europe/Berlin"}'), value, '4.1.1 calling it again changes nothing') from t where name = 'ada';
select is(public.ensure_profile(), value, '4.1.1 without a body neither') from t where name = 'ada';
select is(public.ensure_profile('{"first_name": null}') -> 'profile' ->> 'first_name', 'Ada', '4.1.1 null leaves the stored value');
select throws_ok($$ select public.ensure_profile('{"email": "eve@example.com"}') $$, 'PT400', 'p_profile has an unknown key: email', '4.1.1 an e-mail in the body is refused');
select throws_ok($$ select public.ensure_profile('{"user_id": "a0000000-0000-4000-8000-000000000002"}') $$, 'PT400', null, '4.1.1 an id in the body is refused');
select throws_ok($$ select public.ensure_profile('[]') $$, 'PT400', null, 'a body that is no object is refused');
select throws_ok($$ select public.ensure_profile('{"first_name": 7}') $$, 'PT400', null, 'a name that is no string is refused');
select throws_ok($$ select public.ensure_profile(jsonb_build_object('first_name', repeat('x', 101))) $$, 'PT400', null, 'a name of 101 characters is refused');
select throws_ok($$ select public.ensure_profile(jsonb_build_object('first_name', repeat('x', 1000000))) $$, 'PT400', null, 'a megabyte is refused');
select throws_ok($$ select public.ensure_profile('{"locale": "not a locale"}') $$, 'PT400', null, 'a malformed locale is refused');

select is(value -> 'warnings', '[]', '4.1.1 and there is nothing to warn of') from t where name = 'ada';
insert into t select 'unknown', public.ensure_profile('{"last_name": "Lovelace", "time_zone": "Mars/Base"}');
select is(value ->> 'ok', 'true', '4.1.1 a zone that the server does not know fails no sign-in') from t where name = 'unknown';
select is(value -> 'warnings', '["unknown_time_zone"]', '4.1.1 it is warned of') from t where name = 'unknown';
select is(value -> 'profile' ->> 'last_name', 'Lovelace', '4.1.1 the rest is saved') from t where name = 'unknown';
select is(value -> 'profile' ->> 'time_zone', 'Europe/Berlin', '4.1.1 the zone stays') from t where name = 'unknown';
select throws_ok($$ select public.ensure_profile('{"time_zone": 2}') $$, 'PT400', null, 'a zone that is no string is refused');
select is(public.ensure_profile(jsonb_build_object('time_zone', z)) -> 'warnings', '["unknown_time_zone"]', '4.1.1 no name of a zone: ' || z)
  from unnest(array['EST5EDT4', 'CEST', 'Mars/Base5', '+02:00', 'europe/berlin', 'posix/utc', 'Europe/Berlin3', '<UTC>0', '', '../UTC']) as z;
select is(public.ensure_profile(jsonb_build_object('time_zone', z)) #>> '{profile, time_zone}', z, '4.1.1 a name: ' || z)
  from unnest(array['GMT', 'Japan', 'Singapore', 'PRC', 'Etc/GMT0', 'Asia/Calcutta', 'CET', 'EST5EDT', 'America/Port-au-Prince', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC', 'Asia/Kathmandu']) as z;
reset role;
select is((select time_zone from private.user_details where user_id = 'a0000000-0000-4000-8000-000000000001'), 'Asia/Kathmandu', '4.1.1 the zone is kept in private');
select is((select count(*) from public.user_profile as p where to_jsonb(p)::text like '%Kathmandu%'), 0::bigint, '4.1.1 and not in what clients read');
set local role authenticated;
select throws_ok('select time_zone from private.user_details', '42501', null, '4.1.1 where they cannot read it');

select pg_temp.sign_in(2, '{"email": "ADA@example.COM", "email_verified": true}');
select is(public.ensure_profile() ->> 'code', 'email_in_use', '4.1.1 a verified e-mail is claimed once, case-insensitively');
select is(current_setting('response.status'), '409', '4.1.1 email_in_use has HTTP status 409');
select pg_temp.sign_in(2, '{"email": "ada@example.com", "email_verified": false}');
select is(public.ensure_profile() -> 'profile' ->> 'is_email_verified', 'false', '4.1.1 an unverified address is stored');
reset role;
select is((select array_agg(user_id) from private.email_claims), array['a0000000-0000-4000-8000-000000000001']::uuid[], '4.1.1 and not claimed');
set local role authenticated;
select pg_temp.sign_in(2, '{"email": "ada@example.com", "user_metadata": {"email_verified": true}}');
select is(public.ensure_profile() -> 'profile' ->> 'is_email_verified', 'false', 'user_metadata verifies nothing');
select pg_temp.sign_in(2, '{"email": "ada@example.com", "email_verified": "true"}');
select is(public.ensure_profile() -> 'profile' ->> 'is_email_verified', 'false', 'the string "true" verifies nothing');
select pg_temp.sign_in(1, '{"email": "countess@example.com", "email_verified": true}');
select is(public.ensure_profile() ->> 'ok', 'true', '4.1.1 a newly verified address is claimed');
select pg_temp.sign_in(2, '{"email": "ada@example.com", "email_verified": true}');
select is(public.ensure_profile() ->> 'ok', 'true', '4.1.1 and the earlier one is free again');
reset role;
select results_eq('select email, user_id from private.email_claims order by email',
  $$ values ('ada@example.com', 'a0000000-0000-4000-8000-000000000002'::uuid), ('countess@example.com', 'a0000000-0000-4000-8000-000000000001') $$,
  '4.1.1 the claim moves when the verified address changes');

set local role authenticated;
select pg_temp.sign_in(3, '{"is_anonymous": true}');
select is(public.ensure_profile() -> 'profile' ->> 'is_anonymous', 'true', 'an anonymous sign-in is marked');
select is(public.credit_balance() ->> 'weekly_allowance', '0', '4.2.3 and has no weekly credits');
select pg_temp.sign_in(3);
select is(public.ensure_profile() -> 'profile' ->> 'is_anonymous', 'false', 'until the account is linked to an identity');
select is(public.credit_balance() ->> 'weekly_allowance', '3', '4.2.3 and has them then');
reset role;

update public.user_profile set erased_at = now(), email = null, is_email_verified = false, first_name = null where user_id = 'a0000000-0000-4000-8000-000000000002';
set local role authenticated;
select pg_temp.sign_in(2);
select is(public.ensure_profile() ->> 'code', 'user_not_found', '4.1.4 an erased account does not come back');
select throws_ok('select private.pre_request()', 'PT403', 'this account was erased', '4.1.4 its token is refused');
select set_config('request.jwt.claims', 'not json', true);
select throws_ok('select public.ensure_profile()', '42501', null, 'malformed claims are nobody');

select * from finish();
rollback;
