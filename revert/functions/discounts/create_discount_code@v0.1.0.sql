-- Revert functions/discounts/create_discount_code: stamped from functions/discounts/create_discount_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.discount_unknown(public.discount_codes), private.discount_benefit(text,bigint,integer,text), private.discount_spec(public.discount_codes), private.discount_argument(jsonb), private.cap_descendants(text,timestamp with time zone), public.update_discount_code(text,jsonb), public.create_discount_code(jsonb);
commit;
