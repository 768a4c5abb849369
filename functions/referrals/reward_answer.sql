create or replace function private.reward_answer(p_referral private.referrals, p_replayed boolean)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select jsonb_build_object(
      'ok', true,
      'referee_id', p_referral.user_id,
      'referrer_id', p_referral.referrer_id,
      'credit_id', r.credit_id,
      'amount', r.amount,
      'status', case when r.vests_at > r.granted_at then 'pending' else 'vested' end,
      'vests_at', r.vests_at,
      'expires_at', r.expires_at,
      'replayed', p_replayed)
      from public.referral_credits as r
     where r.user_id = p_referral.referrer_id and r.credit_id = p_referral.credit_id);
end;
$$;
revoke all on function private.reward_answer(private.referrals, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reward_answer(private.referrals, boolean) is 'What grant_referral_reward answers, from what is on record: the same at every repeat. status is that of the moment of granting.';
