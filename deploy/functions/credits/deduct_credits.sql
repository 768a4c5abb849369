-- Deploy functions/credits/deduct_credits: stamped from functions/credits/deduct_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.deduct_credits(
  p_amount integer, p_idempotency_key text, p_reason text default null, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_amount integer;
begin
  -- An assignment or a condition costs a tenth of a PERFORM.
  if current_setting('transaction_read_only')::boolean then
    perform private.assert_writable();
  end if;
  v_amount := private.assert_credit_arguments(p_amount, p_reason);
  return private.deduct_credits(private.target_user(p_user_id), v_amount, p_idempotency_key, p_reason, now());
end;
$$;
revoke all on function public.deduct_credits(integer, text, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.deduct_credits(integer, text, text, uuid) to authenticated, service_role;
comment on function public.deduct_credits(integer, text, text, uuid) is 'Spends AI credits: weekly allowance, then promotional credits (soonest expiry first), then the purchased bank; all of p_amount or nothing.
p_amount: 1–1,000,000 credits.
p_idempotency_key: 8–128 characters made by the caller; the same call again gets the first answer with "replayed": true.
p_reason: free text up to 200 characters. p_user_id: only for service_role; the caller by default.
Answer: {ok, amount, split: {weekly, promotional, bank}, balance: as credit_balance, replayed}.
Refusals: insufficient_credits (402; details available, needed, debt, resets_at), idempotency_mismatch (409), user_not_found (404),
too_many_attempts (429; a user who was refused 120 times within the hour; details retry_after); PT400 for a bad argument.
Example: POST /rpc/deduct_credits {"p_amount": 3, "p_idempotency_key": "job-8f14e45f", "p_reason": "sleep course"}.';

create or replace function public.reserve_credits(
  p_amount integer, p_idempotency_key text, p_ttl interval default null, p_reason text default null, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ttl interval := coalesce(p_ttl, interval '15 minutes');
  v_amount integer;
begin
  -- An assignment or a condition costs a tenth of a PERFORM.
  if current_setting('transaction_read_only')::boolean then
    perform private.assert_writable();
  end if;
  v_amount := private.assert_credit_arguments(p_amount, p_reason);
  if v_ttl not between interval '1 second' and interval '1 day' then
    raise sqlstate 'PT400' using message = 'p_ttl must be an interval from 1 second to 1 day';
  end if;
  return private.reserve_credits(private.target_user(p_user_id), v_amount, p_idempotency_key, v_ttl, p_reason, now());
end;
$$;
revoke all on function public.reserve_credits(integer, text, interval, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.reserve_credits(integer, text, interval, text, uuid) to service_role;
comment on function public.reserve_credits(integer, text, interval, text, uuid) is 'Holds the most credits that an AI job can cost, before it starts.
commit_credits then takes what it did cost, release_credits gives all back. Fails here or never.
p_amount: 1–1,000,000 credits. p_idempotency_key: 8–128 characters.
p_ttl: how long the hold lasts, 1 second to 1 day, 15 minutes by default; an expired hold is free again by itself.
p_user_id: the user.
Answer: as deduct_credits, and {hold_id, expires_at}.
Refusals: insufficient_credits (402), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/reserve_credits {"p_amount": 20, "p_idempotency_key": "job-8f14e45f", "p_user_id": "…"}.';

create or replace function private.deduct_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.take_credits(p_user_id, 'spend', p_amount, p_idempotency_key, null, p_reason, p_at);
end;
$$;
revoke all on function private.deduct_credits(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.deduct_credits(uuid, integer, text, text, timestamptz) is 'deduct_credits at a given time, its arguments checked.';

create or replace function private.reserve_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.take_credits(p_user_id, 'hold', p_amount, p_idempotency_key, p_ttl, p_reason, p_at);
end;
$$;
revoke all on function private.reserve_credits(uuid, integer, text, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reserve_credits(uuid, integer, text, interval, text, timestamptz) is 'reserve_credits at a given time, its arguments checked.';

create or replace function private.assert_credit_arguments(p_amount integer, p_reason text)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_amount is null or p_amount not between 1 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from 1 to 1000000';
  elsif length(p_reason) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'p_reason must have 1 to 200 characters', hint = 'Leave it out when there is no reason.';
  end if;
  return p_amount;
end;
$$;
revoke all on function private.assert_credit_arguments(integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_credit_arguments(integer, text) is 'PT400 unless the amount is 1–1,000,000 credits and the reason, if any, has 1–200 characters; the amount.';

create or replace function private.take_credits(
  p_user_id uuid, p_kind text, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operation text := case p_kind when 'spend' then 'deduct_credits' else 'reserve_credits' end;
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_caller_class text := private.caller_class();
  v_usage record;
  v_at timestamptz;
  v_is_settled boolean;
  v_found record;
  v_weekly integer;
  v_promotional integer;
  v_bank integer;
  v_available integer;
  v_split record;
  v_hold_split jsonb;
  v_burnt jsonb;
  v_hold_id uuid;
  v_expires_at timestamptz;
  v_answer jsonb;
begin
  -- The user's lock, as lock_user takes it, and in the same statement all that an ordinary call needs.
  select u.clock_at, u.next_change_at, u.facts_generation, u.week_start, u.resets_at, u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt
    into v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id
     for no key update;
  v_at := greatest(case when p_at = now() then clock_timestamp() else p_at end, v_usage.clock_at);
  v_is_settled := v_at < v_usage.next_change_at;
  if v_is_settled is not true then
    v_at := private.lock_user(p_user_id, p_at);
    if v_at is null then
      return private.refuse('user_not_found');
    end if;
  end if;
  -- The key is in one of two places, whichever way the first call went: an entry of the ledger, or a refusal that is still kept.
  select (select l.entry_no
            from private.credit_ledger as l
           where l.user_id = p_user_id and l.key_sha256 = v_key and l.kind = p_kind and l.caller_class = v_caller_class) as entry_no,
         exists (
           select 1
             from private.idempotency_keys as k
            where k.user_id = p_user_id and k.operation = v_operation and k.caller_class = v_caller_class and k.key_sha256 = v_key
              and k.kept_until > v_at) as is_refused,
         (select g.generation from private.sync_generations as g where g.scope = 'entitlement') as generation,
         exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.settled_at is null) as is_clawed
    into strict v_found;
  if v_found.entry_no is not null then
    return private.repeat_taking(p_user_id, v_found.entry_no, p_amount, p_ttl);
  elsif v_found.is_refused then
    return private.recall_idempotent(p_user_id, v_operation, v_key, private.taking_parameters(p_amount, p_ttl), v_at);
  elsif v_is_settled is not true or v_found.generation <> v_usage.facts_generation or v_found.is_clawed then
    select * into strict v_usage from private.settle_credits(p_user_id, v_at);
  end if;

  -- Weekly allowance, promotional credits, bank.
  v_weekly := greatest(v_usage.weekly_peak - v_usage.weekly_used, 0);
  v_available := case when v_usage.debt > 0 then 0 else v_weekly + v_usage.promotional + v_usage.bank end;
  if v_available < p_amount then
    return private.keep_idempotent(
      p_user_id, v_operation, v_key, private.taking_parameters(p_amount, p_ttl),
      private.refuse('insufficient_credits', jsonb_build_object(
        'available', v_available, 'needed', p_amount, 'debt', v_usage.debt, 'resets_at', v_usage.resets_at)), v_at);
  end if;
  v_weekly := least(p_amount, v_weekly);
  v_promotional := least(p_amount - v_weekly, v_usage.promotional);
  v_bank := p_amount - v_weekly - v_promotional;
  if v_promotional > 0 then
    -- Soonest expiry first.
    select jsonb_object_agg(b.credit_id, least(b.remaining, v_promotional - b.before)) as held,
           jsonb_object_agg(b.credit_id, - least(b.remaining, v_promotional - b.before)) as burnt
      into strict v_split
      from (select r.credit_id, r.remaining, sum(r.remaining) over (order by r.expires_at, r.credit_id) - r.remaining as before
              from public.referral_credits as r
             where r.user_id = p_user_id and r.remaining > 0) as b
     where b.before < v_promotional;
    v_hold_split := v_split.held;
    v_burnt := v_split.burnt;
  end if;
  if p_ttl is not null then
    v_hold_id := gen_random_uuid();
    -- In seconds: a day is 24 hours, whatever the session's time zone.
    v_expires_at := v_at + make_interval(secs => extract(epoch from p_ttl)::double precision);
    insert into private.credit_holds (user_id, hold_id, amount, weekly, promotional, bank, promotional_split, week_start, created_at, expires_at)
    values (p_user_id, v_hold_id, p_amount, v_weekly, v_promotional, v_bank, v_hold_split, v_usage.week_start, v_at, v_expires_at);
    v_usage.held := v_usage.held + p_amount;
  end if;
  v_found.entry_no := private.post_credits(
    p_user_id, p_kind, v_at,
    p_weekly_used => v_weekly,
    p_promotional_split => v_burnt,
    p_bank => - v_bank,
    p_held => case when p_ttl is null then 0 else p_amount end,
    p_hold_id => v_hold_id,
    p_reason => p_reason,
    p_caller_class => v_caller_class,
    p_key_sha256 => v_key,
    p_is_answered => true,
    p_next_change_at => coalesce(v_expires_at, 'infinity'));
  v_answer := jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'split', jsonb_build_object('weekly', v_weekly, 'promotional', v_promotional, 'bank', v_bank),
    'balance', private.balance_answer(
      v_usage.weekly_peak, v_usage.weekly_used + v_weekly, v_usage.promotional - v_promotional, v_usage.bank - v_bank,
      v_usage.held, v_usage.debt, v_usage.resets_at),
    'replayed', false);
  if p_ttl is not null then
    v_answer := v_answer || jsonb_build_object('hold_id', v_hold_id, 'expires_at', v_expires_at);
  end if;
  return v_answer;
end;
$$;
revoke all on function private.take_credits(uuid, text, integer, text, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_credits(uuid, text, integer, text, interval, text, timestamptz) is 'Takes credits at a given time, for good (p_kind spend: deduct_credits) or on hold for p_ttl (hold: reserve_credits); its arguments are checked.
Before next_change_at nothing needs settling: the row that it locks is all that it reads (ADR 16). The ledger entry is the record of the key.';

create or replace function private.taking_parameters(p_amount integer, p_ttl interval)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object('p_amount', p_amount)
    || case when p_ttl is null then '{}' else jsonb_build_object('p_ttl', extract(epoch from p_ttl)) end;
end;
$$;
revoke all on function private.taking_parameters(integer, interval) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.taking_parameters(integer, interval) is 'What a repeat of deduct_credits or reserve_credits must match, as it is kept with a refusal.';

create or replace function private.repeat_taking(p_user_id uuid, p_entry_no bigint, p_amount integer, p_ttl interval)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entry record;
  v_hold record;
  v_answer jsonb;
begin
  select l.weekly_used, - l.promotional as promotional, - l.bank as bank, l.hold_id into strict v_entry
    from private.credit_ledger as l
   where l.user_id = p_user_id and l.entry_no = p_entry_no;
  if v_entry.weekly_used + v_entry.promotional + v_entry.bank <> p_amount then
    return private.refuse('idempotency_mismatch', '{"field": "p_amount"}');
  end if;
  v_answer := jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'split', jsonb_build_object('weekly', v_entry.weekly_used, 'promotional', v_entry.promotional, 'bank', v_entry.bank),
    'balance', private.balance_after(p_user_id, p_entry_no),
    'replayed', true);
  if v_entry.hold_id is not null then
    select h.created_at, h.expires_at into strict v_hold
      from private.credit_holds as h
     where h.user_id = p_user_id and h.hold_id = v_entry.hold_id;
    if extract(epoch from v_hold.expires_at - v_hold.created_at) <> extract(epoch from p_ttl) then
      return private.refuse('idempotency_mismatch', '{"field": "p_ttl"}');
    end if;
    v_answer := v_answer || jsonb_build_object('hold_id', v_entry.hold_id, 'expires_at', v_hold.expires_at);
  end if;
  return v_answer;
end;
$$;
revoke all on function private.repeat_taking(uuid, bigint, integer, interval) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.repeat_taking(uuid, bigint, integer, interval) is 'The first answer of deduct_credits or reserve_credits again, "replayed", from the ledger entry that it left; or idempotency_mismatch.';
commit;
