-- Verify functions/handshake/handshake
begin;
select 1 / (not has_function_privilege('public', 'public.handshake(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.handshake(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.handshake(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.handshake(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.handshake(jsonb)', 'execute'))::int;
rollback;
