-- Verify functions/accounts/claim_email
begin;
select 1 / (not has_function_privilege('public', 'private.claim_email(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claim_email(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claim_email(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claim_email(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claim_email(uuid, text, timestamptz)', 'execute'))::int;
rollback;
