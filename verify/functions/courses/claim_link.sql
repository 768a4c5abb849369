-- Verify functions/courses/claim_link
begin;
select 1 / (not has_function_privilege('public', 'private.claim_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claim_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claim_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claim_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claim_link(uuid, text, text, timestamptz)', 'execute'))::int;
rollback;
