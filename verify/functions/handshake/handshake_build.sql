-- Verify functions/handshake/handshake_build
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_build(public.cached_handshake_responses, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_build(public.cached_handshake_responses, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_build(public.cached_handshake_responses, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_build(public.cached_handshake_responses, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_build(public.cached_handshake_responses, timestamptz)', 'execute'))::int;
rollback;
