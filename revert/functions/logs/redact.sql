-- Revert functions/logs/redact: stamped from functions/logs/redact.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.log_payload_text(jsonb), private.log_context(jsonb), private.redact_digits(text), private.is_secret_key(text,text), private.is_card_number(text), private.redact_numbers(text), private.redact_run(text), private.suspicions(text), private.first_suspicion(text,integer), private.is_plain_json(text), private.redact_json(jsonb,integer), private.redact(text), private.log_text(jsonb);
commit;
