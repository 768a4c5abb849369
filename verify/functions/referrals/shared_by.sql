-- Verify functions/referrals/shared_by
begin;
select 1 / (not has_function_privilege('public', 'private.shared_by(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.shared_by(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.shared_by(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.shared_by(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.shared_by(uuid, uuid)', 'execute'))::int;
rollback;
