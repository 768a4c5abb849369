-- Verify functions/credits/commit_credits
begin;
select 1 / (not has_function_privilege('public', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
rollback;
