-- pytest.mark.gate
-- The roles: none bypasses row-level security, none but authenticator logs in, none becomes the owner.
begin;
select plan(7);

create temporary view roles as
select r.* from pg_roles as r
 where r.rolname in ('anon', 'authenticated', 'authenticator', 'dochub_admin', 'dochub_backup', 'dochub_owner', 'service_role');

select is((select count(*) from pg_temp.roles), 7::bigint, 'all seven roles are there');
select is_empty('select r.rolname from pg_temp.roles as r where r.rolsuper or r.rolbypassrls', 'none has SUPERUSER or BYPASSRLS');
select is_empty('select r.rolname from pg_temp.roles as r where r.rolcreaterole or r.rolcreatedb or r.rolreplication', 'none has CREATEROLE, CREATEDB or REPLICATION');
select results_eq('select r.rolname::text collate "default" from pg_temp.roles as r where r.rolcanlogin', array['authenticator'], 'only authenticator logs in');
select is_empty($$select r.rolname from pg_temp.roles as r where r.rolinherit and r.rolname = 'authenticator'$$, 'authenticator has no privilege before it becomes another role');
select is_empty(
  $$select r.rolname from pg_temp.roles as r where r.rolname <> 'dochub_owner' and pg_has_role(r.rolname, 'dochub_owner', 'member')$$,
  'none of them can become the owner');
select is_empty(
  $$select r.rolname from pg_temp.roles as r
     cross join (values ('pg_read_all_data'), ('pg_write_all_data'), ('pg_execute_server_program'), ('pg_read_server_files'), ('pg_write_server_files')) as p (name)
     where pg_has_role(r.rolname, p.name, 'member')$$,
  'none of them is in a predefined role that reaches past grants');
select * from finish();
rollback;
