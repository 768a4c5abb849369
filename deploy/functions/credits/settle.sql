-- Deploy functions/credits/settle: stamped from functions/credits/settle.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.settle_credits(
  p_user_id uuid, p_at timestamptz,
  out week_start timestamptz, out resets_at timestamptz, out weekly_peak integer, out weekly_used integer, out promotional integer,
  out bank integer, out held integer, out debt integer)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_generation bigint;
  v_usage record;
  v_hold record;
  v_week record;
  v_clawback record;
  v_next_change timestamptz;
begin
  -- Read before what it stands for: plans that change meanwhile leave a row that counts as out of date, never as new.
  select g.generation into strict v_generation from private.sync_generations as g where g.scope = 'entitlement';
  select u.next_change_at, u.facts_generation,
         exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.settled_at is null) as is_clawed
    into strict v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id;
  v_next_change := v_usage.next_change_at;
  if p_at >= v_usage.next_change_at or v_usage.facts_generation <> v_generation or v_usage.is_clawed then
    for v_hold in
      select h.hold_id, h.amount, h.weekly, h.bank, h.promotional_split, h.week_start, h.expires_at
        from private.credit_holds as h
       where h.user_id = p_user_id and h.status = 'held' and h.expires_at <= p_at
       order by h.expires_at, h.hold_id
    loop
      -- Each at its own moment, so that it makes no difference when somebody looks.
      select * into strict v_week from private.roll_week(p_user_id, v_hold.expires_at);
      perform private.give_back(
        p_user_id, 'release', v_hold.hold_id, v_hold.amount, v_hold.week_start, v_hold.weekly, v_hold.promotional_split, v_hold.bank, true,
        v_week.week_start, v_week.resets_at, v_week.debt, v_hold.expires_at);
      update private.credit_holds as h
         set status = 'expired', settled_at = p_at
       where h.user_id = p_user_id and h.hold_id = v_hold.hold_id;
    end loop;
    select * into strict v_week from private.roll_week(p_user_id, p_at);
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
    -- The next moment at which time alone changes any of it: never too late; too early only costs a look (ADR 16).
    select least(
             v_week.resets_at, v_week.next_period_at,
             (select min(h.expires_at) from private.credit_holds as h where h.user_id = p_user_id and h.status = 'held'),
             (select min(r.expires_at) from public.referral_credits as r where r.user_id = p_user_id and r.remaining > 0),
             (select min(r.vests_at) from public.referral_credits as r where r.user_id = p_user_id and r.vested_at is null and r.clawed_back_at is null),
             -- Which cohort counts for a user depends on which of these run.
             (select min(b.at)
                from public.cohorts as c
               cross join lateral (values (c.starts_at), (c.ends_at)) as b (at)
               where b.at > p_at
                 and (c.kind = 'experiment' or c.slug in (select m.slug from public.user_cohorts as m where m.user_id = p_user_id))))
      into strict v_next_change;
  end if;
  update public.ai_usage as u
     set next_change_at = v_next_change, facts_generation = v_generation, clock_at = p_at
   where u.user_id = p_user_id
  returning u.week_start, u.resets_at, u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt
    into strict week_start, resets_at, weekly_peak, weekly_used, promotional, bank, held, debt;
end;
$$;
revoke all on function private.settle_credits(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_credits(uuid, timestamptz) is 'Writes down what time has done to a user''s credits until p_at, and answers with what is stored then.
That is: holds and promotional credits that expired, rewards that vested or whose payment was refunded, a new week, the allowance that the plans give in it;
and next_change_at, before which there is nothing to do here. Called under the user''s lock, first of every function that changes credits or entitlements.';

create or replace function private.roll_week(
  p_user_id uuid, p_at timestamptz,
  out week_start timestamptz, out resets_at timestamptz, out debt integer, out next_period_at timestamptz)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
  v_week record;
  v_allowance integer;
  v_credit record;
begin
  select u.week_start, u.week_ends_at, u.weekly_used, u.weekly_peak, u.debt,
         (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = p_user_id and r.remaining > 0) as promotional
    into strict v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id;
  select * into strict v_week from private.credit_week(v_usage.week_start, v_usage.week_ends_at, private.user_zone(p_user_id), p_at);
  week_start := v_week.week_start;
  resets_at := v_week.week_ends_at;
  debt := v_usage.debt;
  -- Whoever writes first in a week draws the allowance of the subscriptions held in it; another holder finds it drawn.
  select a.allowance, a.next_period_at into strict v_allowance, next_period_at
    from private.weekly_allowance(p_user_id, v_week.week_start, v_week.week_of, p_at, true) as a;
  if v_week.week_start = v_usage.week_start then
    v_allowance := greatest(v_allowance, v_usage.weekly_peak);
    v_week.week_ends_at := v_usage.week_ends_at;
  end if;
  update public.ai_usage as u
     set week_start = v_week.week_start, week_ends_at = v_week.week_ends_at, weekly_peak = v_allowance,
         promotional = v_usage.promotional, resets_at = roll_week.resets_at, clock_at = p_at
   where u.user_id = p_user_id;
  if v_week.week_start <> v_usage.week_start and v_usage.weekly_used <> 0 then
    perform private.post_credits(p_user_id, 'week', p_at, p_weekly_used => - v_usage.weekly_used);
  end if;

  for v_credit in
    select r.credit_id, r.amount, r.vests_at
      from public.referral_credits as r
     where r.user_id = p_user_id and r.vested_at is null and r.clawed_back_at is null and r.vests_at <= p_at
       and not exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id)
     order by r.vests_at, r.credit_id
  loop
    update public.referral_credits as r
       set vested_at = v_credit.vests_at
     where r.user_id = p_user_id and r.credit_id = v_credit.credit_id;
    perform private.post_credits(
      p_user_id, 'grant', p_at,
      p_promotional_split => jsonb_build_object(v_credit.credit_id, v_credit.amount),
      p_credit_id => v_credit.credit_id);
  end loop;
  for v_credit in
    select r.credit_id, r.remaining
      from public.referral_credits as r
     where r.user_id = p_user_id and r.remaining > 0 and r.expires_at <= p_at
     order by r.expires_at, r.credit_id
  loop
    perform private.post_credits(
      p_user_id, 'expiry', p_at,
      p_promotional_split => jsonb_build_object(v_credit.credit_id, - v_credit.remaining),
      p_credit_id => v_credit.credit_id);
  end loop;
end;
$$;
revoke all on function private.roll_week(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.roll_week(uuid, timestamptz) is 'The part of settle_credits that is not about holds: a new week, the allowance that the plans give in it, referral rewards that vested, promotional credits that expired.
Answers with the week, the debt, and when the next period that is known begins (NULL: none).';
commit;
