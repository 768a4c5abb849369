-- Verify functions/store/fold_events
begin;
select 1 / (not has_function_privilege('public', 'private.fold_events(uuid, text, text, public.subscription_events[])', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.fold_events(uuid, text, text, public.subscription_events[])', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.fold_events(uuid, text, text, public.subscription_events[])', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.fold_events(uuid, text, text, public.subscription_events[])', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.fold_events(uuid, text, text, public.subscription_events[])', 'execute'))::int;
rollback;
