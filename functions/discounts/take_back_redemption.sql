create or replace function private.take_back_redemption(
  p_user_id uuid, p_redemption_id uuid, p_code text, p_at timestamptz,
  out credits integer, out free_days_ended boolean, out course_code text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit record;
  v_state text;
begin
  credits := 0;
  for v_credit in
    select r.credit_id, r.remaining
      from public.referral_credits as r
     where r.user_id = p_user_id and r.redemption_id = p_redemption_id and r.clawed_back_at is null
  loop
    if v_credit.remaining > 0 then
      perform private.post_credits(
        p_user_id, 'clawback', p_at,
        p_promotional_split => jsonb_build_object(v_credit.credit_id, - v_credit.remaining),
        p_credit_id => v_credit.credit_id);
    end if;
    -- What is on hold does not come back to it either.
    update public.referral_credits as r
       set clawed_back_at = p_at
     where r.user_id = p_user_id and r.credit_id = v_credit.credit_id;
    credits := credits + v_credit.remaining;
  end loop;

  update private.store_transactions as t
     set revoked_at = p_at
   where t.user_id = p_user_id and t.store = 'code' and t.environment = 'production' and t.transaction_id = p_redemption_id::text
     and t.revoked_at is null and t.expires_at > p_at;
  free_days_ended := found;
  if free_days_ended then
    perform private.fold_subscription(p_user_id);
    select private.subscription_state(s, p_at) into strict v_state from public.subscriptions as s where s.user_id = p_user_id;
    insert into public.subscription_events (
      user_id, store, environment, notification_id, event_type, disposition,
      transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at)
    values (
      p_user_id, 'code', 'production', 'release:' || p_redemption_id, 'revoked', 'applied',
      p_redemption_id::text, p_redemption_id::text, p_code, v_state, p_at, p_at);
  end if;

  update public.course_purchases as c
     set validation = 'revoked', revoked_at = p_at
   where c.user_id = p_user_id and c.source = 'code' and c.redemption_id = p_redemption_id and c.revoked_at is null
  returning c.course_code into course_code;
  if found then
    -- One that was paid for meanwhile gives it now.
    perform private.choose_course_purchase(p_user_id, course_code);
  end if;
end;
$$;
revoke all on function private.take_back_redemption(uuid, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_back_redemption(uuid, uuid, text, timestamptz) is 'Takes back what a redemption gave: credits not spent, the rest of its free days, the course. Called under the user''s lock, after settle_credits.';
