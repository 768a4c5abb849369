-- Verify functions/entitlement/explain_entitlement
begin;
select 1 / (not has_function_privilege('public', 'public.explain_entitlement(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.explain_entitlement(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.explain_entitlement(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.explain_entitlement(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.explain_entitlement(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.explain_entitlement(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.explain_entitlement(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.explain_entitlement(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.explain_entitlement(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.explain_entitlement(uuid, timestamptz)', 'execute'))::int;
rollback;
