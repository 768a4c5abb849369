-- Deploy functions/credits/credit_state: stamped from functions/credits/credit_state.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
  -- And rewards that vested by time alone, as settle_week would write them down.
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
commit;
