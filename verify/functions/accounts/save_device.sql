-- Verify functions/accounts/save_device
begin;
select 1 / (not has_function_privilege('public', 'private.save_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.save_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.save_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.save_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.save_device(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
