-- Revert functions/store/explain_entitlement
begin;
set local role dochub_owner;
drop function public.explain_entitlement(uuid);
commit;
