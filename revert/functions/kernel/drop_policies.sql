-- Revert functions/kernel/drop_policies: stamped from functions/kernel/drop_policies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.drop_policies(regclass);
commit;
