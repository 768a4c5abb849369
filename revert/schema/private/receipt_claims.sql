-- Revert schema/private/receipt_claims
begin;
set local role dochub_owner;
drop table private.receipt_claims;
commit;
