-- Revert functions/handshake/handshake_cookie
begin;
set local role dochub_owner;
drop function private.handshake_cookie(public.cached_handshake_responses, integer);
commit;
