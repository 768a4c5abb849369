-- Revert functions/store/entitlement_periods
begin;
set local role dochub_owner;
drop function private.entitlement_periods(uuid, timestamptz);
commit;
