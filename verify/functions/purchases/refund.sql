-- Verify functions/purchases/refund
begin;
select 1 / (not has_function_privilege('public', 'private.refund(jsonb, text[], timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refund(jsonb, text[], timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refund(jsonb, text[], timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refund(jsonb, text[], timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refund(jsonb, text[], timestamptz)', 'execute'))::int;
rollback;
