-- Revert functions/credits/ledger: stamped from functions/credits/ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.give_back(uuid,text,uuid,integer,timestamp with time zone,integer,jsonb,integer,boolean,timestamp with time zone,timestamp with time zone,integer,timestamp with time zone), private.post_bank(uuid,text,integer,text,text,text,timestamp with time zone), private.post_credits(uuid,text,timestamp with time zone,integer,jsonb,integer,integer,integer,uuid,text,text,text,uuid,text,text,bytea,boolean,timestamp with time zone);
commit;
