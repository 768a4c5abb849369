-- Deploy functions/kernel/drop_policies: stamped from functions/kernel/drop_policies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.drop_policies(p_table regclass)
returns setof name
language plpgsql
volatile
security invoker
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = p_table order by p.polname
  loop
    -- Under this search_path a regclass prints with its schema, quoted where it must be.
    execute format('drop policy %I on %s', v_policy, p_table);
    return next v_policy;
  end loop;
end;
$$;
revoke all on function private.drop_policies(regclass) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_policies(regclass) is 'Drops all policies of a table and answers their names. Each policy file begins with it: a policy that was renamed or taken out of the file would stay.';
commit;
