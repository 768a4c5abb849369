-- Verify functions/receipts/reward_refund
begin;
select 1 / (not has_function_privilege('public', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
rollback;
