-- Revert functions/discounts/release_discount: stamped from functions/discounts/release_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.pack_free_days(uuid,timestamp with time zone), private.take_back_redemption(uuid,uuid,text,timestamp with time zone), private.is_redemption_used(uuid,uuid), private.release_discount(uuid,text,timestamp with time zone), public.release_discount(uuid,text);
commit;
