-- Verify functions/store/apply_store_event
begin;
select 1 / (not has_function_privilege('public', 'public.apply_store_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.apply_store_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.apply_store_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.apply_store_event(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.apply_store_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.apply_store_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.apply_store_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.apply_store_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.apply_store_event(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.apply_store_event(jsonb, timestamptz)', 'execute'))::int;
rollback;
