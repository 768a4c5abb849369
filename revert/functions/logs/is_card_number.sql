-- Revert functions/logs/is_card_number
begin;
set local role dochub_owner;
drop function private.is_card_number(text);
commit;
