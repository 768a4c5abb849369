-- Deploy functions/credits/ledger: stamped from functions/credits/ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.post_bank(
  p_user_id uuid, p_kind text, p_credits integer, p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_part integer;
begin
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if p_credits > 0 then
    v_part := least(v_usage.debt, p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => p_credits - v_part, p_debt => - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  elsif p_credits < 0 then
    v_part := least(v_usage.bank, - p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => - v_part, p_debt => - p_credits - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  end if;
end;
$$;
revoke all on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) is 'Adds bought credits to the bank, debt first, or (negative) takes them back: from the bank as far as it goes, the rest becomes debt.';

create or replace function private.post_credits(
  p_user_id uuid, p_kind text, p_at timestamptz,
  p_weekly_used integer default 0, p_promotional_split jsonb default '{}', p_bank integer default 0,
  p_held integer default 0, p_debt integer default 0,
  p_hold_id uuid default null, p_store text default null, p_environment text default null, p_transaction_id text default null,
  p_credit_id uuid default null, p_reason text default null)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
begin
  update public.ai_usage as u
     set weekly_used = u.weekly_used + p_weekly_used,
         bank = u.bank + p_bank,
         held = u.held + p_held,
         debt = u.debt + p_debt,
         last_entry_no = u.last_entry_no + 1,
         clock_at = p_at
   where u.user_id = p_user_id
  returning * into strict v_usage;
  if p_promotional_split <> '{}' then
    update public.referral_credits as r
       set remaining = r.remaining + (p_promotional_split ->> r.credit_id::text)::integer
     where r.user_id = p_user_id and p_promotional_split ? r.credit_id::text;
  end if;
  insert into private.credit_ledger (
    user_id, entry_no, kind, weekly_used, promotional, bank, held, debt, promotional_split,
    week_start, hold_id, store, environment, transaction_id, credit_id, occurred_at)
  values (
    p_user_id, v_usage.last_entry_no, p_kind, p_weekly_used,
    (select coalesce(sum(e.value::integer), 0) from jsonb_each_text(p_promotional_split) as e),
    p_bank, p_held, p_debt, p_promotional_split,
    v_usage.week_start, p_hold_id, p_store, p_environment, p_transaction_id, p_credit_id, p_at);
  if p_reason is not null then
    insert into private.credit_reasons (user_id, entry_no, reason) values (p_user_id, v_usage.last_entry_no, p_reason);
  end if;
end;
$$;
revoke all on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text) is 'The one place where credits move: changes the stored balances (ai_usage, and referral_credits by {credit_id: change}) and writes the ledger entry of the same amounts, so that balances equal sums by construction. Called under the user''s lock, after settle_credits.';

create or replace function private.give_back(
  p_user_id uuid, p_hold private.credit_holds, p_kind text, p_weekly integer, p_promotional_split jsonb, p_bank integer,
  p_is_made_good boolean, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_rest record;
  v_week_ends_at timestamptz;
  v_goodwill_id uuid;
begin
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  -- Weekly credits whose week is over are lost when that was the user's doing; they do not pay debt either.
  select * into strict v_rest
    from private.pay_debt(
      p_user_id, v_usage.debt,
      case when v_usage.week_start = p_hold.week_start or p_is_made_good then p_weekly else 0 end,
      p_promotional_split, p_bank, p_at);
  if v_usage.week_start <> p_hold.week_start then
    -- When it was not, credits of this week make them good.
    if v_rest.weekly > 0 then
      select s.week_ends_at into strict v_week_ends_at from private.credit_state(p_user_id, p_at) as s;
      insert into public.referral_credits (user_id, source, amount, remaining, hold_id, granted_at, vested_at, expires_at)
      values (p_user_id, 'goodwill', v_rest.weekly, 0, p_hold.hold_id, p_at, p_at, v_week_ends_at)
      returning credit_id into strict v_goodwill_id;
      v_rest.promotional_split := v_rest.promotional_split || jsonb_build_object(v_goodwill_id, v_rest.weekly);
    end if;
    v_rest.weekly := 0;
  end if;
  perform private.post_credits(
    p_user_id, p_kind, p_at,
    p_weekly_used => - v_rest.weekly,
    p_promotional_split => v_rest.promotional_split,
    p_bank => v_rest.bank,
    p_held => - p_hold.amount,
    p_debt => - v_rest.paid,
    p_hold_id => p_hold.hold_id,
    p_credit_id => v_goodwill_id);
end;
$$;
revoke all on function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz) is 'Ends a hold and gives these parts of it back to where they came from, debt first. Weekly credits whose week is over come back as promotional ones to the end of the current week when p_is_made_good, else not at all. Called under the user''s lock, after the week is settled.';
commit;
