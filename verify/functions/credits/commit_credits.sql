-- Verify functions/credits/commit_credits
begin;
select 1 / (not has_function_privilege('public', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.commit_credits(uuid, integer, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.release_credits(uuid, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
rollback;
