-- Revert functions/logs/redact
begin;
set local role dochub_owner;
drop function private.log_text(jsonb);
drop function private.redact(text);
drop function private.redact_json(jsonb, integer);
drop function private.is_plain(text);
drop function private.redact_run(text);
drop function private.redact_numbers(text);
drop function private.is_card_number(text);
drop function private.is_secret_key(text, text);
drop function private.redact_digits(text);
drop function private.passes_luhn(text);
drop function private.log_context(jsonb);
drop function private.log_payload_bytes(jsonb);
commit;
