-- Revert functions/handshake/handshake
begin;
set local role dochub_owner;
drop function public.handshake(jsonb);
commit;
