-- Verify functions/private/recall_answer
begin;
select 1 / (not has_function_privilege('public', 'private.recall_answer(uuid, text, bytea, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.recall_answer(uuid, text, bytea, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.recall_answer(uuid, text, bytea, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.recall_answer(uuid, text, bytea, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.recall_answer(uuid, text, bytea, jsonb, timestamptz)', 'execute'))::int;
rollback;
