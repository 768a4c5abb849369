-- Verify functions/private/keep_answer
begin;
select 1 / (not has_function_privilege('public', 'private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz)', 'execute'))::int;
rollback;
