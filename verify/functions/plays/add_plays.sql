-- Verify functions/plays/add_plays
begin;
select 1 / (not has_function_privilege('public', 'private.add_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.add_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.add_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.add_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.add_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
rollback;
