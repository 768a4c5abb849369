-- Deploy functions/accounts/claim_email: stamped from functions/accounts/claim_email.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.claim_email(p_user_id uuid, p_email text, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_holder uuid;
begin
  insert into private.email_claims (email, user_id, claimed_at)
  values (p_email, p_user_id, p_at)
  on conflict (email) do nothing;
  select c.user_id into strict v_holder from private.email_claims as c where c.email = p_email for share;
  if v_holder <> p_user_id then
    return false;
  end if;
  delete from private.email_claims as c where c.user_id = p_user_id and c.email <> p_email;
  return true;
end;
$$;
revoke all on function private.claim_email(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_email(uuid, text, timestamptz) is 'Claims a verified address (lower case) for a user and gives up the user''s earlier one; false when another user holds it. Called under the user''s lock.';
commit;
