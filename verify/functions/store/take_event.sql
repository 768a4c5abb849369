-- Verify functions/store/take_event
begin;
select 1 / (not has_function_privilege('public', 'private.take_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_event(jsonb, timestamptz)', 'execute'))::int;
rollback;
