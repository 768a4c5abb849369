-- Verify functions/credits/adjust_credits
begin;
select 1 / (not has_function_privilege('public', 'public.adjust_credits(uuid, integer, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.adjust_credits(uuid, integer, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.adjust_credits(uuid, integer, text, text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.adjust_credits(uuid, integer, text, text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.adjust_credits(uuid, integer, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.adjust_credits(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.adjust_credits(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.adjust_credits(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.adjust_credits(uuid, integer, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.adjust_credits(uuid, integer, text, text, timestamptz)', 'execute'))::int;
rollback;
