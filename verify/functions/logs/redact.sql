-- Verify functions/logs/redact
begin;
select 1 / (not has_function_privilege('public', 'private.redact(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.redact(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.redact(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.redact(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.redact(text)', 'execute'))::int;
rollback;
