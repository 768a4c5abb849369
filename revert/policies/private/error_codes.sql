-- Revert policies/private/error_codes
begin;
set local role dochub_owner;
drop policy error_codes_select_owner on private.error_codes;
drop policy error_codes_insert_owner on private.error_codes;
drop policy error_codes_update_owner on private.error_codes;
drop policy error_codes_delete_owner on private.error_codes;
drop policy error_codes_select_backup on private.error_codes;
revoke all on table private.error_codes from dochub_backup;
alter table private.error_codes no force row level security;
alter table private.error_codes disable row level security;
commit;
