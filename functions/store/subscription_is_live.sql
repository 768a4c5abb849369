create or replace function private.subscription_is_live(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_at timestamptz)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from public.user_profile as u where u.user_id = p_user_id and u.erased_at is null)
     and exists (
       select from private.entitlement_periods(p_user_id, p_at) as e
        where e.source = p_store and e.environment = p_environment and e.original_transaction_id = any (private.subscription_family(p_user_id, p_store, p_environment, p_original_transaction_id))
          and p_at < e.ends_at and e.starts_at < e.ends_at);
end;
$$;
revoke all on function private.subscription_is_live(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.subscription_is_live(uuid, text, text, text, timestamptz) is 'Whether a store subscription, or one that purchase tokens link with it, entitles its holder now or will (a period that has begun or is yet to begin, neither revoked, replaced nor paused). Of an erased account none does. One that is not live may move to another account.';
