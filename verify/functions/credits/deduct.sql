-- Verify functions/credits/deduct
begin;
select 1 / (not has_function_privilege('public', 'private.deduct(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.deduct(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.deduct(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.deduct(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.deduct(uuid, integer, text, text, timestamptz)', 'execute'))::int;
rollback;
