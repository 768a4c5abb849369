-- Deploy functions/store/claim_event: stamped from functions/store/claim_event.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.claim_event(p_user_id uuid, p_event public.subscription_events, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refs text[] := private.event_refs(p_event);
begin
  for v_place in 1 .. cardinality(v_refs) loop
    insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
    values (p_event.store, p_event.environment, v_refs[v_place], p_user_id, 'subscription', coalesce(p_event.original_transaction_id, p_event.transaction_id), p_at)
    on conflict (store, environment, transaction_id) do nothing;
  end loop;
end;
$$;
revoke all on function private.claim_event(uuid, public.subscription_events, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_event(uuid, public.subscription_events, timestamptz) is 'Claims for a user what a subscription event names: its transaction, the first transaction, its token and the token that that one replaces. Called under the locks of the user and of these receipts, when nobody else holds them; fold_events then says which subscription they belong to.';
commit;
