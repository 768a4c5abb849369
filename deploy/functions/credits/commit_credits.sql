-- Deploy functions/credits/commit_credits: stamped from functions/credits/commit_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.commit_credits(p_hold_id uuid, p_amount integer, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only')::boolean then
    perform private.assert_writable();
  end if;
  if p_hold_id is null then
    raise sqlstate 'PT400' using message = 'p_hold_id is missing';
  elsif p_amount is null or p_amount not between 0 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from 0 to 1000000';
  end if;
  return private.resolve_hold(private.target_user(p_user_id), p_hold_id, 'committed', p_amount, null, now());
end;
$$;
revoke all on function public.commit_credits(uuid, integer, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.commit_credits(uuid, integer, uuid) to service_role;
comment on function public.commit_credits(uuid, integer, uuid) is 'Ends a hold with what the AI job did cost: takes p_amount (0 up to what is held) in burn order and gives the rest back.
The rest goes back to where it came from. The same call again gets the first answer with "replayed": true.
Answer: {ok, hold_id, amount, returned, balance, replayed}.
Refusals: exceeds_reservation (422), already_committed (409; another amount), already_released (409), reservation_expired (409),
hold_not_found (404), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/commit_credits {"p_hold_id": "…", "p_amount": 12, "p_user_id": "…"}.';

create or replace function public.release_credits(p_hold_id uuid, p_reason text, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only')::boolean then
    perform private.assert_writable();
  end if;
  if p_hold_id is null then
    raise sqlstate 'PT400' using message = 'p_hold_id is missing';
  elsif p_reason is null or p_reason not in ('failed', 'canceled', 'timeout') then
    raise sqlstate 'PT400' using message = 'p_reason must be failed, canceled or timeout';
  end if;
  return private.resolve_hold(private.target_user(p_user_id), p_hold_id, 'released', null, p_reason, now());
end;
$$;
revoke all on function public.release_credits(uuid, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.release_credits(uuid, text, uuid) to service_role;
comment on function public.release_credits(uuid, text, uuid) is 'Ends a hold of an AI job that did not happen and gives all of it back to where it came from.
p_reason: failed or timeout (ours: weekly credits whose week is over are made good with promotional credits to the end of the current week)
or canceled (the user''s: they are not). The same call again gets the first answer with "replayed": true.
Answer: {ok, hold_id, amount: 0, returned, balance, replayed}.
Refusals: already_committed (409), already_released (409; another reason), reservation_expired (409), hold_not_found (404), user_not_found (404);
PT400 for a bad argument.
Example: POST /rpc/release_credits {"p_hold_id": "…", "p_reason": "failed", "p_user_id": "…"}.';

create or replace function private.resolve_hold(p_user_id uuid, p_hold_id uuid, p_status text, p_amount integer, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage record;
  v_at timestamptz;
  v_is_settled boolean;
  v_hold record;
  v_generation bigint;
  v_kind text := case when p_status = 'committed' then 'commit' else 'release' end;
  v_weekly integer;
  v_bank integer;
  v_taken integer := coalesce(p_amount, 0);
  v_part integer;
  v_split jsonb;
  v_credit record;
  v_entry_no bigint;
begin
  -- The user's lock, as lock_user takes it, and in the same statement all that an ordinary call needs.
  select u.clock_at, u.next_change_at, u.facts_generation, u.week_start, u.resets_at, u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt
    into v_usage
    from public.ai_usage as u
   where u.user_id = p_user_id
     for no key update;
  v_at := greatest(case when p_at = now() then clock_timestamp() else p_at end, v_usage.clock_at);
  v_is_settled := v_at < v_usage.next_change_at;
  v_generation := v_usage.facts_generation;
  if v_is_settled is not true then
    v_at := private.lock_user(p_user_id, p_at);
    if v_at is null then
      return private.refuse('user_not_found');
    end if;
  end if;
  for v_try in 1 .. 2 loop
    select h.status, h.amount, h.weekly, h.bank, h.promotional_split, h.week_start, h.expires_at, h.committed_amount, h.release_reason, h.resolved_entry_no,
           (select g.generation from private.sync_generations as g where g.scope = 'entitlement') as generation,
           exists (select 1 from private.referral_clawbacks as c where c.user_id = p_user_id and c.settled_at is null) as is_clawed
      into v_hold
      from private.credit_holds as h
     where h.user_id = p_user_id and h.hold_id = p_hold_id;
    exit when v_try = 2 or (v_is_settled and v_hold.generation = v_generation and not v_hold.is_clawed);
    -- Which may have ended the hold.
    select * into strict v_usage from private.settle_credits(p_user_id, v_at);
  end loop;
  if v_hold.status is null then
    return private.refuse('hold_not_found');
  elsif v_hold.status = 'expired' then
    return private.refuse('reservation_expired', jsonb_build_object('expired_at', v_hold.expires_at));
  elsif v_hold.status = p_status and coalesce(v_hold.committed_amount = p_amount, v_hold.release_reason = p_reason) then
    return jsonb_build_object(
      'ok', true, 'hold_id', p_hold_id, 'amount', v_taken, 'returned', v_hold.amount - v_taken,
      'balance', private.balance_after(p_user_id, v_hold.resolved_entry_no), 'replayed', true);
  elsif v_hold.status = 'committed' then
    return private.refuse('already_committed', jsonb_build_object('amount', v_hold.committed_amount));
  elsif v_hold.status = 'released' then
    return private.refuse('already_released', jsonb_build_object('reason', v_hold.release_reason));
  elsif p_amount > v_hold.amount then
    return private.refuse('exceeds_reservation', jsonb_build_object('held', v_hold.amount, 'needed', p_amount));
  end if;

  -- What the job cost is taken in burn order; the rest of each part goes back.
  v_weekly := greatest(v_hold.weekly - v_taken, 0);
  v_taken := greatest(v_taken - v_hold.weekly, 0);
  if v_hold.promotional_split is not null then
    v_split := '{}';
    for v_credit in
      select r.credit_id, (v_hold.promotional_split ->> r.credit_id::text)::integer as amount
        from public.referral_credits as r
       where r.user_id = p_user_id and v_hold.promotional_split ? r.credit_id::text
       order by r.expires_at, r.credit_id
    loop
      v_part := least(v_taken, v_credit.amount);
      v_taken := v_taken - v_part;
      if v_credit.amount > v_part then
        v_split := v_split || jsonb_build_object(v_credit.credit_id, v_credit.amount - v_part);
      end if;
    end loop;
  end if;
  v_bank := v_hold.bank - v_taken;
  if v_usage.debt = 0 and v_split is null and v_usage.week_start = v_hold.week_start then
    v_entry_no := private.post_credits(
      p_user_id, v_kind, v_at, p_weekly_used => - v_weekly, p_bank => v_bank, p_held => - v_hold.amount,
      p_hold_id => p_hold_id, p_is_answered => true);
    v_usage.weekly_used := v_usage.weekly_used - v_weekly;
    v_usage.bank := v_usage.bank + v_bank;
    v_usage.held := v_usage.held - v_hold.amount;
  else
    v_entry_no := private.give_back(
      p_user_id, v_kind, p_hold_id, v_hold.amount, v_hold.week_start, v_weekly, v_split, v_bank, p_reason is distinct from 'canceled',
      v_usage.week_start, v_usage.resets_at, v_usage.debt, v_at);
    select u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt, u.resets_at into strict v_usage
      from public.ai_usage as u
     where u.user_id = p_user_id;
  end if;
  update private.credit_holds as h
     set status = p_status, committed_amount = p_amount, release_reason = p_reason, resolved_entry_no = v_entry_no, settled_at = v_at
   where h.user_id = p_user_id and h.hold_id = p_hold_id;
  return jsonb_build_object(
    'ok', true,
    'hold_id', p_hold_id,
    'amount', coalesce(p_amount, 0),
    'returned', v_hold.amount - coalesce(p_amount, 0),
    'balance', private.balance_answer(
      v_usage.weekly_peak, v_usage.weekly_used, v_usage.promotional, v_usage.bank, v_usage.held, v_usage.debt, v_usage.resets_at),
    'replayed', false);
end;
$$;
revoke all on function private.resolve_hold(uuid, uuid, text, integer, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.resolve_hold(uuid, uuid, text, integer, text, timestamptz) is 'commit_credits (p_status committed, p_amount) and release_credits (p_status released, p_reason) at a given time, their arguments checked.';
commit;
