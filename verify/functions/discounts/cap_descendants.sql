-- Verify functions/discounts/cap_descendants
begin;
select 1 / (not has_function_privilege('public', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
rollback;
