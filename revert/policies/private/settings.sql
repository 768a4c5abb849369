-- Revert policies/private/settings
begin;
set local role dochub_owner;
drop policy settings_select_owner on private.settings;
drop policy settings_insert_owner on private.settings;
drop policy settings_update_owner on private.settings;
drop policy settings_delete_owner on private.settings;
drop policy settings_select_backup on private.settings;
revoke all on table private.settings from dochub_backup;
alter table private.settings no force row level security;
alter table private.settings disable row level security;
commit;
