-- Revert schema/private/push_tokens
begin;
set local role dochub_owner;
drop table private.push_tokens;
commit;
