-- Revert functions/logs/is_plain
begin;
set local role dochub_owner;
drop function private.is_plain(text);
commit;
