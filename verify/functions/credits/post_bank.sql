-- Verify functions/credits/post_bank
begin;
select 1 / (not has_function_privilege('public', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
rollback;
