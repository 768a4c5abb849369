-- Revert functions/courses/issue_link
begin;
set local role dochub_owner;
drop function private.issue_link(text, jsonb, jsonb, interval, timestamptz);
commit;
