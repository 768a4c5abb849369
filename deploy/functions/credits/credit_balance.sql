-- Deploy functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
  v_balance jsonb := private.stored_balance(v_user_id, now());
  v_erased_at timestamptz;
begin
  if v_balance is null then
    select p.erased_at into v_erased_at from public.user_profile as p where p.user_id = v_user_id;
    -- One's own account need not have been written down yet.
    if v_erased_at is not null or (not found and v_user_id is distinct from private.current_user_id()) then
      return private.refuse('user_not_found');
    end if;
    v_balance := private.credit_balance(v_user_id, private.user_clock(v_user_id, now()));
  end if;
  return '{"ok": true}' || v_balance;
end;
$$;
revoke all on function public.credit_balance(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.credit_balance(uuid) to authenticated, service_role, dochub_admin;
comment on function public.credit_balance(uuid) is 'AI credits now.
{ok, weekly_allowance, weekly_used, weekly_remaining, promotional, bank, held, debt, available, resets_at}.
They are spent in this order: weekly allowance, promotional credits (soonest expiry first), purchased bank.
available is what a spend may take, 0 while there is debt; resets_at is when the next week starts, Monday 00:00 in the user''s time zone.
p_user_id: only for service_role and dochub_admin; the caller by default. Reads only.
Refusal: user_not_found. Example: GET /rpc/credit_balance.';

create or replace function private.stored_balance(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
begin
  select u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt, u.resets_at into v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id and u.next_change_at > p_at and u.next_change_at > u.clock_at
     and u.facts_generation = (select g.generation from private.sync_generations as g where g.scope = 'entitlement')
     and not exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.settled_at is null);
  if found then
    return private.balance_answer(
      v_usage.weekly_peak, v_usage.weekly_used, v_usage.promotional, v_usage.bank, v_usage.held, v_usage.debt, v_usage.resets_at);
  end if;
  return null;
end;
$$;
revoke all on function private.stored_balance(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stored_balance(uuid, timestamptz) is 'Credits of a user as they are stored, when nothing has changed them until p_at, or until the user''s later clock; else NULL.
An answer also says that the account is alive (ADR 16).';

create or replace function private.balance_answer(
  p_weekly_allowance integer, p_weekly_used integer, p_promotional integer, p_bank integer, p_held integer, p_debt integer, p_resets_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_remaining integer := greatest(p_weekly_allowance - p_weekly_used, 0);
begin
  return jsonb_build_object(
    'weekly_allowance', p_weekly_allowance,
    'weekly_used', p_weekly_used,
    'weekly_remaining', v_remaining,
    'promotional', p_promotional,
    'bank', p_bank,
    'held', p_held,
    'debt', p_debt,
    -- Nothing is available while there is debt.
    'available', case when p_debt > 0 then 0 else v_remaining + p_promotional + p_bank end,
    'resets_at', p_resets_at);
end;
$$;
revoke all on function private.balance_answer(integer, integer, integer, integer, integer, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.balance_answer(integer, integer, integer, integer, integer, integer, timestamptz) is 'Balances as credit_balance and every answer that has a balance show them.';

create or replace function private.credit_balance(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_balance jsonb := private.stored_balance(p_user_id, p_at);
  s record;
begin
  if v_balance is null then
    select * into strict s from private.credit_state(p_user_id, p_at);
    v_balance := private.balance_answer(s.weekly_allowance, s.weekly_used, s.promotional, s.bank, s.held, s.debt, s.resets_at);
  end if;
  return v_balance;
end;
$$;
revoke all on function private.credit_balance(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_balance(uuid, timestamptz) is 'Credits of a user at a time as credit_balance shows them, without "ok".';

create or replace function private.balance_after(p_user_id uuid, p_entry_no bigint)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
  v_entry record;
  v_since record;
begin
  select u.weekly_used, u.promotional, u.bank, u.held, u.debt into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  select l.weekly_allowance, l.resets_at into strict v_entry from private.credit_ledger as l where l.user_id = p_user_id and l.entry_no = p_entry_no;
  select coalesce(sum(l.weekly_used), 0)::integer as weekly_used, coalesce(sum(l.promotional), 0)::integer as promotional,
         coalesce(sum(l.bank), 0)::integer as bank, coalesce(sum(l.held), 0)::integer as held, coalesce(sum(l.debt), 0)::integer as debt
    into strict v_since
    from private.credit_ledger as l
   where l.user_id = p_user_id and l.entry_no > p_entry_no;
  return private.balance_answer(
    v_entry.weekly_allowance, v_usage.weekly_used - v_since.weekly_used, v_usage.promotional - v_since.promotional,
    v_usage.bank - v_since.bank, v_usage.held - v_since.held, v_usage.debt - v_since.debt, v_entry.resets_at);
end;
$$;
revoke all on function private.balance_after(uuid, bigint) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.balance_after(uuid, bigint) is 'The balance that the answer to the call behind a ledger entry had: what is stored now, less what has moved since.
Called under the user''s lock.';

create or replace function private.credit_state(
  p_user_id uuid, p_at timestamptz,
  out weekly_allowance integer, out weekly_used integer, out promotional integer, out bank integer, out held integer, out debt integer,
  out resets_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
  v_zone text := private.user_zone(p_user_id);
  v_week record;
  v_hold record;
  v_rest record;
  v_hold_week record;
begin
  select u.week_start, u.week_ends_at, u.weekly_peak, u.weekly_used, u.bank, u.held, u.debt into v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id;
  -- Whose credits never moved: the week is what the zone says.
  select * into strict v_week
    from private.credit_week(
      coalesce(v_usage.week_start, private.monday_at_or_before(v_zone, p_at)),
      coalesce(v_usage.week_ends_at, private.monday_at_or_after(v_zone, p_at + interval '1 microsecond')), v_zone, p_at);
  resets_at := v_week.week_ends_at;
  select a.allowance into strict weekly_allowance
    from private.weekly_allowance(p_user_id, v_week.week_start, v_week.week_of, p_at, false) as a;
  weekly_used := 0;
  if v_week.week_start = v_usage.week_start then
    weekly_allowance := greatest(weekly_allowance, v_usage.weekly_peak);
    weekly_used := v_usage.weekly_used;
  end if;
  -- Vested, or vested by time alone, as roll_week would write it down. Whatever its payment's refund has taken back counts for nothing,
  -- before the ledger has it too.
  select coalesce(sum(case when r.vested_at is null then r.amount else r.remaining end), 0) into strict promotional
    from public.referral_credits as r
   where r.user_id = p_user_id and r.expires_at > p_at
     and (r.remaining > 0 or (r.vested_at is null and r.clawed_back_at is null and r.vests_at <= p_at))
     and not exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id);
  bank := coalesce(v_usage.bank, 0);
  held := coalesce(v_usage.held, 0);
  debt := coalesce(v_usage.debt, 0);
  -- Holds that expired and are not settled yet: what settle_credits would do, without doing it.
  for v_hold in
    select h.amount, h.weekly, h.bank, h.promotional_split, h.week_start, h.expires_at
      from private.credit_holds as h
     where h.user_id = p_user_id and h.status = 'held' and h.expires_at <= p_at
     order by h.expires_at, h.hold_id
  loop
    select * into strict v_rest from private.pay_debt(
      p_user_id, debt, v_hold.weekly, v_hold.promotional_split, v_hold.bank, v_hold.expires_at);
    select * into strict v_hold_week
      from private.credit_week(v_usage.week_start, v_usage.week_ends_at, v_zone, v_hold.expires_at);
    held := held - v_hold.amount;
    debt := debt - v_rest.paid;
    bank := bank + v_rest.bank;
    promotional := promotional + (
      select coalesce(sum(e.value::integer), 0)
        from jsonb_each_text(v_rest.promotional_split) as e
        join public.referral_credits as r on r.user_id = p_user_id and r.credit_id = e.key::uuid
       where r.expires_at > p_at
         and not exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id));
    if v_hold_week.week_start = v_hold.week_start then
      weekly_used := weekly_used - case when v_hold_week.week_start = v_week.week_start then v_rest.weekly else 0 end;
    elsif p_at < v_hold_week.week_ends_at then
      promotional := promotional + v_rest.weekly;
    end if;
  end loop;
end;
$$;
revoke all on function private.credit_state(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_state(uuid, timestamptz) is 'Credits of a user at a time, computed from the facts and not written, whatever next_change_at says.
The week''s allowance and use, promotional credits vested and neither expired nor to be clawed back, bank, held, debt; expired holds count as given back.';

create or replace function private.credit_week(
  p_week_start timestamptz, p_week_ends_at timestamptz, p_time_zone text, p_at timestamptz,
  out week_start timestamptz, out week_ends_at timestamptz, out week_of date)
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
  -- Whatever zone the week began in and the user has gone to since: Monday 00:00 lies between Sunday 10:00 and Monday 12:00 UTC.
  week_of := date_trunc('week', (week_start at time zone 'UTC') + interval '14 hours')::date;
end;
$$;
revoke all on function private.credit_week(timestamptz, timestamptz, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.credit_week(timestamptz, timestamptz, text, timestamptz) is 'Credit week [week_start, week_ends_at) that a time falls into, given the week stored last (with the end it had when it began) and the user''s zone now.
It never goes back, and hopping zones never yields two weeks where there was one. week_of is the Monday on which it began, in the zone it began in.';

create or replace function private.weekly_allowance(
  p_user_id uuid, p_week_start timestamptz, p_week_of date, p_at timestamptz, p_is_drawn boolean,
  out allowance integer, out next_period_at timestamptz)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_anonymous boolean;
  v_period record;
begin
  select p.weekly_credits into strict allowance from private.plans as p where p.plan = 'free';
  for v_period in
    select e.source, e.environment, e.original_transaction_id, max(e.weekly_credits) filter (where e.starts_at <= p_at) as weekly_credits,
           min(e.starts_at) filter (where e.starts_at > p_at) as next_at
      from private.entitlement_periods(p_user_id, p_at, p_week_start) as e
     where e.ends_at > p_week_start and e.ends_at > e.starts_at
     group by e.source, e.environment, e.original_transaction_id
     order by e.source, e.environment, e.original_transaction_id
  loop
    next_period_at := least(next_period_at, v_period.next_at);
    -- What another user has drawn from the same subscription this week is not drawn again.
    if v_period.weekly_credits is not null
       and (v_period.source = 'cohort'
            or private.claim_allowance(p_user_id, v_period.source, v_period.environment, v_period.original_transaction_id, p_week_of, p_is_drawn)) then
      allowance := greatest(allowance, v_period.weekly_credits);
    end if;
  end loop;
  select u.is_anonymous into v_is_anonymous from public.user_profile as u where u.user_id = p_user_id;
  if v_is_anonymous then
    allowance := 0;
  end if;
end;
$$;
revoke all on function private.weekly_allowance(uuid, timestamptz, date, timestamptz, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.weekly_allowance(uuid, timestamptz, date, timestamptz, boolean) is 'Weekly credits that the user''s plans allow, the greatest at any instant of [p_week_start, p_at]; 0 for anonymous users.
p_week_of is the week''s Monday as a date. p_is_drawn: the subscriptions'' allowances of the week are claimed. next_period_at: when the next known period begins.';

create or replace function private.claim_allowance(
  p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_week_of date, p_is_drawn boolean,
  p_known_as text[] default null)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_holder uuid;
begin
  if p_known_as is not null then
    insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id)
    select distinct on (c.week_of) c.store, c.environment, p_original_transaction_id, c.week_of, c.user_id
      from private.allowance_claims as c
     where c.store = p_store and c.environment = p_environment and c.original_transaction_id = any (p_known_as)
     order by c.week_of, c.original_transaction_id collate "C"
    on conflict do nothing;
    return true;
  end if;
  for v_try in 1 .. 2 loop
    select c.user_id into v_holder
      from private.allowance_claims as c
     where c.store = p_store and c.environment = p_environment and c.original_transaction_id = p_original_transaction_id and c.week_of = p_week_of;
    exit when found or not p_is_drawn or v_try = 2;
    insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id)
    values (p_store, p_environment, p_original_transaction_id, p_week_of, p_user_id)
    on conflict do nothing;
  end loop;
  return v_holder is null or v_holder = p_user_id;
end;
$$;
revoke all on function private.claim_allowance(uuid, text, text, text, date, boolean, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_allowance(uuid, text, text, text, date, boolean, text[]) is 'Whether a week''s allowance of a store subscription is the user''s: drawn by him, or by nobody yet; p_is_drawn: then he draws it.
p_known_as: what the subscription was called before; what was drawn under these names is drawn under the new one.';

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
         select 1 from private.referral_clawbacks as c
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
