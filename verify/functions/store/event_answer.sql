-- Verify functions/store/event_answer
begin;
select 1 / (not has_function_privilege('public', 'private.event_answer(text, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.event_answer(text, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.event_answer(text, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.event_answer(text, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.event_answer(text, uuid, text, timestamptz)', 'execute'))::int;
rollback;
