-- Verify functions/private/count_attempt
begin;
select 1 / (not has_function_privilege('public', 'private.count_attempt(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.count_attempt(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.count_attempt(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.count_attempt(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.count_attempt(text, uuid, timestamptz)', 'execute'))::int;
rollback;
