-- Verify functions/purchases/refund_answer
begin;
select 1 / (not has_function_privilege('public', 'private.refund_answer(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refund_answer(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refund_answer(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refund_answer(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refund_answer(text, text, text, timestamptz)', 'execute'))::int;
rollback;
