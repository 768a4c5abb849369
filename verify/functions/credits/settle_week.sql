-- Verify functions/credits/settle_week
begin;
select 1 / (not has_function_privilege('public', 'private.settle_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.settle_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.settle_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.settle_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.settle_week(uuid, timestamptz)', 'execute'))::int;
rollback;
