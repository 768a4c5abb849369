-- Verify functions/purchases/apply_waiting_refunds
begin;
select 1 / (not has_function_privilege('public', 'private.apply_waiting_refunds(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.apply_waiting_refunds(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.apply_waiting_refunds(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.apply_waiting_refunds(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.apply_waiting_refunds(uuid, text, text, text, timestamptz)', 'execute'))::int;
rollback;
