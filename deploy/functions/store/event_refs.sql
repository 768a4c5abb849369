-- Deploy functions/store/event_refs: stamped from functions/store/event_refs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.event_refs(p_event public.subscription_events)
returns text[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array_remove(array[
    p_event.transaction_id, p_event.original_transaction_id,
    'token:' || p_event.token_sha256, 'token:' || p_event.linked_token_sha256], null);
end;
$$;
revoke all on function private.event_refs(public.subscription_events) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_refs(public.subscription_events) is 'Under what the receipt of a subscription event is claimed in receipt_claims: its transaction, the first transaction, its purchase token and the token that that one replaces.';
commit;
