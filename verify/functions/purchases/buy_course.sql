-- Verify functions/purchases/buy_course
begin;
select 1 / (not has_function_privilege('public', 'private.buy_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.buy_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.buy_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.buy_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.buy_course(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
