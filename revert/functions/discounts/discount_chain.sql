-- Revert functions/discounts/discount_chain: stamped from functions/discounts/discount_chain.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function public.discount_chain(text);
commit;
