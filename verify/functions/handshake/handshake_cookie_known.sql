-- Verify functions/handshake/handshake_cookie_known
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_cookie_known(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_cookie_known(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_cookie_known(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_cookie_known(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_cookie_known(text, text)', 'execute'))::int;
rollback;
