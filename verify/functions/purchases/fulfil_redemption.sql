-- Verify functions/purchases/fulfil_redemption
begin;
select 1 / (not has_function_privilege('public', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
rollback;
