-- Deploy functions/receipts/courses: stamped from functions/receipts/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.record_course_purchase(p_user_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.record_course_purchase(private.target_user(p_user_id), p_purchase, now());
end;
$$;
revoke all on function public.record_course_purchase(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_course_purchase(uuid, jsonb) to service_role;
comment on function public.record_course_purchase(uuid, jsonb) is 'Records a verified purchase of a course and gives the course to the user.
p_purchase: as for record_credit_purchase, with course_code, or a product_id that private.store_products knows as a course. A transaction, and a token, counts
once across all users and kinds of purchase: again for the same user gets the first answer with "replayed": true. Of several purchases of a course that are
not refunded one is valid, the earliest of production; the others have validation invalid: they give nothing and can be refunded. Sandbox purchases count for
testers only.
Answer: {ok, purchase_id, course_code, validation, environment, redemption, replayed}.
Refusals: unknown_product (422), receipt_already_in_use (409), receipts_differ (409), account_token_mismatch (409), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/record_course_purchase
{"p_user_id": "…", "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nq…", "course_code": "deep-sleep", "price_micros": 12990000, "currency": "USD"}}.';

create or replace function private.record_course_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_purchase record;
  v_taken record;
  v_key bytea;
  v_at timestamptz;
  v_code text;
  v_source text;
  v_answer jsonb;
  v_redemption text;
  v_row public.course_purchases;
begin
  select * into strict v_purchase from private.purchase_argument(p_purchase, p_at);
  v_at := private.lock_user(p_user_id, p_at);
  if v_at is null then
    return private.refuse('user_not_found');
  elsif not private.is_account_token(v_purchase.account_token, p_user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  select c.course_code, (select s.course_source from private.stores as s where s.store = v_purchase.store) into v_code, v_source
    from public.courses as c
   where c.course_code = coalesce(v_purchase.course_code, (
           select p.course_code from private.store_products as p
            where p.store = v_purchase.store and p.product_id = v_purchase.product_id and p.kind = 'course'));
  if not found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', coalesce(v_purchase.course_code, v_purchase.product_id)));
  end if;
  v_taken := private.take_purchase(
    p_user_id, 'course', v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.receipts, v_at);
  if v_taken.refusal is not null then
    return private.refuse(v_taken.refusal);
  end if;
  -- The same purchase again, by whichever of its receipts: the first answer.
  v_key := sha256(convert_to(concat_ws(chr(31), v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id), 'UTF8'));
  v_answer := private.recall_idempotent(p_user_id, 'record_course_purchase', v_key, '{}', v_at);
  if v_answer is not null then
    return v_answer;
  elsif v_taken.is_known then
    -- Recorded by another class of caller, such as a sign-in that found its event waiting.
    select jsonb_build_object(
             'ok', true, 'purchase_id', c.purchase_id, 'course_code', c.course_code, 'validation', c.validation, 'environment', c.environment,
             'redemption', null, 'replayed', true)
      into strict v_answer
      from public.course_purchases as c
     where c.user_id = p_user_id and c.store = v_purchase.store and c.environment = v_purchase.environment
       and c.transaction_id = v_taken.purchase_transaction_id;
    return v_answer;
  end if;

  v_redemption := private.fulfil_redemption(p_user_id, v_purchase.redemption_id, least(v_at, v_purchase.purchased_at));
  insert into public.course_purchases (
    user_id, course_code, source, validation, store, environment, transaction_id, original_transaction_id, product_id,
    token_sha256, account_token_sha256, price_micros, currency, redemption_id, purchased_at, recorded_at)
  values (
    p_user_id, v_code, v_source, 'invalid',
    v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.original_transaction_id, v_purchase.product_id,
    v_purchase.token_sha256, v_purchase.account_token_sha256, v_purchase.price_micros, v_purchase.currency,
    v_purchase.redemption_id, v_purchase.purchased_at, v_at)
  returning * into strict v_row;
  -- Bought twice: the second payment is kept as a purchase that gives nothing, so that a refund of it is found.
  perform private.choose_course_purchase(p_user_id, v_code);
  perform private.settle_purchase(
    p_user_id, v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id, v_taken.receipts, v_at);
  select * into strict v_row from public.course_purchases as c where c.user_id = p_user_id and c.purchase_id = v_row.purchase_id;
  v_answer := jsonb_build_object(
    'ok', true,
    'purchase_id', v_row.purchase_id,
    'course_code', v_code,
    'validation', v_row.validation,
    'environment', v_row.environment,
    'redemption', v_redemption,
    'replayed', false);
  return private.keep_idempotent(p_user_id, 'record_course_purchase', v_key, '{}', v_answer, v_at);
end;
$$;
revoke all on function private.record_course_purchase(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.record_course_purchase(uuid, jsonb, timestamptz) is 'record_course_purchase at a given time.';

create or replace function private.fulfil_redemption(p_user_id uuid, p_redemption_id uuid, p_at timestamptz)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_redemption_id is null then
    return null;
  end if;
  update public.user_discounts as d
     set fulfilled_at = p_at
   where d.user_id = p_user_id and d.redemption_id = p_redemption_id
     and d.released_at is null and d.fulfilled_at is null and p_at < d.grant_expires_at;
  -- The money is paid: a purchase is never refused because of the redemption that it names.
  return case when found then 'fulfilled' else 'not_found' end;
end;
$$;
revoke all on function private.fulfil_redemption(uuid, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fulfil_redemption(uuid, uuid, timestamptz) is 'Marks the redemption that a purchase names as used: fulfilled, or not_found when it is unknown, used, released or over; NULL when none is named.
p_at: when it was bought, however late that is told.';
commit;
