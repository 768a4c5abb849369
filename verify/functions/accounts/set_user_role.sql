-- Verify functions/accounts/set_user_role
begin;
select 1 / (not has_function_privilege('public', 'public.set_user_role(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.set_user_role(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.set_user_role(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.set_user_role(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.set_user_role(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.set_user_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.set_user_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.set_user_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.set_user_role(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.set_user_role(uuid, text, timestamptz)', 'execute'))::int;
rollback;
