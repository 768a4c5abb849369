-- Verify functions/credits/promotional_burn
begin;
select 1 / (not has_function_privilege('public', 'private.promotional_burn(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.promotional_burn(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.promotional_burn(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.promotional_burn(uuid, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.promotional_burn(uuid, integer, timestamptz)', 'execute'))::int;
rollback;
