-- Verify roles
begin;
set local client_encoding = 'UTF8';

select 1 / has_schema_privilege('dochub_owner', 'public', 'create')::int;
select 1 / has_database_privilege('dochub_owner', current_database(), 'create')::int;
select 1 / (not exists (select from pg_roles where rolname in ('dochub_owner', 'dochub_backup', 'dochub_admin') and (rolsuper or rolbypassrls or rolcanlogin)))::int;
select 1 / (not rolinherit and rolcanlogin)::int from pg_roles where rolname = 'authenticator';
select 1 / pg_has_role('authenticator', r, 'member')::int from unnest(array['anon', 'authenticated', 'service_role', 'dochub_admin']) as r;
select 1 / (not pg_has_role('authenticator', 'dochub_owner', 'member'))::int;
select 1 / (not pg_has_role('authenticator', 'dochub_backup', 'member'))::int;

rollback;
