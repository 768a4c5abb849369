-- Verify functions/purchases/purchase_argument
begin;
select 1 / (not has_function_privilege('public', 'private.purchase_argument(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.purchase_argument(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.purchase_argument(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.purchase_argument(jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.purchase_argument(jsonb, timestamptz)', 'execute'))::int;
rollback;
