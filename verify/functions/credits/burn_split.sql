-- Verify functions/credits/burn_split
begin;
select 1 / (not has_function_privilege('public', 'private.burn_split(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.burn_split(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.burn_split(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.burn_split(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.burn_split(uuid, integer, timestamptz)', 'execute'))::int;
rollback;
