-- Deploy functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.credit_balance(p_user_id uuid default null)
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
  -- One's own account need not have been written down yet.
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null)
     or (v_user_id is distinct from private.current_user_id()
         and not exists (select from public.user_profile as p where p.user_id = v_user_id)) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true) || private.credit_balance(v_user_id, private.user_clock(v_user_id, now()));
end;
$$;
revoke all on function public.credit_balance(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.credit_balance(uuid) to authenticated, service_role, dochub_admin;
comment on function public.credit_balance(uuid) is 'AI credits now: {ok, weekly_allowance, weekly_used, weekly_remaining, promotional, bank, held, debt, available, resets_at}. They are spent in this order: weekly allowance, promotional credits (soonest expiry first), purchased bank. available is what a spend may take, 0 while there is debt; resets_at is when the next week starts, Monday 00:00 in the user''s time zone. p_user_id: only for service_role and dochub_admin; the caller by default. Reads only. Refusal: user_not_found. Example: GET /rpc/credit_balance.';

create or replace function private.credit_balance(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  s record;
begin
  select * into strict s from private.credit_state(p_user_id, p_at);
  return jsonb_build_object(
    'weekly_allowance', s.weekly_allowance,
    'weekly_used', s.weekly_used,
    'weekly_remaining', s.weekly_remaining,
    'promotional', s.promotional,
    'bank', s.bank,
    'held', s.held,
    'debt', s.debt,
    'available', s.available,
    'resets_at', s.week_ends_at);
end;
$$;
revoke all on function private.credit_balance(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_balance(uuid, timestamptz) is 'Credits of a user at a time as credit_balance shows them, without "ok".';

create or replace function private.credit_state(
  p_user_id uuid, p_at timestamptz,
  out week_start timestamptz, out week_ends_at timestamptz, out week_of date,
  out weekly_allowance integer, out weekly_used integer, out promotional integer,
  out bank integer, out held integer, out debt integer, out weekly_remaining integer, out available integer)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_zone text;
  v_hold private.credit_holds;
  v_rest record;
  v_week record;
begin
  select d.time_zone into v_zone from private.user_details as d where d.user_id = p_user_id;
  v_zone := coalesce(v_zone, 'UTC');
  select * into v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if found then
    select w.week_start, w.week_ends_at into week_start, week_ends_at
      from private.credit_week(v_usage.week_start, v_usage.week_ends_at, v_zone, p_at) as w;
  else
    week_start := private.monday_at_or_before(v_zone, p_at);
    week_ends_at := private.monday_at_or_after(v_zone, p_at + interval '1 microsecond');
  end if;
  -- Whatever zone the week began in and the user has gone to since: Monday 00:00 lies between Sunday 10:00 and Monday 12:00 UTC.
  week_of := date_trunc('week', (week_start at time zone 'UTC') + interval '14 hours')::date;
  weekly_allowance := private.weekly_allowance(p_user_id, week_start, week_of, p_at);
  weekly_used := 0;
  if week_start = v_usage.week_start then
    weekly_allowance := greatest(weekly_allowance, v_usage.weekly_peak);
    weekly_used := v_usage.weekly_used;
  end if;
  -- Whatever its payment's refund has taken back counts for nothing, before the ledger has it too.
  select coalesce(sum(r.remaining), 0) into promotional
    from public.referral_credits as r
   where r.user_id = p_user_id and r.remaining > 0 and r.expires_at > p_at
     and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id);
  -- And rewards that vested by time alone, as roll_week would write them down.
  promotional := promotional + (
    select coalesce(sum(r.amount), 0)
      from public.referral_credits as r
     where r.user_id = p_user_id and r.vested_at is null and r.clawed_back_at is null and r.vests_at <= p_at and r.expires_at > p_at
       and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id));
  bank := coalesce(v_usage.bank, 0);
  held := coalesce(v_usage.held, 0);
  debt := coalesce(v_usage.debt, 0);
  -- Holds that expired and are not settled yet: what settle_holds would do, without doing it.
  for v_hold in
    select * from private.credit_holds as h
     where h.user_id = p_user_id and h.status = 'held' and h.expires_at <= p_at
     order by h.expires_at, h.hold_id
  loop
    select * into strict v_rest from private.pay_debt(
      p_user_id, debt, v_hold.weekly, v_hold.promotional_split, v_hold.bank, v_hold.expires_at);
    select w.week_start, w.week_ends_at into strict v_week
      from private.credit_week(v_usage.week_start, v_usage.week_ends_at, v_zone, v_hold.expires_at) as w;
    held := held - v_hold.amount;
    debt := debt - v_rest.paid;
    bank := bank + v_rest.bank;
    promotional := promotional + (
      select coalesce(sum(e.value::integer), 0)
        from jsonb_each_text(v_rest.promotional_split) as e
        join public.referral_credits as r on r.user_id = p_user_id and r.credit_id = e.key::uuid
       where r.expires_at > p_at
         and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id));
    if v_week.week_start = v_hold.week_start then
      weekly_used := weekly_used - case when v_week.week_start = week_start then v_rest.weekly else 0 end;
    elsif p_at < v_week.week_ends_at then
      promotional := promotional + v_rest.weekly;
    end if;
  end loop;
  weekly_remaining := greatest(weekly_allowance - weekly_used, 0);
  available := case when debt > 0 then 0 else weekly_remaining + promotional + bank end;
