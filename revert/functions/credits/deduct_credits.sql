-- Revert functions/credits/deduct_credits: stamped from functions/credits/deduct_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.repeat_taking(uuid,bigint,integer,interval), private.taking_parameters(integer,interval), private.take_credits(uuid,text,integer,text,interval,text,timestamp with time zone), private.assert_credit_arguments(integer,text), private.reserve_credits(uuid,integer,text,interval,text,timestamp with time zone), private.deduct_credits(uuid,integer,text,text,timestamp with time zone), public.reserve_credits(integer,text,interval,text,uuid), public.deduct_credits(integer,text,text,uuid);
commit;
