-- Revert functions/kernel/arguments: stamped from functions/kernel/arguments.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.unsupported_number(jsonb), private.json_uuid(jsonb,text), private.json_timestamp(jsonb,text), private.json_text_array(jsonb,text,integer,integer), private.json_required_text(jsonb,text,integer), private.json_integer(jsonb,text,bigint,bigint), private.json_text(jsonb,text,integer), private.json_store(jsonb), private.json_choice(jsonb,text,text[]), private.json_boolean(jsonb,text), private.json_object_argument(text,jsonb,integer,text[]);
commit;
