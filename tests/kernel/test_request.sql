-- Who is calling: current_user_id, verified_email, caller_class, pre_request.
begin;
select plan(23);
create function pg_temp.claims(p_claims text) returns void language sql as $$ select set_config('request.jwt.claims', p_claims, true) $$;

select pg_temp.claims('{"sub": "a0000000-0000-4000-8000-000000000001"}');
select is(private.current_user_id(), 'a0000000-0000-4000-8000-000000000001'::uuid, 'sub is the user');
select is(private.current_user_id(), null, 'no user: ' || c)
  from unnest(array['', '{}', 'null', '[]', '7', 'broken', '{"sub": null}', '{"sub": "x"}', '{"sub": 7}', '{"sub": ["a0000000-0000-4000-8000-000000000001"]}']) as c,
       lateral pg_temp.claims(c);
select pg_temp.claims('{"email": " Bo@Example.com ", "email_verified": true}');
select is(private.verified_email(), 'bo@example.com', 'a verified address in lower case');
select pg_temp.claims('{"email": "bo@example.com", "email_verified": "true"}');
select is(private.verified_email(), null, 'only the JSON value true verifies');
select pg_temp.claims('{"user_metadata": {"email": "bo@example.com", "email_verified": true}}');
select is(private.verified_email(), null, 'user_metadata is never read');
select throws_ok($$ update private.settings set claim_email_path = '{user_metadata,email}' $$, '23514', null, 'nor can it be configured');
select pg_temp.claims('broken');
select is(private.verified_email(), null, 'malformed claims have no address');

set local role authenticated;
select lives_ok('select private.pre_request()', 'a user without an account passes pre_request');
reset role;
select is(private.caller_class(), 'service', 'a superuser at psql is a service');
insert into public.user_profile (user_id, role) values ('a0000000-0000-4000-8000-00000000000a', 'admin'), ('a0000000-0000-4000-8000-00000000000b', 'user');
set local role dochub_admin;
select pg_temp.claims('{"sub": "a0000000-0000-4000-8000-00000000000a"}');
select lives_ok('select private.pre_request()', 'an administrator''s token passes while the profile says admin');
select pg_temp.claims('{"sub": "a0000000-0000-4000-8000-00000000000b"}');
select throws_ok('select private.pre_request()', 'PT403', null, 'a dochub_admin token of a user who is no administrator is refused');
select pg_temp.claims('{}');
select throws_ok('select private.pre_request()', 'PT403', null, 'a dochub_admin token without sub is refused');
reset role;
update public.user_profile set role = 'user' where user_id = 'a0000000-0000-4000-8000-00000000000a';
set local role dochub_admin;
select pg_temp.claims('{"sub": "a0000000-0000-4000-8000-00000000000a"}');
select throws_ok('select private.pre_request()', 'PT403', null, 'and from the moment the role is taken away');
reset role;
set local role service_role;
select pg_temp.claims('{"role": "service_role"}');
select lives_ok('select private.pre_request()', 'a service token needs no sub');

reset role;
select * from finish();
rollback;
