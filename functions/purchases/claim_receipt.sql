create or replace function private.claim_receipt(
  p_user_id uuid, p_kind text, p_store text, p_environment text, p_transaction_id text, p_original_transaction_id text, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claim private.receipt_claims;
begin
  perform private.lock_receipt(p_store, p_environment, p_transaction_id);
  insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
  values (p_store, p_environment, p_transaction_id, p_user_id, p_kind, p_original_transaction_id, p_at)
  on conflict (store, environment, transaction_id) do nothing;
  select * into strict v_claim
    from private.receipt_claims as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  -- A claim without a user is that of a link which nobody has claimed yet.
  return v_claim.user_id is not distinct from p_user_id and v_claim.kind = p_kind;
end;
$$;
revoke all on function private.claim_receipt(uuid, text, text, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_receipt(uuid, text, text, text, text, text, timestamptz) is 'Claims a store transaction for a user and a kind of purchase; false when another user, another kind or an unclaimed link holds it. Called under the user''s lock.';
