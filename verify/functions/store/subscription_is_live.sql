-- Verify functions/store/subscription_is_live
begin;
select 1 / (not has_function_privilege('public', 'private.subscription_is_live(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.subscription_is_live(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.subscription_is_live(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.subscription_is_live(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.subscription_is_live(uuid, text, text, text, timestamptz)', 'execute'))::int;
rollback;
