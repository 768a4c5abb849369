-- Verify functions/cohorts/institution
begin;
select 1 / (not has_function_privilege('public', 'private.institution(text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.institution(text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.institution(text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.institution(text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.institution(text, text, timestamptz)', 'execute'))::int;
rollback;
