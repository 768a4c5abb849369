-- Deploy functions/kernel/claims: stamped from functions/kernel/claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
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
commit;
