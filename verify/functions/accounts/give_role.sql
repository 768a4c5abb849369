-- Verify functions/accounts/give_role
begin;
select 1 / (not has_function_privilege('public', 'private.give_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.give_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.give_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.give_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.give_role(uuid, text, timestamptz)', 'execute'))::int;
rollback;
