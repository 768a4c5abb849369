-- Revert functions/courses/link_sha256
begin;
set local role dochub_owner;
drop function private.link_sha256(text);
commit;
