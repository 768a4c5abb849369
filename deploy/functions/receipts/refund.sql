-- Deploy functions/receipts/refund: stamped from functions/receipts/refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
comment on function public.refund_credit_purchase(jsonb) is 'Takes back the credits of a refunded purchase; what is spent already becomes debt, which credits given back or bought later pay first.
p_refund: {store, environment, transaction_id, token, notification_id, kind: refund|chargeback|reversal, refund_notification_id (for a reversal), percentage
(0–100, default 100), quantity (1–100), occurred_at}. The purchase is named by its transaction, by its token, or by both. quantity refunds that many of the
units that were bought (default all), percentage that part of their price.
What a purchase has lost is the sum of its refunds and chargebacks that no reversal undid, at most all of it, rounded up to a whole credit, in whatever order
they come: of a dispute, a refund and a dispute won the refund stands. Each notification applies once; one whose purchase (or refund) is not known yet waits
for it, under each name that it gives.
Answer: {ok, disposition: applied|waiting, user_id, percentage, credits, balance, replayed}. percentage, credits: how much more of the purchase was lost by
this one when it was applied, or, by a reversal, how much less; 0 where others had taken all, or where a reversal was undone before; null while it waits.
The same again gets the same, with "replayed": true and the balance of now.
Refusals: unknown_purchase (422; it is no purchase of credits); receipts_differ (409; transaction and token are those of two purchases); idempotency_mismatch
(409; notification_id was used for something else); PT400 for a bad argument.
Example: POST /rpc/refund_credit_purchase
{"p_refund": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "notification_id": "4d1f…", "kind": "refund"}}.';

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
comment on function public.refund_course_purchase(jsonb) is 'Takes in a refund, chargeback or reversal of a purchase of a course or custom course.
p_refund, and how refunds add up: as for refund_credit_purchase; of a course quantity 1 is all. What has lost 100 % is revoked, less leaves the course.
Answer: {ok, disposition: applied|waiting, user_id, percentage, credits: null, balance, replayed}.
Refusals: unknown_purchase (422; it is a purchase of another kind); receipts_differ (409; transaction and token are those of two purchases);
idempotency_mismatch (409; notification_id was used for something else); PT400 for a bad argument.
Example: POST /rpc/refund_course_purchase
{"p_refund": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nq…", "notification_id": "re_1Xy…", "kind": "refund"}}.';

create or replace function private.refund(p_refund jsonb, p_kinds text[], p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds;
  v_json constant jsonb := private.json_object_argument('p_refund', p_refund, 32768, array[
    'store', 'environment', 'transaction_id', 'token', 'notification_id', 'kind', 'refund_notification_id', 'percentage', 'quantity', 'occurred_at']);
begin
  v_refund.store := private.json_store(v_json);
  v_refund.environment := private.json_choice(v_json, 'environment', array['production', 'sandbox']);
  v_refund.notification_id := private.json_required_text(v_json, 'notification_id', 200);
  v_refund.transaction_id := nullif(private.json_text(v_json, 'transaction_id', 200), '');
  v_refund.token_sha256 := encode(sha256(convert_to(nullif(private.json_text(v_json, 'token', 16384), ''), 'UTF8')), 'hex');
  if num_nonnulls(v_refund.transaction_id, v_refund.token_sha256) = 0 then
    raise sqlstate 'PT400' using message = 'transaction_id is missing', hint = 'A purchase can be named by its token as well.';
  end if;
  v_refund.kind := private.json_choice(v_json, 'kind', array['refund', 'chargeback', 'reversal']);
  v_refund.refund_notification_id := case when v_refund.kind = 'reversal' then private.json_required_text(v_json, 'refund_notification_id', 200) end;
  v_refund.percentage := coalesce(private.json_integer(v_json, 'percentage', 0, 100), 100);
  v_refund.quantity := private.json_integer(v_json, 'quantity', 1, 100);
  v_refund.occurred_at := coalesce(private.json_timestamp(v_json, 'occurred_at'), p_at);
  return private.take_refund(v_refund, p_kinds, p_at);
end;
$$;
revoke all on function private.refund(jsonb, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund(jsonb, text[], timestamptz) is 'refund_credit_purchase and refund_course_purchase at a given time: checks p_refund (PT400) and takes it in for purchases of the given kinds.';

create or replace function private.take_refund(
  p_refund private.store_refunds, p_kinds text[], p_at timestamptz, p_is_locked boolean default false)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds := p_refund;
  v_names constant text[] := array(
    select r from unnest(array[p_refund.transaction_id, 'token:' || p_refund.token_sha256]) as r where r is not null group by r order by r collate "C");
  v_found record;
  v_again record;
  v_holder uuid;
  v_at timestamptz;
  v_kept record;
  v_field text;
begin
  v_found := private.find_purchase(v_refund.store, v_refund.environment, v_names);
  while not p_is_locked loop
    -- A user's lock comes before a receipt's: when the purchase, or another receipt of it, turns up just now, all are given back (with the
    -- subtransaction that took them) and taken anew.
    begin
      v_holder := v_found.holders[1];
      v_at := case when v_holder is not null then private.lock_user(v_holder, p_at) end;
      perform private.lock_receipt(v_refund.store, v_refund.environment, v_found.receipts);
      v_again := private.find_purchase(v_refund.store, v_refund.environment, v_names);
      exit when v_again is not distinct from v_found;
      raise sqlstate 'DH001';
    exception
      when sqlstate 'DH001' then
        v_found := v_again;
    end;
  end loop;
  if cardinality(v_found.purchases) > 1 then
    return private.refuse('receipts_differ');
  elsif v_found.kinds[1] <> all (p_kinds) then
    return private.refuse('unknown_purchase');
  end if;

  v_refund.purchase_transaction_id := coalesce(v_found.purchases[1], v_found.waiting, v_names[1]);
  v_refund.received_at := p_at;
  v_refund.is_total := coalesce(v_refund.is_total, false);
  insert into private.store_refunds values (v_refund.*) on conflict (store, environment, notification_id) do nothing;
  if found then
    if not v_found.is_whole then
      perform private.join_receipts(
        v_holder, v_found.kinds[1], v_refund.store, v_refund.environment, v_refund.purchase_transaction_id, v_found.receipts, p_at);
    end if;
    if v_found.purchases is not null and (v_at is not null or v_holder is null) then
      if v_at is not null then
        perform private.settle_credits(v_holder, v_at);
      end if;
      perform private.settle_purchase(
        v_holder, v_refund.store, v_refund.environment, v_refund.purchase_transaction_id, v_found.receipts, coalesce(v_at, p_at));
    elsif not p_is_locked then
      -- It waits, or it is an erased account's, of which there is nobody to take from. The reward that the payment earned goes all the same.
      perform private.claw_back_reward(v_refund.store, v_refund.environment, r, p_at) from unnest(v_found.receipts) as r;
    end if;
    return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, coalesce(v_at, p_at));
  end if;
  -- Known already. A notification that says something else under the same id would otherwise pass for applied.
  select r.transaction_id, r.token_sha256, r.kind, r.refund_notification_id, r.percentage, r.quantity into strict v_kept
    from private.store_refunds as r
   where r.store = v_refund.store and r.environment = v_refund.environment and r.notification_id = v_refund.notification_id;
  v_field := case
    when v_kept.transaction_id is distinct from v_refund.transaction_id then 'transaction_id'
    when v_kept.token_sha256 is distinct from v_refund.token_sha256 then 'token'
    when v_kept.kind <> v_refund.kind then 'kind'
    when v_kept.refund_notification_id is distinct from v_refund.refund_notification_id then 'refund_notification_id'
    when v_kept.percentage <> v_refund.percentage then 'percentage'
    when v_kept.quantity is distinct from v_refund.quantity then 'quantity'
  end;
  if v_field is not null then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', v_field));
  end if;
  return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, coalesce(v_at, p_at)) || '{"replayed": true}';
end;
$$;
revoke all on function private.take_refund(private.store_refunds, text[], timestamptz, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_refund(private.store_refunds, text[], timestamptz, boolean) is 'Takes in a refund, chargeback or reversal of a purchase of one of the given kinds, and applies it when the purchase is known.
Two receipts that it names are those of one purchase from then on. The referral reward that the payment earned is taken back at once. p_is_locked: whoever
calls holds the locks of the receipts that it names, and knows that nobody has claimed them: it waits, and no lock is taken.';

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
commit;
