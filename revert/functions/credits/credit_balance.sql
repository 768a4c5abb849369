-- Revert functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.pay_debt(uuid,integer,integer,jsonb,integer,timestamp with time zone), private.claim_allowance(uuid,text,text,text,date,boolean,text[]), private.weekly_allowance(uuid,timestamp with time zone,date,timestamp with time zone,boolean), private.credit_week(timestamp with time zone,timestamp with time zone,text,timestamp with time zone), private.credit_state(uuid,timestamp with time zone), private.balance_after(uuid,bigint), private.credit_balance(uuid,timestamp with time zone), private.balance_answer(integer,integer,integer,integer,integer,integer,timestamp with time zone), private.stored_balance(uuid,timestamp with time zone), public.credit_balance(uuid);
commit;
