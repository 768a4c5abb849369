-- Verify functions/discounts/take_back_redemption
begin;
select 1 / (not has_function_privilege('public', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
rollback;
