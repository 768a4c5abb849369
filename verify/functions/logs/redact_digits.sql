-- Verify functions/logs/redact_digits
begin;
select 1 / (not has_function_privilege('public', 'private.redact_digits(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.redact_digits(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.redact_digits(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.redact_digits(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.redact_digits(text)', 'execute'))::int;
rollback;
