-- pytest.mark.gate
-- What every policy looks like; tests/access compares each with the contract.
begin;
select plan(12);

create temporary table roles (place, role) as
select r.place, r.name::regrole::oid
  from unnest(array['anon', 'authenticated', 'dochub_admin', 'service_role', 'dochub_backup', 'dochub_owner']) with ordinality as r (name, place);
-- What a policy's name calls its rows.
create temporary table words (expression, word) as values
  ('(user_id = ( SELECT private.current_user_id() AS current_user_id))', 'own'),
  ('(status = ''published''::text)', 'published'),
  ('true', 'all');

create temporary view policies as
select p.oid, p.polname, p.polrelid, p.polrelid::regclass::text as relation, c.relname, p.polpermissive, p.polroles,
       case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
       pg_get_expr(p.polqual, p.polrelid) as using_expression, pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace);

select cmp_ok((select count(*) from pg_temp.policies), '>=', 190::bigint, 'the rules below look at all policies');
select is_empty('select p.relation, p.polname from pg_temp.policies as p where not p.polpermissive', 'policies are PERMISSIVE: restrictive ones turn permissive on shards');
select is_empty('select p.relation, p.polname from pg_temp.policies as p where 0 = any (p.polroles)', 'no policy is for PUBLIC');
select is_empty($$select p.relation, p.polname from pg_temp.policies as p where p.command = 'all'$$, 'a policy is for one command');
select is_empty(
  'select p.relation, p.command, o.role::regrole from pg_temp.policies as p cross join lateral unnest(p.polroles) as o (role) group by 1, 2, 3 having count(*) > 1',
  'a role meets one policy for a command');
select is_empty(
  'select p.relation, p.command, p.using_expression, p.check_expression from pg_temp.policies as p group by 1, 2, 3, 4 having count(*) > 1',
  'a command and set of rows is one policy, which names all its roles');
select is_empty(
  'select p.relation, p.polname from pg_temp.policies as p where p.polroles <> array(select r.role from pg_temp.roles as r where r.role = any (p.polroles) order by r.place)',
  'a policy names its roles in one order, from anon to dochub_owner');
select is_empty(
  $$select p.relation, p.polname
      from pg_temp.policies as p
      left join pg_temp.words as w on w.expression = coalesce(p.using_expression, p.check_expression)
     where p.polname is distinct from format('%s_%s_%s', p.relname, p.command,
             case when w.word = 'all' and p.polroles = array['dochub_owner'::regrole::oid] then 'owner' else w.word end)$$,
  'a policy is named <table>_<command>_<who>: the word for its rows, or owner');
select is_empty(
  'select p.relation, p.polname from pg_temp.policies as p where p.using_expression <> p.check_expression',
  'an UPDATE leaves a row among the rows it came from');
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
