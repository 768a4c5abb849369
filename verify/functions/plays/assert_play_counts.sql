-- Verify functions/plays/assert_play_counts
begin;
select 1 / (not has_function_privilege('public', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assert_play_counts(text, jsonb)', 'execute'))::int;
rollback;
