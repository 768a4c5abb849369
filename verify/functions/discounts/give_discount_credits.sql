-- Verify functions/discounts/give_discount_credits
begin;
select 1 / (not has_function_privilege('public', 'private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz)', 'execute'))::int;
rollback;
