-- Verify functions/credits/apply_credit_refund
begin;
select 1 / (not has_function_privilege('public', 'private.apply_credit_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.apply_credit_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.apply_credit_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.apply_credit_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.apply_credit_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
rollback;
