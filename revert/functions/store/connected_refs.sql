-- Revert functions/store/connected_refs
begin;
set local role dochub_owner;
drop function private.connected_refs(text, text, text[]);
commit;
