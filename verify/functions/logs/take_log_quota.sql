-- Verify functions/logs/take_log_quota
begin;
select 1 / (not has_function_privilege('public', 'private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz)', 'execute'))::int;
rollback;
