-- Verify functions/private/monday_at_or_before
begin;
select 1 / (not has_function_privilege('public', 'private.monday_at_or_before(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.monday_at_or_before(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.monday_at_or_before(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.monday_at_or_before(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.monday_at_or_before(text, timestamptz)', 'execute'))::int;
rollback;
