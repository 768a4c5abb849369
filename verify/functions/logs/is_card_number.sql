-- Verify functions/logs/is_card_number
begin;
select 1 / (not has_function_privilege('public', 'private.is_card_number(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_card_number(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_card_number(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_card_number(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_card_number(text)', 'execute'))::int;
rollback;
