-- Revert functions/discounts/validate_discount: stamped from functions/discounts/validate_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.has_purchased(uuid), private.discount_price(text,text,bigint,text), private.check_discount(uuid,text,text,text,bigint,text,timestamp with time zone,boolean), private.assert_discount_arguments(text,text,text,bigint,text), private.validate_discount(uuid,text,text,text,bigint,text,timestamp with time zone), public.validate_discount(text,text,text,bigint,text);
commit;
