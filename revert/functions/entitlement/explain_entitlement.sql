-- Revert functions/entitlement/explain_entitlement
begin;
set local role dochub_owner;
drop function public.explain_entitlement(uuid);
drop function private.explain_entitlement(uuid, timestamptz);
commit;
