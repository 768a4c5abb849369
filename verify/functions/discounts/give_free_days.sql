-- Verify functions/discounts/give_free_days
begin;
select 1 / (not has_function_privilege('public', 'private.give_free_days(uuid, uuid, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.give_free_days(uuid, uuid, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.give_free_days(uuid, uuid, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.give_free_days(uuid, uuid, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.give_free_days(uuid, uuid, text, integer, timestamptz)', 'execute'))::int;
rollback;
