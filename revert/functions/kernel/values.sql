-- Revert functions/kernel/values
begin;
set local role dochub_owner;
drop function private.monday_at_or_before(text, timestamptz);
drop function private.monday_at_or_after(text, timestamptz);
drop function private.canonical_sha256(jsonb);
drop function private.generated_code();
drop function private.normalise_code(text);
commit;
