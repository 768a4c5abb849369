-- Revert functions/kernel/values: stamped from functions/kernel/values.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.normalise_code(text), private.generated_code(), private.canonical_sha256(jsonb), private.monday_at_or_after(text,timestamp with time zone), private.monday_at_or_before(text,timestamp with time zone), private.is_time_zone(text);
commit;
