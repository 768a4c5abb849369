-- Deploy schemas: private, and who may look names up in private and public.
begin;
set local client_encoding = 'UTF8';

create schema private authorization dochub_owner;
comment on schema private is 'Helpers and internal tables of DocHub. PostgREST does not serve it.';
revoke all on schema private from public;
grant usage on schema private to anon, authenticated, service_role, dochub_admin, dochub_backup;
grant usage on schema public to anon, authenticated, service_role, dochub_admin, dochub_backup;

set local role dochub_owner;
-- Only the form without IN SCHEMA takes away what PUBLIC has by default.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

commit;
