-- Deploy functions/credits/settle: stamped from functions/credits/settle.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.settle_credits(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_clawback record;
begin
  perform private.settle_holds(p_user_id, p_at);
  perform private.roll_week(p_user_id, p_at);
  -- Refunds of payments behind referral rewards. They could not take the user's lock; here it is held.
  for v_clawback in
    select r.credit_id, r.remaining, case when r.vested_at is null then r.amount else r.remaining end as taken
      from private.referral_clawbacks as c
      join public.referral_credits as r on r.user_id = c.user_id and r.credit_id = c.credit_id
     where c.user_id = p_user_id and c.settled_at is null
     order by c.refunded_at, c.credit_id
  loop
    if v_clawback.remaining > 0 then
      perform private.post_credits(
        p_user_id, 'clawback', p_at,
        p_promotional_split => jsonb_build_object(v_clawback.credit_id, - v_clawback.remaining),
        p_credit_id => v_clawback.credit_id);
    end if;
    update public.referral_credits as r
       set clawed_back_at = p_at
     where r.user_id = p_user_id and r.credit_id = v_clawback.credit_id;
    update private.referral_clawbacks as c
       set settled_at = p_at, taken_credits = v_clawback.taken
     where c.user_id = p_user_id and c.credit_id = v_clawback.credit_id;
  end loop;
end;
$$;
revoke all on function private.settle_credits(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_credits(uuid, timestamptz) is 'Writes down what time has done to a user''s credits until p_at: holds and promotional credits that expired, rewards that vested or whose payment was refunded, a new week, the allowance that the plans give in it. Called under the user''s lock, first of every function that changes credits or entitlements.';

create or replace function private.settle_holds(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_hold private.credit_holds;
begin
  for v_hold in
    select * from private.credit_holds as h
     where h.user_id = p_user_id and h.status = 'held' and h.expires_at <= p_at
     order by h.expires_at, h.hold_id
  loop
    -- Each at its own moment, so that it makes no difference when somebody looks.
    perform private.roll_week(p_user_id, v_hold.expires_at);
    perform private.give_back(p_user_id, v_hold, 'release', v_hold.weekly, v_hold.promotional_split, v_hold.bank, true, v_hold.expires_at);
    update private.credit_holds as h
       set status = 'expired', settled_at = p_at
     where h.user_id = p_user_id and h.hold_id = v_hold.hold_id;
  end loop;
end;
$$;
revoke all on function private.settle_holds(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_holds(uuid, timestamptz) is 'Writes down the holds of a user that expired until p_at, each as of the moment it expired.';

create or replace function private.roll_week(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_state record;
  v_allowance integer;
  v_vested record;
  v_expired record;
begin
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  select * into strict v_state from private.credit_state(p_user_id, p_at);

  update public.ai_usage as u
     set week_start = v_state.week_start,
         week_ends_at = case when v_state.week_start = u.week_start then u.week_ends_at else v_state.week_ends_at end,
         weekly_peak = case when v_state.week_start = u.week_start then u.weekly_peak else 0 end,
         clock_at = p_at
   where u.user_id = p_user_id;
  if v_state.week_start <> v_usage.week_start and v_usage.weekly_used <> 0 then
    perform private.post_credits(p_user_id, 'week', p_at, p_weekly_used => - v_usage.weekly_used);
  end if;

  -- Whoever writes first in a week draws the allowance of the subscriptions held in it; another holder finds it drawn.
  insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id)
  select distinct e.source, e.environment, e.original_transaction_id, v_state.week_of, p_user_id
    from private.entitlement_periods(p_user_id, p_at) as e
   where e.source <> 'cohort' and e.starts_at <= p_at and e.ends_at > v_state.week_start and e.ends_at > e.starts_at
     and not exists (
       select from private.allowance_claims as c
        where c.store = e.source and c.environment = e.environment and c.original_transaction_id = e.original_transaction_id
          and c.week_of = v_state.week_of)
   order by 1, 2, 3
  on conflict do nothing;
  v_allowance := private.weekly_allowance(p_user_id, v_state.week_start, v_state.week_of, p_at);
  update public.ai_usage as u
     set weekly_peak = v_allowance
   where u.user_id = p_user_id and u.weekly_peak < v_allowance;

  for v_vested in
    select r.credit_id, r.amount, r.vests_at
      from public.referral_credits as r
     where r.user_id = p_user_id and r.vested_at is null and r.clawed_back_at is null and r.vests_at <= p_at
       and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id)
     order by r.vests_at, r.credit_id
  loop
    update public.referral_credits as r
       set vested_at = v_vested.vests_at
     where r.user_id = p_user_id and r.credit_id = v_vested.credit_id;
    perform private.post_credits(
      p_user_id, 'grant', p_at,
      p_promotional_split => jsonb_build_object(v_vested.credit_id, v_vested.amount),
      p_credit_id => v_vested.credit_id);
  end loop;
  for v_expired in
    select r.credit_id, r.remaining
      from public.referral_credits as r
     where r.user_id = p_user_id and r.remaining > 0 and r.expires_at <= p_at
     order by r.expires_at, r.credit_id
  loop
    perform private.post_credits(
      p_user_id, 'expiry', p_at,
      p_promotional_split => jsonb_build_object(v_expired.credit_id, - v_expired.remaining),
      p_credit_id => v_expired.credit_id);
  end loop;
end;
$$;
revoke all on function private.roll_week(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.roll_week(uuid, timestamptz) is 'The part of settle_credits that is not about holds: a new week, the allowance that the plans give in it, referral rewards that vested, promotional credits that expired.';
commit;
