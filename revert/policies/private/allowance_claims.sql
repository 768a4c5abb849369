-- Revert policies/private/allowance_claims
begin;
set local role dochub_owner;
drop policy allowance_claims_select_owner on private.allowance_claims;
drop policy allowance_claims_insert_owner on private.allowance_claims;
drop policy allowance_claims_select_backup on private.allowance_claims;
revoke all on table private.allowance_claims from dochub_backup;
alter table private.allowance_claims no force row level security;
alter table private.allowance_claims disable row level security;
commit;
