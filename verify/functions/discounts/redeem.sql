-- Verify functions/discounts/redeem
begin;
select 1 / (not has_function_privilege('public', 'private.redeem(uuid, text, text, text, text, bigint, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.redeem(uuid, text, text, text, text, bigint, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.redeem(uuid, text, text, text, text, bigint, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.redeem(uuid, text, text, text, text, bigint, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.redeem(uuid, text, text, text, text, bigint, text, timestamptz)', 'execute'))::int;
rollback;
