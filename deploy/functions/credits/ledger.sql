-- Deploy functions/credits/ledger: stamped from functions/credits/ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.post_credits(
  p_user_id uuid, p_kind text, p_at timestamptz,
  p_weekly_used integer default 0, p_promotional_split jsonb default null, p_bank integer default 0,
  p_held integer default 0, p_debt integer default 0,
  p_hold_id uuid default null, p_store text default null, p_environment text default null, p_transaction_id text default null,
  p_credit_id uuid default null, p_reason text default null,
  p_caller_class text default null, p_key_sha256 bytea default null, p_is_answered boolean default false,
  p_next_change_at timestamptz default 'infinity')
returns bigint
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_split jsonb := nullif(p_promotional_split, '{}');
  v_promotional integer := 0;
  v_usage record;
begin
  if v_split is not null then
    select sum(e.value::integer) into strict v_promotional from jsonb_each_text(v_split) as e;
    update public.referral_credits as r
       set remaining = r.remaining + (v_split ->> r.credit_id::text)::integer
     where r.user_id = p_user_id and v_split ? r.credit_id::text;
  end if;
  update public.ai_usage as u
     set weekly_used = u.weekly_used + p_weekly_used,
         promotional = u.promotional + v_promotional,
         bank = u.bank + p_bank,
         held = u.held + p_held,
         debt = u.debt + p_debt,
         last_entry_no = u.last_entry_no + 1,
         next_change_at = least(u.next_change_at, p_next_change_at),
         clock_at = p_at
   where u.user_id = p_user_id
  returning u.last_entry_no, u.week_start, u.weekly_peak, u.resets_at into strict v_usage;
  insert into private.credit_ledger (
    user_id, entry_no, occurred_at, week_start, resets_at, weekly_allowance,
    weekly_used, promotional, bank, held, debt, kind, caller_class, key_sha256, promotional_split,
    hold_id, credit_id, store, environment, transaction_id)
  values (
    p_user_id, v_usage.last_entry_no, p_at, v_usage.week_start,
    case when p_is_answered then v_usage.resets_at end, case when p_is_answered then v_usage.weekly_peak end,
    p_weekly_used, v_promotional, p_bank, p_held, p_debt, p_kind, p_caller_class, p_key_sha256, v_split,
    p_hold_id, p_credit_id, p_store, p_environment, p_transaction_id);
  if p_reason is not null then
    insert into private.credit_reasons (user_id, entry_no, reason) values (p_user_id, v_usage.last_entry_no, p_reason);
  end if;
  return v_usage.last_entry_no;
end;
$$;
revoke all on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text, text, bytea, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text, text, bytea, boolean, timestamptz) is 'The one place where credits move; answers with the number of the ledger entry.
It changes the stored balances (ai_usage, and referral_credits by {credit_id: change}) and writes the entry of the same amounts, so that balances equal sums by construction.
p_caller_class, p_key_sha256: the call''s idempotency key; the entry is its record. p_is_answered: the call''s answer is to be repeated from the entry.
p_next_change_at: when time alone undoes it (a hold''s end). Called under the user''s lock, after settle_credits.';

create or replace function private.post_bank(
  p_user_id uuid, p_kind text, p_credits integer, p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
  v_part integer;
begin
  if p_credits = 0 then
    return;
  end if;
  select u.bank, u.debt into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if p_credits > 0 then
    v_part := least(v_usage.debt, p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => p_credits - v_part, p_debt => - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  else
    v_part := least(v_usage.bank, - p_credits);
    perform private.post_credits(
      p_user_id, p_kind, p_at, p_bank => - v_part, p_debt => - p_credits - v_part,
      p_store => p_store, p_environment => p_environment, p_transaction_id => p_transaction_id);
  end if;
end;
$$;
revoke all on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_bank(uuid, text, integer, text, text, text, timestamptz) is 'Adds bought credits to the bank, debt first, or (negative) takes them back: from the bank as far as it goes, the rest becomes debt.';

create or replace function private.give_back(
  p_user_id uuid, p_kind text, p_hold_id uuid, p_amount integer, p_held_week timestamptz,
  p_weekly integer, p_promotional_split jsonb, p_bank integer, p_is_made_good boolean,
  p_week_start timestamptz, p_resets_at timestamptz, p_debt integer, p_at timestamptz)
returns bigint
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rest record;
  v_goodwill_id uuid;
begin
  -- Weekly credits whose week is over are lost when that was the user's doing; they do not pay debt either.
  select * into strict v_rest
    from private.pay_debt(
      p_user_id, p_debt, case when p_week_start = p_held_week or p_is_made_good then p_weekly else 0 end,
      p_promotional_split, p_bank, p_at);
  if p_week_start <> p_held_week then
    -- When it was not, credits of this week make them good.
    if v_rest.weekly > 0 then
      v_goodwill_id := gen_random_uuid();
      insert into public.referral_credits (user_id, credit_id, source, amount, remaining, hold_id, granted_at, vested_at, expires_at)
      values (p_user_id, v_goodwill_id, 'goodwill', v_rest.weekly, 0, p_hold_id, p_at, p_at, p_resets_at);
      v_rest.promotional_split := v_rest.promotional_split || jsonb_build_object(v_goodwill_id, v_rest.weekly);
    end if;
    v_rest.weekly := 0;
  end if;
  return private.post_credits(
    p_user_id, p_kind, p_at,
    p_weekly_used => - v_rest.weekly,
    p_promotional_split => v_rest.promotional_split,
    p_bank => v_rest.bank,
    p_held => - p_amount,
    p_debt => - v_rest.paid,
    p_hold_id => p_hold_id,
    p_credit_id => v_goodwill_id,
    p_is_answered => true);
end;
$$;
revoke all on function private.give_back(uuid, text, uuid, integer, timestamptz, integer, jsonb, integer, boolean, timestamptz, timestamptz, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_back(uuid, text, uuid, integer, timestamptz, integer, jsonb, integer, boolean, timestamptz, timestamptz, integer, timestamptz) is 'Ends a hold of p_amount credits and gives these parts of it back to where they came from, debt first; answers with the number of the ledger entry.
Weekly credits whose week (p_held_week) is over come back as promotional ones to the end of the current week when p_is_made_good, else not at all.
p_week_start, p_resets_at, p_debt: the user''s as they are stored. Called under the user''s lock, after the week is settled.';
commit;
