-- Revert functions/store/fold_subscription
begin;
set local role dochub_owner;
drop function private.fold_subscription(uuid);
commit;
