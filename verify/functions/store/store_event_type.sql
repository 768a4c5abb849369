-- Verify functions/store/store_event_type
begin;
select 1 / (not has_function_privilege('public', 'private.store_event_type(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.store_event_type(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.store_event_type(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.store_event_type(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.store_event_type(text, text, text)', 'execute'))::int;
rollback;
