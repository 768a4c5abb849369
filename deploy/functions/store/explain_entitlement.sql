-- Deploy functions/store/explain_entitlement: stamped from functions/store/explain_entitlement.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.explain_entitlement(p_user_id uuid default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(p_user_id);
begin
  if not exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'user_id', v_user_id) || private.explain(v_user_id, now());
end;
$$;
revoke all on function public.explain_entitlement(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.explain_entitlement(uuid) to service_role, dochub_admin;
comment on function public.explain_entitlement(uuid) is 'Why a user has or lacks a plan: what my_entitlements answers, and deciding: the transaction (or store cohort) that entitles now, null when none does, and rejected: every other one with its reason. Both: {store, environment, transaction_id, original_transaction_id, product_id, plan, starts_at, ends_at, reason}; ends_at is where it stops or stopped to entitle. reason: expired, billing_retry (expired, the store still tries to be paid), revoked (refunded or revoked), replaced (upgrade, or another purchase token took its place), paused, not_started, sandbox_not_tester, outranked (entitles too, but another decides), transferred (moved to another account). p_user_id: the caller by default. Reads only. Refusal: user_not_found (404). Example: GET /rpc/explain_entitlement?p_user_id=….';
commit;
