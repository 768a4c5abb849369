-- Verify functions/credits/credit_week
begin;
select 1 / (not has_function_privilege('public', 'private.credit_week(timestamptz, timestamptz, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.credit_week(timestamptz, timestamptz, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.credit_week(timestamptz, timestamptz, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.credit_week(timestamptz, timestamptz, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.credit_week(timestamptz, timestamptz, text, timestamptz)', 'execute'))::int;
rollback;
