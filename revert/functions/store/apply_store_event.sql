-- Revert functions/store/apply_store_event
begin;
set local role dochub_owner;
drop function public.apply_store_event(jsonb);
drop function private.apply_store_event(jsonb, timestamptz);
commit;
