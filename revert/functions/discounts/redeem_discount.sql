-- Revert functions/discounts/redeem_discount: stamped from functions/discounts/redeem_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.give_free_days(uuid,uuid,text,integer,timestamp with time zone), private.give_discount_credits(uuid,uuid,integer,timestamp with time zone,timestamp with time zone), private.release_lapsed(uuid,text,timestamp with time zone), private.redeem_discount(uuid,text,text,text,text,bigint,text,timestamp with time zone), public.redeem_discount(text,text,text,text,bigint,text);
commit;
