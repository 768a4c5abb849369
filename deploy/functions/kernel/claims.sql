-- Deploy functions/kernel/claims: stamped from functions/kernel/claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.claim_referral_code(p_referral_code text, p_user_id uuid default null, p_at timestamptz default null)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner uuid;
begin
  if p_user_id is not null and p_at is null then
    delete from private.referral_code_claims as c where c.referral_code = p_referral_code and c.user_id = p_user_id;
  elsif p_user_id is not null then
    insert into private.referral_code_claims (referral_code, user_id, claimed_at)
    values (p_referral_code, p_user_id, p_at)
    on conflict (referral_code) do nothing;
  end if;
  select c.user_id into v_owner from private.referral_code_claims as c where c.referral_code = p_referral_code;
  return v_owner;
end;
$$;
revoke all on function private.claim_referral_code(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_referral_code(text, uuid, timestamptz) is 'Owner of a referral code, NULL when nobody has it.
With p_user_id and p_at the code is claimed first, if it is free; with p_user_id alone it is given up first. Both under the user''s lock.';

create or replace function private.claim_referral_payment(
  p_store text, p_environment text, p_transaction_id text, p_user_id uuid default null, p_at timestamptz default null)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_referee uuid;
begin
  if p_user_id is not null then
    insert into private.referral_payment_claims (store, environment, transaction_id, user_id, claimed_at)
    values (p_store, p_environment, p_transaction_id, p_user_id, p_at)
    on conflict (store, environment, transaction_id) do nothing;
  end if;
  select c.user_id into v_referee
    from private.referral_payment_claims as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  return v_referee;
end;
$$;
revoke all on function private.claim_referral_payment(text, text, text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_referral_payment(text, text, text, uuid, timestamptz) is 'User whose payment earned a referral reward, NULL when it earned none; with p_user_id it is claimed first, if it is free.
It is never given up: a refund finds it for ever. Claiming is called under the receipt''s lock.';

create or replace function private.claim_account(p_account_sha256 text, p_user_id uuid default null, p_is_awaited boolean default false)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  if p_user_id is not null then
    insert into private.account_claims (account_sha256, user_id) values (p_account_sha256, p_user_id) on conflict do nothing;
    if not found then
      update private.account_claims as c set user_id = p_user_id where c.account_sha256 = p_account_sha256;
    end if;
    return p_user_id;
  elsif p_is_awaited then
    -- Whoever makes the account from now on waits for this transaction, and this one has waited for whoever was making it.
    insert into private.account_claims (account_sha256) values (p_account_sha256) on conflict do nothing;
    select c.user_id into v_user_id from private.account_claims as c where c.account_sha256 = p_account_sha256 for share;
    return v_user_id;
  end if;
  select c.user_id into v_user_id from private.account_claims as c where c.account_sha256 = p_account_sha256;
  return v_user_id;
end;
$$;
revoke all on function private.claim_account(text, uuid, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_account(text, uuid, boolean) is 'The account whose account token has this SHA-256 (private.account_sha256); NULL: there is none yet.
With p_user_id it is claimed, by the trigger that sees an account made; never given up. p_is_awaited: locked, whether or not there is one, so that an event
that names it and the making of the account see each other; after the receipts'' locks, in the order of the hashes.';

create or replace function private.account_sha256(p_user_id uuid)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return encode(sha256(convert_to(p_user_id::text, 'UTF8')), 'hex');
end;
$$;
revoke all on function private.account_sha256(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.account_sha256(uuid) is 'SHA-256 in hex of a user''s id in lower case: one of the two account tokens, and the key of private.account_claims.';
commit;
