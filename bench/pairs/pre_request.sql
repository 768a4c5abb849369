-- What every request pays before its own work: PostgREST's BEGIN, settings and COMMIT, and the package's db-pre-request in it.
-- @role authenticated
-- @method GET
-- @each
\set user random(1, :users)
-- @ours
-- transaction
-- @same
-- transaction without pre_request
-- @bare
begin;
commit;
