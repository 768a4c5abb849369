-- Verify functions/purchases/claim_receipt
begin;
select 1 / (not has_function_privilege('public', 'private.claim_receipt(uuid, text, text, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claim_receipt(uuid, text, text, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claim_receipt(uuid, text, text, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claim_receipt(uuid, text, text, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claim_receipt(uuid, text, text, text, text, text, timestamptz)', 'execute'))::int;
rollback;
