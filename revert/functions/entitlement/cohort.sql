-- Revert functions/entitlement/cohort
begin;
set local role dochub_owner;
drop function private.user_cohort(uuid, timestamptz);
drop function private.cohort_variant(jsonb, text, uuid);
drop function private.cohort_bucket(text, uuid);
commit;
