-- Verify functions/discounts/release_discount
begin;
select 1 / (not has_function_privilege('public', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.release_discount(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.release_discount(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.release_discount(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.release_discount(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.release_discount(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_back_redemption(uuid, uuid, text, timestamptz)', 'execute'))::int;
rollback;
