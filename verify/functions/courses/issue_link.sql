-- Verify functions/courses/issue_link
begin;
select 1 / (not has_function_privilege('public', 'private.issue_link(text, jsonb, jsonb, interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.issue_link(text, jsonb, jsonb, interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.issue_link(text, jsonb, jsonb, interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.issue_link(text, jsonb, jsonb, interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.issue_link(text, jsonb, jsonb, interval, timestamptz)', 'execute'))::int;
rollback;
