-- Deploy functions/receipts/custom_courses: stamped from functions/receipts/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_custom_course_id is null then
    raise sqlstate 'PT400' using message = 'p_custom_course_id is missing';
  end if;
  return private.record_custom_course_purchase(private.target_user(p_user_id), p_custom_course_id, p_purchase, now());
end;
$$;
revoke all on function public.record_custom_course_purchase(uuid, uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_custom_course_purchase(uuid, uuid, jsonb) to service_role;
comment on function public.record_custom_course_purchase(uuid, uuid, jsonb) is 'Records a verified purchase of a custom course that the user has.
p_purchase: as for record_credit_purchase, with any product_id, or none, that private.store_products does not know as something else than a custom_course, and
without course_code. A transaction, and a token, counts once across all users and kinds of purchase: again for the same user and course gets the first answer
with "replayed": true.
Answer: {ok, purchase_id, custom_course_id, validation, environment, redemption, replayed}.
Refusals: unknown_product (422), custom_course_not_found (404), receipt_already_in_use (409), receipts_differ (409), idempotency_mismatch (409; another course),
account_token_mismatch (409), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/record_custom_course_purchase
{"p_user_id": "…", "p_custom_course_id": "…", "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nr…"}}.';

create or replace function private.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb, p_at timestamptz)
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
  v_answer jsonb;
  v_redemption text;
  v_row public.custom_course_purchases;
begin
  select * into strict v_purchase from private.purchase_argument(p_purchase, p_at);
  v_at := private.lock_user(p_user_id, p_at);
  if v_at is null then
    return private.refuse('user_not_found');
  elsif not private.is_account_token(v_purchase.account_token, p_user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  if not private.is_custom_course_product(v_purchase.store, v_purchase.product_id, v_purchase.course_code) then
    return private.refuse('unknown_product', jsonb_build_object('product_id', coalesce(v_purchase.course_code, v_purchase.product_id)));
  end if;
  perform from public.custom_courses as c where c.user_id = p_user_id and c.custom_course_id = p_custom_course_id for no key update;
  if not found then
    return private.refuse('custom_course_not_found');
  end if;
  v_taken := private.take_purchase(
    p_user_id, 'custom_course', v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.receipts, v_at);
  if v_taken.refusal is not null then
    return private.refuse(v_taken.refusal);
  end if;
  -- The same purchase again, by whichever of its receipts: the first answer.
  v_key := sha256(convert_to(concat_ws(chr(31), v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id), 'UTF8'));
  v_answer := private.recall_idempotent(p_user_id, 'record_custom_course_purchase', v_key, jsonb_build_object('p_custom_course_id', p_custom_course_id), v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  -- Recorded already without this function: by a link that the user claimed.
  select * into v_row
    from public.custom_course_purchases as c
   where c.store = v_purchase.store and c.environment = v_purchase.environment and c.transaction_id = v_taken.purchase_transaction_id;
  if found and v_row.custom_course_id <> p_custom_course_id then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', 'p_custom_course_id'));
  elsif found then
    return jsonb_build_object(
      'ok', true,
      'purchase_id', v_row.purchase_id,
      'custom_course_id', v_row.custom_course_id,
      'validation', v_row.validation,
      'environment', v_row.environment,
      'redemption', null,
      'replayed', true);
  end if;

  v_redemption := private.fulfil_redemption(p_user_id, v_purchase.redemption_id, least(v_at, v_purchase.purchased_at));
  insert into public.custom_course_purchases (
    user_id, custom_course_id, store, environment, transaction_id, original_transaction_id, product_id, token_sha256, account_token_sha256,
    price_micros, currency, redemption_id, validation, purchased_at, recorded_at)
  values (
    p_user_id, p_custom_course_id, v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.original_transaction_id,
    v_purchase.product_id, v_purchase.token_sha256, v_purchase.account_token_sha256,
    v_purchase.price_micros, v_purchase.currency, v_purchase.redemption_id, 'valid', v_purchase.purchased_at, v_at)
  returning * into strict v_row;
  perform private.settle_purchase(
    p_user_id, v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id, v_taken.receipts, v_at);
  v_answer := jsonb_build_object(
    'ok', true,
    'purchase_id', v_row.purchase_id,
    'custom_course_id', p_custom_course_id,
    'validation', (select c.validation from public.custom_course_purchases as c where c.purchase_id = v_row.purchase_id),
    'environment', v_row.environment,
    'redemption', v_redemption,
    'replayed', false);
  return private.keep_idempotent(
    p_user_id, 'record_custom_course_purchase', v_key, jsonb_build_object('p_custom_course_id', p_custom_course_id), v_answer, v_at);
end;
$$;
revoke all on function private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz) is 'record_custom_course_purchase at a given time.';

create or replace function private.is_custom_course_product(p_store text, p_product_id text, p_course_code text)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Each is made for one user and priced by whoever sells it, so the catalog need not know the product; what it knows as
  -- something else (credits, a subscription, a course) must not pass for one.
  return p_course_code is null and not exists (
    select 1 from private.store_products as p
     where p.store = p_store and p.product_id = p_product_id and p.kind <> 'custom_course');
end;
$$;
revoke all on function private.is_custom_course_product(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_custom_course_product(text, text, text) is 'Whether what a purchase names (a store product, a course code, neither) can be a custom course: any product that private.store_products does not know as something else.';
commit;
