-- Revert functions/handshake/handshake_cookie_known
begin;
set local role dochub_owner;
drop function private.handshake_cookie_known(text, text);
commit;
