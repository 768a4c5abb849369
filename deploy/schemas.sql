-- Deploy schemas: private, and who may look names up in private and public.
begin;
set local client_encoding = 'UTF8';

create schema private authorization dochub_owner;
comment on schema private is 'Helpers and internal tables of DocHub. PostgREST does not serve it.';
revoke all on schema private from public;
grant usage on schema private to anon, authenticated, service_role, dochub_admin, dochub_backup;
grant usage on schema public to anon, authenticated, service_role, dochub_admin, dochub_backup;

-- What PostgREST's document at / begins with. Whoever owns the schema may say it; on an old database that is not the deployer.
do $$
begin
  comment on schema public is 'DocHub API 0.1

Credits, purchases, courses, discounts, cohorts, referrals, handshake and logs of an audio-course app.
The comment of a function says what it takes and answers. Guides and decisions: https://dochub.example/schema/docs';
exception
  when insufficient_privilege then
    raise warning 'no comment on schema public: %', sqlerrm;
end
$$;

set local role dochub_owner;
-- Only the form without IN SCHEMA takes away what PUBLIC has by default.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

commit;
