-- pytest.mark.gate
-- What every policy looks like; tests/access compares each with the contract.
begin;
select plan(10);

create temporary view policies as
select p.oid, p.polname, p.polrelid, p.polrelid::regclass::text as relation, c.relname, p.polcmd, p.polpermissive, p.polroles,
       pg_get_expr(p.polqual, p.polrelid) as using_expression, pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace);

select cmp_ok((select count(*) from pg_temp.policies), '>=', 200::bigint, 'the rules below look at all policies');
select is_empty('select p.relation, p.polname from pg_temp.policies as p where not p.polpermissive', 'policies are PERMISSIVE: restrictive ones turn permissive on shards');
select is_empty('select p.relation, p.polname from pg_temp.policies as p where 0 = any (p.polroles)', 'no policy is for PUBLIC');
select is_empty('select p.relation, p.polname from pg_temp.policies as p where cardinality(p.polroles) <> 1', 'a policy is for one role');
select is_empty($$select p.relation, p.polname from pg_temp.policies as p where p.polcmd = '*'$$, 'a policy is for one command');
select is_empty('select p.relation, p.polcmd, p.polroles from pg_temp.policies as p group by 1, 2, 3 having count(*) > 1', 'a role has one policy for a command');
select is_empty(
  $$select p.relation, p.polname
      from pg_temp.policies as p
      join pg_roles as r on r.oid = p.polroles[1]
     where p.polname <> format('%s_%s_%s', p.relname,
             case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' end,
             regexp_replace(r.rolname, '^dochub_|_role$', ''))$$,
  'a policy is named <table>_<command>_<who>');
select is_empty(
  $$select p.relation, p.polname, d.refobjid::regclass
      from pg_temp.policies as p
      join pg_depend as d on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass
     where d.refobjid <> p.polrelid$$,
  'no policy looks into another table');
select is_empty(
  $$select p.relation, p.polname
      from pg_temp.policies as p
     cross join lateral (values (p.using_expression), (p.check_expression)) as e (expression)
     where replace(e.expression, '( SELECT private.current_user_id() AS current_user_id)', '') ~ '[a-z_]\('$$,
  'a policy calls private.current_user_id() only, wrapped in (select …), so that it runs once a statement');
select is_empty(
  $$select p.relation, p.polname
      from pg_temp.policies as p
     where p.polroles && array['anon'::regrole, 'authenticated'::regrole]::oid[]
       and 'true' in (p.using_expression, p.check_expression)$$,
  'no policy lets a client reach every row');
select * from finish();
rollback;
