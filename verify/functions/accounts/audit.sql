-- Verify functions/accounts/audit
begin;
select 1 / (not has_function_privilege('public', 'private.audit(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.audit(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.audit(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.audit(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.audit(uuid, text, jsonb, timestamptz)', 'execute'))::int;
rollback;
