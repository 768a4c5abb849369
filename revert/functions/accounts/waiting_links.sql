-- Revert functions/accounts/waiting_links
begin;
set local role dochub_owner;
drop function private.waiting_links(uuid);
commit;
