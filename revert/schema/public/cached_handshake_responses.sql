-- Revert schema/public/cached_handshake_responses
begin;
set local role dochub_owner;
drop table public.cached_handshake_responses;
commit;
