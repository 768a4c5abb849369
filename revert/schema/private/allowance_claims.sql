-- Revert schema/private/allowance_claims
begin;
set local role dochub_owner;
drop table private.allowance_claims;
commit;
