-- Verify functions/handshake/handshake_store
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_store(public.cached_handshake_responses)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_store(public.cached_handshake_responses)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_store(public.cached_handshake_responses)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_store(public.cached_handshake_responses)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_store(public.cached_handshake_responses)', 'execute'))::int;
rollback;
