-- Revert functions/receipts/subscription
begin;
set local role dochub_owner;
drop function private.fold_subscription(uuid);
commit;
