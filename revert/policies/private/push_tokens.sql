-- Revert policies/private/push_tokens
begin;
set local role dochub_owner;
drop policy push_tokens_select_owner on private.push_tokens;
drop policy push_tokens_insert_owner on private.push_tokens;
drop policy push_tokens_update_owner on private.push_tokens;
drop policy push_tokens_delete_owner on private.push_tokens;
drop policy push_tokens_select_backup on private.push_tokens;
revoke all on table private.push_tokens from dochub_backup;
alter table private.push_tokens no force row level security;
alter table private.push_tokens disable row level security;
commit;
