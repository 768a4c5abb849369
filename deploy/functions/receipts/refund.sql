-- Deploy functions/receipts/refund: stamped from functions/receipts/refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.refund_credit_purchase(p_refund jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.refund(p_refund, array['credits'], now());
end;
$$;
revoke all on function public.refund_credit_purchase(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.refund_credit_purchase(jsonb) to service_role;
comment on function public.refund_credit_purchase(jsonb) is 'Takes back the credits of a refunded purchase; what is spent already becomes debt, which credits given back or bought later pay first. p_refund: {store, environment, transaction_id, notification_id, kind: refund|chargeback|reversal, refund_notification_id (for a reversal), percentage (0–100, default 100), occurred_at}. A partial refund is prorated and rounded up; partials sum to at most 100 %. A reversal gives back exactly what the refund that it names took. Each notification applies once; one whose purchase (or refund) is not known yet waits for it. Answer: {ok, disposition: applied|waiting, user_id, percentage, credits, balance, replayed}. Refusals: unknown_purchase (422; the transaction is no purchase of credits); idempotency_mismatch (409; notification_id was used for something else); PT400 for a bad argument. Example: POST /rpc/refund_credit_purchase {"p_refund": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "notification_id": "4d1f…", "kind": "refund"}}.';

create or replace function public.refund_course_purchase(p_refund jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.refund(p_refund, array['course', 'custom_course'], now());
end;
$$;
revoke all on function public.refund_course_purchase(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.refund_course_purchase(jsonb) to service_role;
comment on function public.refund_course_purchase(jsonb) is 'Takes in a refund, chargeback or reversal of a purchase of a course or custom course. p_refund: as for refund_credit_purchase. Refunds that sum to 100 % revoke the course, less leaves it; a reversal gives back what the refund that it names took. Each notification applies once; one whose purchase (or refund) is not known yet waits for it. Answer: {ok, disposition: applied|waiting, user_id, percentage, credits: null, balance, replayed}. Refusals: unknown_purchase (422; the transaction is a purchase of another kind); idempotency_mismatch (409; notification_id was used for something else); PT400 for a bad argument. Example: POST /rpc/refund_course_purchase {"p_refund": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nq…", "notification_id": "re_1Xy…", "kind": "refund"}}.';

create or replace function private.refund(p_refund jsonb, p_kinds text[], p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds := private.refund_argument(p_refund, p_at);
  v_claim record;
  v_again record;
  v_at timestamptz;
  v_kept record;
  v_field text;
begin
  loop
    select c.holder, c.kind into v_claim
      from private.claim_receipt(v_refund.store, v_refund.environment, array[v_refund.transaction_id]) as c;
    if v_claim.holder is not null then
      v_at := private.lock_user(v_claim.holder, p_at);
      perform private.lock_receipt(v_refund.store, v_refund.environment, array[v_refund.transaction_id]);
      exit;
    end if;
    -- Nobody's yet, or a link's that nobody has claimed. A user's lock comes before a receipt's, so when the purchase or
    -- the claim turns up just now, the receipt's lock is given back (with the subtransaction that took it) before the user's is taken.
    begin
      perform private.lock_receipt(v_refund.store, v_refund.environment, array[v_refund.transaction_id]);
      select c.holder, c.kind into v_again
        from private.claim_receipt(v_refund.store, v_refund.environment, array[v_refund.transaction_id]) as c;
      if v_again.kind is distinct from v_claim.kind or v_again.holder is not null then
        raise sqlstate 'DH001';
      end if;
      exit;
    exception
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
  if v_claim.kind <> all (p_kinds) then
    return private.refuse('unknown_purchase');
  end if;

  insert into private.store_refunds values (v_refund.*) on conflict (store, environment, notification_id) do nothing;
  if found then
    if v_at is not null then
      perform private.settle_credits(v_claim.holder, v_at);
    end if;
    -- Not of an erased account: there is nobody to take from.
    if v_at is not null or (v_claim.kind is not null and v_claim.holder is null) then
      perform private.apply_waiting_refunds(
        v_claim.holder, v_claim.kind, v_refund.store, v_refund.environment, v_refund.transaction_id, coalesce(v_at, p_at));
    end if;
    perform private.claw_back_reward(v_refund.store, v_refund.environment, v_refund.transaction_id, coalesce(v_at, p_at));
    return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, coalesce(v_at, p_at));
  end if;
  -- Known already. A notification that says something else under the same id would otherwise pass for applied.
  select r.transaction_id, r.kind, r.refund_notification_id, r.percentage into strict v_kept
    from private.store_refunds as r
   where r.store = v_refund.store and r.environment = v_refund.environment and r.notification_id = v_refund.notification_id;
  v_field := case
    when v_kept.transaction_id <> v_refund.transaction_id then 'transaction_id'
    when v_kept.kind <> v_refund.kind then 'kind'
    when v_kept.refund_notification_id <> v_refund.refund_notification_id then 'refund_notification_id'
    when v_kept.percentage <> v_refund.percentage then 'percentage'
  end;
  if v_field is not null then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', v_field));
  end if;
  return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, coalesce(v_at, p_at)) || '{"replayed": true}';
end;
$$;
revoke all on function private.refund(jsonb, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund(jsonb, text[], timestamptz) is 'Takes in a refund, chargeback or reversal of a purchase of one of the given kinds, and applies it when the purchase is known. The referral reward that the payment earned is taken back at once.';

create or replace function private.refund_argument(p_refund jsonb, p_at timestamptz)
returns private.store_refunds
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund jsonb := private.json_object_argument('p_refund', p_refund, 8192, array[
    'store', 'environment', 'transaction_id', 'notification_id', 'kind', 'refund_notification_id', 'percentage', 'occurred_at']);
  v_row private.store_refunds;
begin
  v_row.store := private.json_choice(v_refund, 'store', array['apple', 'google', 'stripe', 'web']);
  v_row.environment := private.json_choice(v_refund, 'environment', array['production', 'sandbox']);
  v_row.notification_id := private.json_required_text(v_refund, 'notification_id', 200);
  v_row.transaction_id := private.json_required_text(v_refund, 'transaction_id', 200);
  v_row.kind := private.json_choice(v_refund, 'kind', array['refund', 'chargeback', 'reversal']);
  v_row.refund_notification_id := case when v_row.kind = 'reversal' then private.json_required_text(v_refund, 'refund_notification_id', 200) end;
  v_row.percentage := coalesce(private.json_integer(v_refund, 'percentage', 0, 100), 100);
  v_row.occurred_at := coalesce(private.json_timestamp(v_refund, 'occurred_at'), p_at);
  v_row.received_at := p_at;
  return v_row;
end;
$$;
revoke all on function private.refund_argument(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_argument(jsonb, timestamptz) is 'A refund as {store, environment, transaction_id, notification_id, kind: refund|chargeback|reversal, refund_notification_id, percentage, occurred_at}, checked (PT400) and typed.';

create or replace function private.apply_waiting_refunds(p_user_id uuid, p_kind text, p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds;
begin
  -- Refunds before reversals: a reversal waits for the refund that it names.
  for v_refund in
    select * from private.store_refunds as r
     where r.store = p_store and r.environment = p_environment and r.transaction_id = p_transaction_id and r.applied_at is null
     order by r.kind = 'reversal', r.occurred_at, r.notification_id
  loop
    if p_kind = 'credits' then
      perform private.apply_credit_refund(p_user_id, v_refund, p_at);
    else
      perform private.apply_course_refund(p_user_id, v_refund, p_at);
    end if;
  end loop;
end;
$$;
revoke all on function private.apply_waiting_refunds(uuid, text, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_waiting_refunds(uuid, text, text, text, text, timestamptz) is 'Applies the refunds and reversals of a purchase of a kind that were not applied yet.
Called under the user''s and the receipt''s lock, after settle_credits. p_user_id is NULL for the purchase of a link that nobody has claimed yet.';

create or replace function private.refund_answer(p_store text, p_environment text, p_notification_id text, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds;
begin
  select * into strict v_refund
    from private.store_refunds as r
   where r.store = p_store and r.environment = p_environment and r.notification_id = p_notification_id;
  return jsonb_build_object(
    'ok', true,
    'disposition', case when v_refund.applied_at is null then 'waiting' else 'applied' end,
    'user_id', v_refund.user_id,
    'percentage', v_refund.taken_percentage,
    'credits', v_refund.taken_credits,
    'balance', case when v_refund.user_id is not null then private.credit_balance(v_refund.user_id, p_at) end,
    'replayed', false);
end;
$$;
revoke all on function private.refund_answer(text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_answer(text, text, text, timestamptz) is 'What became of a refund: {ok, disposition: applied|waiting, user_id, percentage, credits, balance, replayed}.';

create or replace function private.apply_credit_refund(p_user_id uuid, p_refund private.store_refunds, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_purchase public.ai_credit_purchases;
  v_undone private.store_refunds;
  v_percentage integer := 0;
  v_credits integer := 0;
begin
  select * into strict v_purchase
    from public.ai_credit_purchases as p
   where p.user_id = p_user_id and p.store = p_refund.store and p.environment = p_refund.environment and p.transaction_id = p_refund.transaction_id;
  if p_refund.kind = 'reversal' then
    select * into v_undone
      from private.store_refunds as r
     where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.refund_notification_id
       and r.transaction_id = p_refund.transaction_id and r.kind <> 'reversal' and r.applied_at is not null;
    if not found then
      return;
    elsif v_undone.reversed_at is null then
      v_percentage := v_undone.taken_percentage;
      v_credits := v_undone.taken_credits;
    end if;
    update private.store_refunds as r
       set reversed_at = p_at
     where r.store = v_undone.store and r.environment = v_undone.environment and r.notification_id = v_undone.notification_id and r.reversed_at is null;
    perform private.post_bank(p_user_id, 'reversal', v_credits, p_refund.store, p_refund.environment, p_refund.transaction_id, p_at);
    update public.ai_credit_purchases as p
       set refunded_percentage = p.refunded_percentage - v_percentage, refunded_credits = p.refunded_credits - v_credits
     where p.user_id = p_user_id and p.store = p_refund.store and p.environment = p_refund.environment and p.transaction_id = p_refund.transaction_id;
  else
    v_percentage := least(p_refund.percentage, 100 - v_purchase.refunded_percentage);
    -- Prorated and rounded up, and never more in all than was given.
    v_credits := least(v_purchase.credits - v_purchase.refunded_credits, ceil(v_purchase.credits::numeric * v_percentage / 100)::integer);
    perform private.post_bank(p_user_id, 'refund', - v_credits, p_refund.store, p_refund.environment, p_refund.transaction_id, p_at);
    update public.ai_credit_purchases as p
       set refunded_percentage = p.refunded_percentage + v_percentage, refunded_credits = p.refunded_credits + v_credits
     where p.user_id = p_user_id and p.store = p_refund.store and p.environment = p_refund.environment and p.transaction_id = p_refund.transaction_id;
  end if;
  update private.store_refunds as r
     set user_id = p_user_id, taken_percentage = v_percentage, taken_credits = v_credits, applied_at = p_at
   where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.notification_id;
end;
$$;
revoke all on function private.apply_credit_refund(uuid, private.store_refunds, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_credit_refund(uuid, private.store_refunds, timestamptz) is 'Applies one refund, chargeback or reversal to a purchase of credits: takes back what the purchase gave (spent credits become debt), or gives back exactly what the refund took. A reversal whose refund is not applied yet goes on waiting; a second reversal of one refund gives nothing.';

create or replace function private.apply_course_refund(p_user_id uuid, p_refund private.store_refunds, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_undone private.store_refunds;
  v_change integer := 0;
  v_refunded integer;
begin
  select c.refunded_percentage into v_refunded
    from public.course_purchases as c
   where c.user_id = p_user_id and c.store = p_refund.store and c.environment = p_refund.environment and c.transaction_id = p_refund.transaction_id;
  if not found then
    select c.refunded_percentage into strict v_refunded
      from public.custom_course_purchases as c
     where c.store = p_refund.store and c.environment = p_refund.environment and c.transaction_id = p_refund.transaction_id;
  end if;
  if p_refund.kind = 'reversal' then
    select * into v_undone
      from private.store_refunds as r
     where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.refund_notification_id
       and r.transaction_id = p_refund.transaction_id and r.kind <> 'reversal' and r.applied_at is not null;
    if not found then
      return;
    elsif v_undone.reversed_at is null then
      v_change := - v_undone.taken_percentage;
    end if;
    update private.store_refunds as r
       set reversed_at = p_at
     where r.store = v_undone.store and r.environment = v_undone.environment and r.notification_id = v_undone.notification_id and r.reversed_at is null;
  else
    v_change := least(p_refund.percentage, 100 - v_refunded);
  end if;
  perform private.set_course_refund(p_user_id, p_refund.store, p_refund.environment, p_refund.transaction_id, v_refunded + v_change, p_at);
  update private.store_refunds as r
     set user_id = p_user_id, taken_percentage = abs(v_change), applied_at = p_at
   where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.notification_id;
end;
$$;
revoke all on function private.apply_course_refund(uuid, private.store_refunds, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_course_refund(uuid, private.store_refunds, timestamptz) is 'Applies one refund, chargeback or reversal to a purchase of a course or custom course. A reversal whose refund is not applied yet goes on waiting; a second reversal of one refund changes nothing.';

create or replace function private.set_course_refund(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text;
  v_custom record;
  v_is_held boolean;
  v_is_tester boolean;
begin
  -- Given back by a reversal it is invalid first: whether it gives the course again depends on what was bought meanwhile.
  update public.course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'invalid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end
   where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
  returning c.course_code into v_code;
  if found then
    perform private.choose_course_purchase(p_user_id, v_code);
    return;
  end if;

  select c.purchase_id, c.user_id, c.custom_course_id into strict v_custom
    from public.custom_course_purchases as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  -- Before anything that raises the user's generation (ADR 2).
  perform from public.custom_courses as c
    where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id for no key update;
  update public.custom_course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'valid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end,
         link_revoked_at = case when p_percentage = 100 and c.claimed_at is null and c.link_token_sha256 is not null then coalesce(c.link_revoked_at, p_at) end
   where c.purchase_id = v_custom.purchase_id;
  -- A course that was paid for twice stays while one payment does; sandbox ones count for testers only.
  select u.is_tester into v_is_tester from public.user_profile as u where u.user_id = v_custom.user_id;
  select bool_or(c.revoked_at is null) into v_is_held
    from public.custom_course_purchases as c
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and c.validation in ('valid', 'revoked')
     and (c.environment = 'production' or v_is_tester);
  update public.custom_courses as c
     set revoked_at = case when not v_is_held then p_at end
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and (c.revoked_at is null) <> v_is_held;
end;
$$;
revoke all on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) is 'Sets how much of a course''s or custom course''s purchase is refunded: at 100 % it gives nothing any more (and a link not claimed yet is void), below it gives what it gave. p_user_id is NULL for the purchase of a link that nobody has claimed.';
commit;
