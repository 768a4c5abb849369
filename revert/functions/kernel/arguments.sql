-- Revert functions/kernel/arguments
begin;
set local role dochub_owner;
drop function private.json_object_argument(text, jsonb, integer, text[]);
drop function private.json_boolean(jsonb, text);
drop function private.json_choice(jsonb, text, text[]);
drop function private.json_text(jsonb, text, integer);
drop function private.json_integer(jsonb, text, bigint, bigint);
drop function private.json_required_text(jsonb, text, integer);
drop function private.json_text_array(jsonb, text, integer, integer);
drop function private.json_timestamp(jsonb, text);
drop function private.json_uuid(jsonb, text);
drop function private.unsupported_number(jsonb);
commit;
