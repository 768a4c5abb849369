-- Verify functions/credits/release_credits
begin;
select 1 / (not has_function_privilege('public', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
rollback;
