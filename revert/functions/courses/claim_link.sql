-- Revert functions/courses/claim_link
begin;
set local role dochub_owner;
drop function private.claim_link(uuid, text, text, timestamptz);
commit;
