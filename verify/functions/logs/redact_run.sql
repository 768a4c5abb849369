-- Verify functions/logs/redact_run
begin;
select 1 / (not has_function_privilege('public', 'private.redact_run(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.redact_run(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.redact_run(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.redact_run(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.redact_run(text)', 'execute'))::int;
rollback;
