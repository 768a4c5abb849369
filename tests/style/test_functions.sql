-- pytest.mark.gate
-- What every function looks like; who may execute which is compared with the contract in tests/access.
begin;
select plan(20);

create temporary view functions as
select p.*, n.nspname, l.lanname
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace and n.nspname in ('public', 'private')
  join pg_language as l on l.oid = p.prolang;

create temporary table settings (function, setting, reason) as values -- each in private
  ('handshake_lock',  'lock_timeout=250ms', 'the losers of a stampede do not wait for long'),
  ('register_device', 'TimeZone=UTC',       'times are stored as text, whatever the session''s time zone'),
  ('is_time_zone',    'TimeZone=UTC',       'it tries a name as this setting, which is put back when it ends'),
  ('export_my_data',  'TimeZone=UTC',       'an answer is the same text whatever the session''s time zone'),
  ('lock_log_tables', 'lock_timeout=100ms', 'maintenance does not keep writers waiting'),
  ('drop_logs',       'lock_timeout=100ms', 'maintenance does not keep writers waiting'),
  ('claim_receipt',     'plan_cache_mode=force_generic_plan', 'to plan its longest statement takes longer than to run it, and it is planned anew for each call otherwise'),
  ('take_subscription_event', 'plan_cache_mode=force_generic_plan', 'the look for orphans is planned anew for each call otherwise'),
  ('resolve_manifests', 'plan_cache_mode=force_generic_plan', 'to plan it takes five times as long as to run it, and it is planned anew for each call otherwise'),
  ('handshake_build', 'TimeZone=UTC',       'an answer is the same text whatever the session''s time zone');

-- Functions that build SQL; nobody but the owner, whom the scheduler becomes, reaches them.
create temporary table builders (function, reason) as values
  ('drop_policies',      'the policies that a table has are looked up'),
  ('make_log_partition', 'a partition''s name and bounds are its week'),
  ('drop_logs',          'a partition''s name is its week');

select cmp_ok((select count(*) from pg_temp.functions), '>=', 54::bigint, 'the rules below look at all functions');
select cmp_ok((select count(*) from pg_temp.functions as f where f.prosecdef), '>=', 6::bigint, 'some of them run as their owner');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.prokind <> 'f'$$, 'there are functions only: no procedures, aggregates or window functions');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.lanname <> 'plpgsql'$$, 'functions are PL/pgSQL: a SQL function can be inlined into a cached plan and run past EXECUTE');
select is_empty($$select f.oid::regprocedure, f.proconfig from pg_temp.functions as f where not coalesce(f.proconfig @> array['search_path=pg_catalog, pg_temp'], false)$$, 'functions have search_path = pg_catalog, pg_temp');
select is_empty(
  $$select f.oid::regprocedure, c.setting
      from pg_temp.functions as f cross join lateral unnest(f.proconfig) as c (setting)
     where c.setting <> 'search_path=pg_catalog, pg_temp' and not exists (select from pg_temp.settings as s where s.function = f.proname and f.nspname = 'private' and s.setting = c.setting)$$,
  'no function has another setting, but for those listed with their reason');
select is_empty(
  $$select s.function from pg_temp.settings as s where not exists (select from pg_temp.functions as f where f.proname = s.function and f.nspname = 'private' and s.setting = any (f.proconfig))$$,
  'every one of those has it still');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.proowner <> 'dochub_owner'::regrole$$, 'dochub_owner owns every function');
select is_empty(
  $$select f.oid::regprocedure, a.privilege_type
      from pg_temp.functions as f cross join lateral aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) as a
     where a.grantee = 0$$,
  'PUBLIC may execute no function');
select is_empty($$select f.nspname, f.proname from pg_temp.functions as f group by 1, 2 having count(*) > 1$$, 'a function name has one overload');
select is_empty(
  $$select f.oid::regprocedure, a.name
      from pg_temp.functions as f cross join lateral unnest(f.proargnames) with ordinality as a (name, n)
     where coalesce(f.proargmodes[a.n], 'i') in ('i', 'b', 'v') and a.name !~ '^p_'$$,
  'arguments are called p_…');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.proargnames is null and f.pronargs > 0$$, 'every argument has a name');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.proleakproof or f.proparallel <> 'u'$$, 'no function claims to be LEAKPROOF or parallel safe');
select results_eq(
  $$select f.proname::text collate "default" from pg_temp.functions as f where f.prosrc ~* '\mexecute\s+(immediate|format|concat|''|\$|v_|p_|\()' order by 1$$,
  'select b.function from pg_temp.builders as b order by 1',
  'no function builds SQL, but for those listed with their reason');
create temporary view reaching as
with recursive reaching as (
  select f.oid, f.proname, f.proowner, f.proacl from pg_temp.functions as f join pg_temp.builders as b on b.function = f.proname
   union
  select f.oid, f.proname, f.proowner, f.proacl from pg_temp.functions as f join reaching as r on f.prosrc ~ ('\m' || r.proname || '\M'))
select * from reaching;
select cmp_ok((select count(*) from pg_temp.reaching), '>=', 5::bigint, 'the rules below look at those that call them too');
select is_empty(
  $$select r.oid::regprocedure, a.grantee::regrole
      from pg_temp.reaching as r cross join lateral aclexplode(coalesce(r.proacl, acldefault('f', r.proowner))) as a
     where a.grantee <> r.proowner$$,
  'nobody but the owner may execute a function that builds SQL, or one that calls it');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.prosrc ~* 'constraint_name|\mserialization_failure\M|40001'$$, 'no function tells errors by constraint names or raises 40001');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.nspname = 'public' and f.prosecdef and f.provolatile = 'v' and f.prosrc !~ '\mprivate\.assert_writable\(\)'
     and f.proname <> 'handshake'$$, -- serves a GET and a replica, storing nothing
  'an API function that writes refuses a read-only transaction itself');
select is_empty($$select f.oid::regprocedure from pg_temp.functions as f where f.proretset and f.prorows in (0, 1000)$$,
  'every set-returning function says ROWS: without it it is planned as a thousand rows');
select is_empty($$select t.typname from pg_type as t where t.typnamespace in ('public'::regnamespace, 'private'::regnamespace) and t.typrelid = 0 and t.typelem = 0$$,
  'there is no type but the tables'' own');
select * from finish();
rollback;
