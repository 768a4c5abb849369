-- Verify functions/accounts/ensure_profile
begin;
select 1 / (not has_function_privilege('public', 'public.ensure_profile(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.ensure_profile(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.ensure_profile(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.ensure_profile(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.ensure_profile(jsonb)', 'execute'))::int;
rollback;
