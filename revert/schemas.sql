-- Revert schemas
begin;
set local client_encoding = 'UTF8';

set local role dochub_owner;
alter default privileges grant usage on types to public;
alter default privileges grant execute on functions to public;
drop schema private;
reset role;
revoke usage on schema public from anon, authenticated, service_role, dochub_admin, dochub_backup;
do $$
begin
  comment on schema public is 'standard public schema';
exception
  when insufficient_privilege then
    null;
end
$$;

commit;
