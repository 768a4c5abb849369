-- Revert functions/handshake/etag_matches
begin;
set local role dochub_owner;
drop function private.etag_matches(text, text);
commit;
