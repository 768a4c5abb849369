-- Revert schema/private/email_claims
begin;
set local role dochub_owner;
drop table private.email_claims;
commit;
