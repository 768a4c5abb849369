create or replace function private.give_discount_credits(
  p_user_id uuid, p_redemption_id uuid, p_amount integer, p_expires_at timestamptz, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit_id uuid := gen_random_uuid();
begin
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, redemption_id, granted_at, vested_at, expires_at)
  values (p_user_id, v_credit_id, 'discount', p_amount, 0, p_redemption_id, p_at, p_at, p_expires_at);
  -- The ledger entry is what fills the row: balances move in post_credits only.
  perform private.post_credits(
    p_user_id, 'grant', p_at,
    p_promotional_split => jsonb_build_object(v_credit_id, p_amount),
    p_credit_id => v_credit_id);
end;
$$;
revoke all on function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz) is 'Gives the promotional credits of a redeemed code, until p_expires_at. Called under the user''s lock, after settle_credits. Debt does not take them; while there is debt they cannot be spent.';
