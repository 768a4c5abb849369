-- Verify functions/discounts/spec
begin;
select 1 / (not has_function_privilege('public', 'private.discount_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.discount_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.discount_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.discount_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.discount_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.discount_spec(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.discount_spec(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.discount_spec(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.discount_spec(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.discount_spec(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
rollback;
