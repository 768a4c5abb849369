-- Revert functions/discounts/spec: stamped from functions/discounts/spec.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.discount_unknown(public.discount_codes), private.discount_benefit(text,bigint,integer,text), private.discount_spec(public.discount_codes), private.discount_argument(jsonb);
commit;
