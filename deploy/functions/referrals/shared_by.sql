-- Deploy functions/referrals/shared_by: stamped from functions/referrals/shared_by.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.shared_by(p_user_id uuid, p_other_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
       select from public.user_profile as u
        cross join lateral jsonb_array_elements(u.devices) as d (device)
         join public.user_profile as o on o.user_id = p_other_id
        cross join lateral jsonb_array_elements(o.devices) as e (device)
        where u.user_id = p_user_id and d.device ->> 'device_id' = e.device ->> 'device_id') then
    return 'same_device';
  end if;
  if exists (
       select from private.push_tokens as u
         join private.push_tokens as o on o.user_id = p_other_id and o.push_token = u.push_token
        where u.user_id = p_user_id) then
    return 'same_device';
  end if;
  -- Subscriptions that both have or had, whoever holds them now: by the receipts, by the weeks drawn from them, by the two logs.
  if exists (
       select from (
           select c.store, c.environment, c.original_transaction_id from private.receipt_claims as c where c.user_id = p_user_id
           union all
           select a.store, a.environment, a.original_transaction_id from private.allowance_claims as a where a.user_id = p_user_id
           union all
           select s.store, s.environment, coalesce(s.original_transaction_id, s.transaction_id)
             from public.subscription_events as s where s.user_id = p_user_id) as mine
         join (
           select c.store, c.environment, c.original_transaction_id from private.receipt_claims as c where c.user_id = p_other_id
           union all
           select a.store, a.environment, a.original_transaction_id from private.allowance_claims as a where a.user_id = p_other_id
           union all
           select s.store, s.environment, coalesce(s.original_transaction_id, s.transaction_id)
             from public.subscription_events as s where s.user_id = p_other_id) as theirs
        using (store, environment, original_transaction_id)
        where store <> 'code') then
    return 'same_store_account';
  end if;
  return null;
end;
$$;
revoke all on function private.shared_by(uuid, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.shared_by(uuid, uuid) is 'What shows that two accounts are one person''s: same_device (a device_id or a push token that both registered) or same_store_account (a store subscription that both have or had); NULL: nothing.';
commit;
