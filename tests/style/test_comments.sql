-- pytest.mark.gate
-- Comments are the API's documentation: each object has one.
begin;
select plan(8);

create temporary view tables as
select c.* from pg_class as c
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p');
create temporary view columns as
select t.oid::regclass as relation, a.attnum, a.attname, t.oid
  from pg_temp.tables as t
  join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
 where not t.relispartition; -- a partition's columns are its parent's

select cmp_ok((select count(*) from pg_temp.columns), '>=', 400::bigint, 'the rules below look at all columns');
select is_empty($$select t.oid::regclass from pg_temp.tables as t where obj_description(t.oid, 'pg_class') is null$$, 'every table and partition has a comment');
select is_empty('select c.relation, c.attname from pg_temp.columns as c where col_description(c.oid, c.attnum) is null', 'every column has a comment');
select is_empty($$select p.oid::regprocedure from pg_proc as p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and obj_description(p.oid, 'pg_proc') is null$$, 'every function has a comment');
select is_empty($$select p.polrelid::regclass, p.polname from pg_policy as p where obj_description(p.oid, 'pg_policy') is null$$, 'every policy has a comment');
select isnt(obj_description('private'::regnamespace, 'pg_namespace'), null, 'schema private has a comment');
select is_empty(
  $$select d.objoid, d.description from pg_description as d
     where d.classoid in ('pg_class'::regclass, 'pg_policy'::regclass)
       and (d.classoid = 'pg_policy'::regclass or d.objoid in (select t.oid from pg_temp.tables as t))
       and d.description !~ '[.…]$'$$,
  'comments are sentences');
select is_empty(
  $$select p.oid::regprocedure from pg_proc as p
     where p.pronamespace = 'public'::regnamespace and p.prosecdef and obj_description(p.oid, 'pg_proc') !~ 'Example: (GET|POST|GET or POST) /rpc/'$$,
  'the comment of an API function ends with an example request');
select * from finish();
rollback;
