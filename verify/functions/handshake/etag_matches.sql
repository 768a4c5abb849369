-- Verify functions/handshake/etag_matches
begin;
select 1 / (not has_function_privilege('public', 'private.etag_matches(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.etag_matches(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.etag_matches(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.etag_matches(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.etag_matches(text, text)', 'execute'))::int;
rollback;
