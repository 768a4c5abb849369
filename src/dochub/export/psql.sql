-- DocHub «version»: all «changes» changes of the plan, in one transaction.
--
--   psql --no-psqlrc --file FILE "host=… dbname=… user=…"
--
-- The role needs CREATEROLE and the ownership of the database. What fails leaves nothing behind. In a database that has
-- DocHub already it stops at once: later versions come by `dochub deploy` or `sqitch deploy`, which find in schema
-- sqitch what this file has done. Written by `dochub export psql`; not to be edited.
\set ON_ERROR_STOP on
\set QUIET on
\pset tuples_only on
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local client_min_messages = warning;

do $guard$
declare
  v_count bigint := 0;
begin
  -- The lock that Sqitch and dochub take.
  perform pg_advisory_xact_lock(«lock»);
  if to_regclass('sqitch.changes') is not null then
    execute 'select count(*) from sqitch.changes where project = $1' into v_count using '«project»';
  end if;
  if v_count > 0 then
    raise exception 'DocHub is in this database already: % changes of it', v_count
      using hint = '`dochub status` tells which; `dochub deploy` or `sqitch deploy` adds what is missing.';
  elsif exists (select 1 from pg_namespace where nspname = 'private') then
    raise exception 'this database has a schema named private already'
      using hint = 'DocHub makes one of its own. If it is DocHub''s, it was deployed without a registry of what is deployed.';
  end if;
end
$guard$;
do $$ begin perform set_config('dochub.deployer', current_user, true); end $$;

