-- Verify functions/plays/record_plays
begin;
select 1 / (not has_function_privilege('public', 'public.record_plays(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.record_plays(text, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.record_plays(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.record_plays(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.record_plays(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.record_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.record_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.record_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.record_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.record_plays(uuid, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
rollback;
