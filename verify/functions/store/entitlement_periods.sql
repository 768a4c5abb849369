-- Verify functions/store/entitlement_periods
begin;
select 1 / (not has_function_privilege('public', 'private.entitlement_periods(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.entitlement_periods(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.entitlement_periods(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.entitlement_periods(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.entitlement_periods(uuid, timestamptz)', 'execute'))::int;
rollback;