end;
$$;
revoke all on function private.credit_state(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_state(uuid, timestamptz) is 'Credits of a user at a time, computed and not written: the week, its allowance and use, promotional credits vested and neither expired nor to be clawed back, bank, held, debt; expired holds count as given back. Nothing is available while there is debt. week_of is the Monday on which the week began, in the zone it began in.';

create or replace function private.credit_week(
  p_week_start timestamptz, p_week_ends_at timestamptz, p_time_zone text, p_at timestamptz,
  out week_start timestamptz, out week_ends_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The stored end is the one the week was given when it began. After a change of zone the week goes on from there
  -- to the new zone's first Monday 00:00, so that weeks are never closer than a week, and hopping back costs nothing.
  week_start := p_week_start;
  week_ends_at := private.monday_at_or_after(p_time_zone, p_week_ends_at);
  if p_at >= week_ends_at then
    week_start := private.monday_at_or_before(p_time_zone, p_at);
    week_ends_at := private.monday_at_or_after(p_time_zone, p_at + interval '1 microsecond');
  end if;
end;
$$;
revoke all on function private.credit_week(timestamptz, timestamptz, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_week(timestamptz, timestamptz, text, timestamptz) is 'Credit week [week_start, week_ends_at) that a time falls into, given the week stored last (with the end it had when it began) and the user''s zone now. It never goes back, and hopping zones never yields two weeks where there was one.';

create or replace function private.weekly_allowance(p_user_id uuid, p_week_start timestamptz, p_week_of date, p_at timestamptz)
returns integer
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_free integer;
begin
  if exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_anonymous) then
    return 0;
  end if;
  select p.weekly_credits into strict v_free from private.plans as p where p.plan = 'free';
  return greatest(v_free, (
    select max(e.weekly_credits)
      from private.entitlement_periods(p_user_id, p_at) as e
     where e.starts_at <= p_at and e.ends_at > p_week_start and e.ends_at > e.starts_at
       -- What another user has drawn from the same subscription this week is not drawn again.
       and not exists (
         select from private.allowance_claims as c
          where c.store = e.source and c.environment = e.environment and c.original_transaction_id = e.original_transaction_id
            and c.week_of = p_week_of and c.user_id <> p_user_id)));
end;
$$;
revoke all on function private.weekly_allowance(uuid, timestamptz, date, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.weekly_allowance(uuid, timestamptz, date, timestamptz) is 'Weekly credits that the user''s plans allow, the greatest at any instant of [p_week_start, p_at]; 0 for anonymous users. p_week_of is the week''s Monday as a date.';

create or replace function private.pay_debt(
  p_user_id uuid, p_debt integer, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_at timestamptz,
  out paid integer, out weekly integer, out promotional_split jsonb, out bank integer)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit record;
  v_part integer;
begin
  paid := least(p_debt, p_bank);
  bank := p_bank - paid;
  promotional_split := '{}';
  for v_credit in
    select r.credit_id, r.expires_at, e.value::integer as amount
      from jsonb_each_text(p_promotional_split) as e
      join public.referral_credits as r on r.user_id = p_user_id and r.credit_id = e.key::uuid
     where r.clawed_back_at is null
       and not exists (
         select from private.referral_clawbacks as c
          where c.user_id = p_user_id and c.credit_id = r.credit_id and c.refunded_at <= p_at)
     order by r.expires_at, r.credit_id
  loop
    -- What expired on hold goes back to where it came from and is worth nothing there: it pays no debt.
    v_part := case when v_credit.expires_at > p_at then least(p_debt - paid, v_credit.amount) else 0 end;
    paid := paid + v_part;
    if v_credit.amount > v_part then
      promotional_split := promotional_split || jsonb_build_object(v_credit.credit_id, v_credit.amount - v_part);
    end if;
  end loop;
  v_part := least(p_debt - paid, p_weekly);
  paid := paid + v_part;
  weekly := p_weekly - v_part;
end;
$$;
revoke all on function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz) is 'Credits coming back at a time pay debt first: the bank''s part, then the promotional one (soonest expiry first; what has expired pays nothing, what was clawed back does not come back), then the weekly one. Answers what was paid and what is left of each part.';
commit;
