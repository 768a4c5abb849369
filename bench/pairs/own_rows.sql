-- A user's own row read off a table: under the policies, and by a role that has none in its way. The limit sends PostgREST's statement too.
-- @role authenticated
-- @method GET
-- @each
\set user random(1, :users)
-- @ours
-- read ai_usage user_id md5('u' || :user)::uuid
-- @same
-- read ai_usage user_id md5('u' || :user)::uuid
-- @bare
-- transaction
select * from public.ai_usage as u where u.user_id = md5('u' || :user)::uuid;
-- @expect ours same
jsonb_array_length(:body::jsonb) = 1 and (:body::jsonb #>> '{0,user_id}')::uuid = md5('u' || :user)::uuid
