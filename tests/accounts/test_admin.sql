-- set_user_role and set_tester; what the audit log holds.
begin;
select plan(39);
create function pg_temp.id(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id, role, is_anonymous) values
  (pg_temp.id(1), 'admin', false), (pg_temp.id(2), 'user', false), (pg_temp.id(3), 'user', true);
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-4000-8000-000000000001"}', true);

set local role dochub_admin;
select is(public.set_user_role(pg_temp.id(2), 'admin') - 'user_id', '{"ok": true, "role": "admin", "changed": true}', '4.1 an administrator makes another');
select is(public.set_user_role(pg_temp.id(2), 'admin') ->> 'changed', 'false', '4.1 once');
select is(public.set_user_role(pg_temp.id(3), 'admin') ->> 'code', 'anonymous_account', '4.1 an anonymous account cannot be one');
select is(current_setting('response.status'), '403', 'which has HTTP status 403');
select is(public.set_user_role(pg_temp.id(9), 'admin') ->> 'code', 'user_not_found', '4.1 an unknown user cannot be one');
select is(current_setting('response.status'), '404', 'which has HTTP status 404');
reset role;
select is((select count(*) from public.user_profile where user_id = pg_temp.id(9)), 0::bigint, 'nor is an account made');
set local role dochub_admin;
select throws_ok($$ select public.set_user_role(pg_temp.id(2), 'owner') $$, 'PT400', null, 'there are two roles');
select throws_ok($$ select public.set_user_role(pg_temp.id(2), null) $$, 'PT400', null, 'a role must be named');
select throws_ok($$ select public.set_user_role(null, 'user') $$, 'PT400', null, 'and a user: nobody takes the role from himself by mistake');
select throws_ok($$ select public.set_tester(null, true) $$, 'PT400', null, 'a tester must be named');
select throws_ok($$ select public.set_tester(pg_temp.id(2), null) $$, 'PT400', null, 'and what he is');
select throws_ok($$ select public.erase_user(null) $$, 'PT400', null, 'and who is erased');
select is(public.set_user_role(pg_temp.id(2), 'user') ->> 'ok', 'true', '4.1 and takes the role away');
select is(public.set_user_role(pg_temp.id(1), 'user') ->> 'ok', 'true', '4.1 the last one''s too');
reset role;
set local role service_role;
select set_config('request.jwt.claims', '{}', true);
select is(public.set_user_role(pg_temp.id(1), 'admin') ->> 'ok', 'true', '4.1 the service gives it again');
reset role;
select results_eq(
  'select user_id, action, actor_id, actor_class, details from private.audit_log order by at, user_id desc, details',
  $$ values (pg_temp.id(2), 'set_user_role', pg_temp.id(1), 'admin', '{"role": "admin"}'::jsonb), (pg_temp.id(2), 'set_user_role', pg_temp.id(1), 'admin', '{"role": "user"}'),
            (pg_temp.id(1), 'set_user_role', pg_temp.id(1), 'admin', '{"role": "user"}'), (pg_temp.id(1), 'set_user_role', null, 'service', '{"role": "admin"}') $$,
  '4.1 set_user_role is audited: who, as what, to whom, and only what changed');
select throws_ok(s, '42501', 'private.audit_log is append-only', 'the audit log is append-only: ' || s)
  from unnest(array['update private.audit_log set action = ''x_y_z''', 'delete from private.audit_log', 'truncate private.audit_log']) as s;
select is(has_table_privilege('dochub_owner', 'private.audit_log', p), false, 'its owner has lost ' || p) from unnest(array['update', 'delete', 'truncate']) as p;

-- Testers. The second bought premium in the sandbox.
set local role authenticated;
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.id(2), 'role', 'authenticated')::text, true);
select throws_ok($$ select public.set_tester(pg_temp.id(2), true) $$, '42501', null, 'nobody makes himself a tester');
select throws_ok($$ select public.set_user_role(pg_temp.id(2), 'admin') $$, '42501', null, 'nor an administrator');
select throws_ok($$ select public.erase_user(pg_temp.id(1)) $$, '42501', null, 'nor erases somebody else');
select is(public.my_entitlements() ->> 'entitled', 'false', 'a user without anything');
reset role;
set local role service_role;
select is(public.apply_store_event(jsonb_build_object('store', 'apple', 'environment', 'sandbox', 'notification_id', 'n-1', 'type', 'started', 'occurred_at', now() - interval '1 hour',
  'user_id', pg_temp.id(2), 'transaction', jsonb_build_object('transaction_id', 's-1', 'product_id', 'dochub.premium.monthly', 'purchased_at', now() - interval '1 hour',
  'expires_at', now() + interval '30 days'))) ->> 'entitled', 'false', '4.3.2 a sandbox purchase entitles nobody');
select is(public.set_tester(pg_temp.id(2), true) - 'user_id', '{"ok": true, "is_tester": true, "changed": true}', '4.3.2 who is made a tester');
select is(public.set_tester(pg_temp.id(2), true) ->> 'changed', 'false', 'which is idempotent');
select is(public.set_tester(pg_temp.id(9), true) ->> 'code', 'user_not_found', 'and needs an account');
reset role;
set local role authenticated;
select is(public.my_entitlements() ->> 'environment', 'sandbox', '4.3.2 has the sandbox purchases made before');
select is((select (s).entitled from public.subscriptions as s), true, '4.3.2 the subscription shows');
select is(public.deduct_credits(30, 'tester-0001') ->> 'ok', 'true', '4.3.2 and its credits count');
reset role;
-- In the next week, in which nothing was written yet.
select is(private.set_tester(pg_temp.id(2), false, now() + interval '7 days') ->> 'changed', 'true', '4.3.2 who is a tester no longer');
set local role authenticated;
select is(public.my_entitlements() ->> 'entitled', 'false', '4.3.2 has them no longer');
select is((select count(*) from public.subscriptions), 0::bigint, '4.3.2 nor does the subscription show');
reset role;
select results_eq($$ select weekly_peak, weekly_used from public.ai_usage where user_id = pg_temp.id(2) $$, 'values (30, 0)', '4.2.3 what the week gave until then was written down before');
select is((select array_agg(details -> 'is_tester' order by entry_id = entry_id, details -> 'is_tester') from private.audit_log where action = 'set_tester'), array['false', 'true']::jsonb[], 'set_tester is audited');
select * from finish();
rollback;
