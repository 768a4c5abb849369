-- Verify functions/discounts/update_discount_code
begin;
select 1 / (not has_function_privilege('public', 'public.update_discount_code(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.update_discount_code(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.update_discount_code(text, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.update_discount_code(text, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.update_discount_code(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cap_descendants(text, timestamptz)', 'execute'))::int;
rollback;
