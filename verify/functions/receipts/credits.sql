-- Verify functions/receipts/credits
begin;
select 1 / (not has_function_privilege('public', 'public.record_credit_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.record_credit_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.record_credit_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.record_credit_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.record_credit_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.record_credit_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.record_credit_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.record_credit_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.record_credit_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.record_credit_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
