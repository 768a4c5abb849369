-- Revert functions/accounts/unbound_events
begin;
set local role dochub_owner;
drop function private.unbound_events(uuid);
commit;
