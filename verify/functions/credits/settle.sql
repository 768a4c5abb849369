-- Verify functions/credits/settle
begin;
select 1 / (not has_function_privilege('public', 'private.settle_credits(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.settle_credits(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.settle_credits(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.settle_credits(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.settle_credits(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.settle_holds(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.settle_holds(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.settle_holds(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.settle_holds(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.settle_holds(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.roll_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.roll_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.roll_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.roll_week(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.roll_week(uuid, timestamptz)', 'execute'))::int;
rollback;
