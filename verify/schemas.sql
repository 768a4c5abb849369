-- Verify schemas
begin;
set local client_encoding = 'UTF8';

select 1 / (pg_get_userbyid(nspowner) = 'dochub_owner' and obj_description(oid, 'pg_namespace') is not null)::int
  from pg_namespace where oid = 'private'::regnamespace;
select 1 / (has_schema_privilege(r, 'private', 'usage') and not has_schema_privilege(r, 'private', 'create'))::int
  from unnest(array['anon', 'authenticated', 'service_role', 'dochub_admin', 'dochub_backup']) as r;
select 1 / has_schema_privilege(r, 'public', 'usage')::int
  from unnest(array['anon', 'authenticated', 'service_role', 'dochub_admin', 'dochub_backup']) as r;
select 1 / (not has_schema_privilege('authenticator', 'private', 'create'))::int;
select 1 / (coalesce(obj_description(oid, 'pg_namespace') like 'DocHub API %', false) or not pg_has_role(nspowner, 'usage'))::int
  from pg_namespace where oid = 'public'::regnamespace;

rollback;
