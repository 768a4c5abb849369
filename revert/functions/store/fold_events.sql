-- Revert functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.renewal_statement(text,boolean), private.fold_attributes(jsonb,jsonb), private.fold_lines(jsonb), private.line_rows(jsonb), private.grouped_events(jsonb), private.event_rows(jsonb), private.bound_events(uuid,text,text), private.fold_events(uuid,text,text,jsonb);
commit;
