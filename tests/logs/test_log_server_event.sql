-- 4.9: logs of the edge functions.
begin;
select plan(26);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001');
insert into public.user_profile (user_id, erased_at) values ('a0000000-0000-4000-8000-000000000003', '2026-01-01');
create function pg_temp.last() returns public.server_logs language sql as $$ select l from public.server_logs as l where l.function_name = 'last' $$;
grant select on public.server_logs to service_role;

set local role service_role;
select is(public.log_server_event('{"function_name": "verify-receipt", "request_id": "r1", "level": "error", "message": "m", "context": {"a": 1}, "status": 502, "duration_ms": 17, "user_id": "a0000000-0000-4000-8000-000000000001", "environment": "production"}'),
  '{"ok": true, "user_id": "a0000000-0000-4000-8000-000000000001"}', '4.9 an edge function logs');
select is((select (l.user_id, l.function_name, l.request_id, l.level, l.message, l.is_truncated, l.context, l.status, l.duration_ms, l.environment, l.received_at = now())::text from public.server_logs as l),
  '(a0000000-0000-4000-8000-000000000001,verify-receipt,r1,error,m,f,"{""a"": 1}",502,17,production,t)', '4.9 it is a row, with the server''s time');
select is(public.log_server_event('{"function_name": "f", "user_id": "a0000000-0000-4000-8000-000000000003"}') -> 'user_id', 'null', 'an erased user''s log is stored without him');
select is(public.log_server_event('{"function_name": "f", "user_id": "a0000000-0000-4000-8000-000000000009"}') -> 'user_id', 'null', 'an unknown user''s too');
select is((select count(*) from public.server_logs as l where l.function_name = 'f' and l.user_id is null and l.level = 'info'), 2::bigint, 'both are there, at level info');
select is(public.log_server_event(jsonb_build_object('function_name', 'long', 'message', repeat('x ', 5000), 'context', jsonb_build_object('a', repeat('x ', 40000)))) -> 'ok', 'true', '4.9.1 a long message is no error');
select is((select (length(l.message), l.is_truncated, l.context)::text from public.server_logs as l where l.function_name = 'long'), '(8192,t,"{""dropped"": ""too_large"", ""characters"": 80009}")', '4.9.1 it is cut and flagged');
select is(public.log_server_event(jsonb_build_object('function_name', 'f', 'message', repeat('x', 204800))) ->> 'code', 'payload_too_large', '4.9.1 over 200 kB it is refused');
select is(current_setting('response.status'), '413', '4.9.1 with 413');
select is(public.log_server_event('{"function_name": "f", "context": 1e100000}') ->> 'code', 'payload_too_large', 'so is a number that is short in JSON and long as text');
select is(public.log_server_event(jsonb_build_object(
  'function_name', 'last', 'request_id', 'Bearer abcdefghijk', 'message', 'from ann@example.com', 'environment', 'a@example.com',
  'context', '{"headers": {"authorization": "xyz"}, "ben@example.com": [4111111111111111]}'::jsonb)) -> 'ok', 'true', '4.9.2 secrets are redacted');
select is((pg_temp.last()).request_id, 'Bearer [redacted token]', '4.9.2 in the request id');
select is((pg_temp.last()).message, 'from [redacted e-mail]', '4.9.2 in the message');
select is((pg_temp.last()).environment, '[redacted e-mail]', '4.9.2 in the environment');
select is((pg_temp.last()).context, '{"headers": {"authorization": "[redacted]"}, "[redacted e-mail]": ["[redacted card]"]}', '4.9.2 in the context, keys too');

select throws_ok(format('select public.log_server_event(%L)', e), 'PT400', null, 'misuse: ' || why)
  from (values (null, 'null'), ('[]', 'an array'), ('{}', 'no function name'), ('{"function_name": "f", "x": 1}', 'an unknown key'), ('{"function_name": "f", "level": "loud"}', 'an unknown level'),
               ('{"function_name": "f", "status": 99}', 'no status'), ('{"function_name": "f", "status": "500"}', 'a status as text'), ('{"function_name": "f", "duration_ms": -1}', 'a negative duration'),
               ('{"function_name": "f", "user_id": "x"}', 'no uuid')) as t (e, why);
set local role authenticated;
select throws_ok($$select public.log_server_event('{"function_name": "f"}')$$, '42501', null, '4.9 clients may not');
set local role anon;
select throws_ok($$select public.log_server_event('{"function_name": "f"}')$$, '42501', null, '4.9 nor visitors');
select * from finish();
rollback;
