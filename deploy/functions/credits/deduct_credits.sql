-- Deploy functions/credits/deduct_credits: stamped from functions/credits/deduct_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.deduct_credits(
  p_amount integer, p_idempotency_key text, p_reason text default null, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_credit_arguments(p_amount, p_reason);
  return private.deduct_credits(private.target_user(p_user_id), p_amount, p_idempotency_key, p_reason, now());
end;
$$;
revoke all on function public.deduct_credits(integer, text, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.deduct_credits(integer, text, text, uuid) to authenticated, service_role;
comment on function public.deduct_credits(integer, text, text, uuid) is 'Spends AI credits: first the weekly allowance, then promotional credits (soonest expiry first), then the purchased bank; all of p_amount or nothing. p_amount: 1–1,000,000 credits. p_idempotency_key: 8–128 characters made by the caller; the same call again gets the first answer with "replayed": true. p_reason: free text up to 200 characters. p_user_id: only for service_role; the caller by default. Answer: {ok, amount, split: {weekly, promotional, bank}, balance: as credit_balance, replayed}. Refusals: insufficient_credits (402; details available, needed, debt, resets_at), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/deduct_credits {"p_amount": 3, "p_idempotency_key": "job-8f14e45f", "p_reason": "sleep course"}.';

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
begin
  perform private.assert_writable();
  perform private.assert_credit_arguments(p_amount, p_reason);
  if v_ttl not between interval '1 second' and interval '1 day' then
    raise sqlstate 'PT400' using message = 'p_ttl must be an interval from 1 second to 1 day';
  end if;
  return private.reserve_credits(private.target_user(p_user_id), p_amount, p_idempotency_key, v_ttl, p_reason, now());
end;
$$;
revoke all on function public.reserve_credits(integer, text, interval, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.reserve_credits(integer, text, interval, text, uuid) to service_role;
comment on function public.reserve_credits(integer, text, interval, text, uuid) is 'Holds the most credits that an AI job can cost, before it starts; commit_credits then takes what it did cost, release_credits gives all back. Fails here or never. p_amount: 1–1,000,000 credits. p_idempotency_key: 8–128 characters. p_ttl: how long the hold lasts, 1 second to 1 day, 15 minutes by default; an expired hold is free again by itself. p_user_id: the user. Answer: as deduct_credits, and {hold_id, expires_at}. Refusals: insufficient_credits (402), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/reserve_credits {"p_amount": 20, "p_idempotency_key": "job-8f14e45f", "p_user_id": "…"}.';

create or replace function private.deduct_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.take_credits(
    p_user_id, 'deduct_credits', p_amount, p_idempotency_key, jsonb_build_object('p_amount', p_amount), null, p_reason, p_at);
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
  return private.take_credits(
    p_user_id, 'reserve_credits', p_amount, p_idempotency_key,
    jsonb_build_object('p_amount', p_amount, 'p_ttl', extract(epoch from p_ttl)), p_ttl, p_reason, p_at);
end;
$$;
revoke all on function private.reserve_credits(uuid, integer, text, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reserve_credits(uuid, integer, text, interval, text, timestamptz) is 'reserve_credits at a given time, its arguments checked.';

create or replace function private.assert_credit_arguments(p_amount integer, p_reason text)
returns void
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
end;
$$;
revoke all on function private.assert_credit_arguments(integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_credit_arguments(integer, text) is 'PT400 unless the amount is 1–1,000,000 credits and the reason, if any, has 1–200 characters.';

create or replace function private.take_credits(
  p_user_id uuid, p_operation text, p_amount integer, p_idempotency_key text, p_parameters jsonb, p_ttl interval, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_split record;
  v_hold_id uuid;
  -- In seconds: a day is 24 hours, whatever the session's time zone.
  v_expires_at timestamptz;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_idempotent(p_user_id, p_operation, v_key, p_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.settle_credits(p_user_id, v_at);

  select * into strict v_split from private.burn_split(p_user_id, p_amount, v_at);
  if v_split.available < p_amount then
    v_answer := private.credit_balance(p_user_id, v_at);
    return private.keep_idempotent(p_user_id, p_operation, v_key, p_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_split.available, 'needed', p_amount, 'debt', v_answer -> 'debt', 'resets_at', v_answer -> 'resets_at')), v_at);
  end if;
  v_expires_at := v_at + make_interval(secs => extract(epoch from p_ttl)::double precision);
  if p_ttl is not null then
    insert into private.credit_holds (user_id, amount, weekly, promotional, bank, promotional_split, week_start, created_at, expires_at)
    select p_user_id, p_amount, v_split.weekly, v_split.promotional, v_split.bank,
           (select coalesce(jsonb_object_agg(e.key, - e.value::integer), '{}') from jsonb_each_text(v_split.promotional_split) as e),
           u.week_start, v_at, v_expires_at
      from public.ai_usage as u
     where u.user_id = p_user_id
    returning hold_id into strict v_hold_id;
  end if;
  perform private.post_credits(
    p_user_id, case when p_ttl is null then 'spend' else 'hold' end, v_at,
    p_weekly_used => v_split.weekly,
    p_promotional_split => v_split.promotional_split,
    p_bank => - v_split.bank,
    p_held => case when p_ttl is null then 0 else p_amount end,
    p_hold_id => v_hold_id,
    p_reason => p_reason);

  v_answer := jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'split', jsonb_build_object('weekly', v_split.weekly, 'promotional', v_split.promotional, 'bank', v_split.bank),
    'balance', private.credit_balance(p_user_id, v_at),
    'replayed', false);
  if p_ttl is not null then
    v_answer := v_answer || jsonb_build_object('hold_id', v_hold_id, 'expires_at', v_expires_at);
  end if;
  return private.keep_idempotent(p_user_id, p_operation, v_key, p_parameters, v_answer, v_at);
end;
$$;
revoke all on function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz) is 'Takes credits at a given time, for good (p_ttl NULL: deduct_credits) or on hold for p_ttl (reserve_credits); its arguments are checked.';

create or replace function private.burn_split(
  p_user_id uuid, p_amount integer, p_at timestamptz,
  out available integer, out weekly integer, out promotional integer, out bank integer, out promotional_split jsonb)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  s record;
begin
  select * into strict s from private.credit_state(p_user_id, p_at);
  available := s.available;
  weekly := least(p_amount, s.weekly_remaining);
  promotional := least(p_amount - weekly, s.promotional);
  bank := p_amount - weekly - promotional;
  promotional_split := private.promotional_burn(p_user_id, promotional, p_at);
end;
$$;
revoke all on function private.burn_split(uuid, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.burn_split(uuid, integer, timestamptz) is 'How p_amount would be taken: weekly allowance first, then promotional credits (promotional_split: {credit_id: negative change}), then the bank. Only meaningful while p_amount <= available. Called after settle_credits.';

create or replace function private.promotional_burn(p_user_id uuid, p_amount integer, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_object_agg(b.credit_id, - least(b.remaining, p_amount - b.before)), '{}')
      from (select r.credit_id, r.remaining,
                   sum(r.remaining) over (order by r.expires_at, r.credit_id) - r.remaining as before
              from public.referral_credits as r
             where r.user_id = p_user_id and r.remaining > 0 and r.expires_at > p_at
               and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id)) as b
     where b.before < p_amount);
end;
$$;
revoke all on function private.promotional_burn(uuid, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.promotional_burn(uuid, integer, timestamptz) is 'Which promotional credits a spend of p_amount takes, soonest expiry first: {credit_id: negative change}.';
commit;
