-- Verify functions/credits/adjust
begin;
select 1 / (not has_function_privilege('public', 'private.adjust(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.adjust(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.adjust(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.adjust(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.adjust(uuid, integer, text, text, timestamptz)', 'execute'))::int;
rollback;
