-- Revert roles: the roles stay, they are cluster-wide and other databases may use them.
begin;
set local client_encoding = 'UTF8';

revoke usage, create on schema public from dochub_owner;
do $$
begin
  execute format('revoke create on database %I from dochub_owner', current_database());
end
$$;

commit;
