-- Revert functions/credits/settle: stamped from functions/credits/settle.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.roll_week(uuid,timestamp with time zone), private.settle_credits(uuid,timestamp with time zone);
commit;
