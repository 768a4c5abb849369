-- Deploy functions/private/verified_email: stamped from functions/private/verified_email.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.verified_email()
returns text
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims jsonb := private.claims();
  v_email text;
begin
  select v_claims #>> s.claim_email_path into v_email
    from private.settings as s
   where v_claims #> s.claim_email_verified_path = 'true'
     and jsonb_typeof(v_claims #> s.claim_email_path) = 'string';
  v_email := lower(btrim(v_email) collate "C");
  return case when length(v_email) between 3 and 320 and v_email like '%_@_%' then v_email end;
end;
$$;
revoke all on function private.verified_email() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.verified_email() is 'E-mail address of the request''s JWT in lower case, only when the claims say, with the JSON value true, that it is verified; else NULL. The paths are settings (claim_email_path, claim_email_verified_path), never below user_metadata.';
commit;
