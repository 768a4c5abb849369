-- Revert functions/entitlement/explain_entitlement: stamped from functions/entitlement/explain_entitlement.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.explain_entitlement(uuid,timestamp with time zone), public.explain_entitlement(uuid);
commit;
