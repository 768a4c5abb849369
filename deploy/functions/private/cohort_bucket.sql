-- Deploy functions/private/cohort_bucket: stamped from functions/private/cohort_bucket.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.cohort_bucket(p_salt text, p_user_id uuid)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return ('x' || encode(substring(sha256(convert_to(p_salt || ':' || p_user_id::text, 'UTF8')) from 1 for 4), 'hex'))::bit(32)::bigint % 10000;
end;
$$;
revoke all on function private.cohort_bucket(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_bucket(text, uuid) is 'Experiment bucket of a user, 0–9,999: the first four bytes (big-endian) of the SHA-256 of "salt:user_id" (lower-case uuid with dashes), modulo 10,000.';
commit;
