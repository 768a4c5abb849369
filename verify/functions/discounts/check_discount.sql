-- Verify functions/discounts/check_discount
begin;
select 1 / (not has_function_privilege('public', 'private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz)', 'execute'))::int;
rollback;
