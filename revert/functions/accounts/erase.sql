-- Revert functions/accounts/erase
begin;
set local role dochub_owner;
drop function public.erase_my_account(text);
drop function public.erase_user(uuid);
drop function private.erase_user(uuid, text, timestamptz);
drop function private.waiting_links(uuid);
drop function private.unbound_events(uuid);
commit;
