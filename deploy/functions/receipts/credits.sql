-- Deploy functions/receipts/credits: stamped from functions/receipts/credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.record_credit_purchase(p_user_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.record_credit_purchase(private.target_user(p_user_id), p_purchase, now());
end;
$$;
revoke all on function public.record_credit_purchase(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_credit_purchase(uuid, jsonb) to service_role;
comment on function public.record_credit_purchase(uuid, jsonb) is 'Records a verified purchase of AI credits and adds them to the user''s bank; debt is paid first.
p_purchase: {store: apple|google|stripe|web, environment: production|sandbox, transaction_id, original_transaction_id, product_id, quantity (1–100),
price_micros, currency, token (or token_sha256, its SHA-256 in hex), account_token, purchased_at, redemption_id}; store, environment, product_id and
transaction_id are needed. A purchase that has no transaction_id yet is named by its token, the store''s purchase token, one a purchase (Google): its transaction_id is then token: and
the hash.
How many credits a product gives is in private.store_products. A transaction, and a token, counts once across all users and kinds of purchase, whatever
else it comes with: again for the same user gets the first answer with "replayed": true. It never moves to another user. account_token: the user''s id, or its SHA-256 in hex.
Sandbox purchases give credits to testers only. A refund that came before, by either name, is applied at once.
Answer: {ok, store, environment, transaction_id, credits, redemption, balance, replayed}.
Refusals: unknown_product (422), receipt_already_in_use (409), receipts_differ (409; transaction and token are those of two of the user''s purchases),
account_token_mismatch (409), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/record_credit_purchase
{"p_user_id": "…", "p_purchase": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "product_id": "dochub.credits.10", "purchased_at": "2026-01-31T12:00:00Z"}}.';

create or replace function private.record_credit_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamptz)
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
  v_credits integer;
  v_answer jsonb;
  v_redemption text;
begin
  select * into strict v_purchase from private.purchase_argument(p_purchase, p_at);
  v_at := private.lock_user(p_user_id, p_at);
  if v_at is null then
    return private.refuse('user_not_found');
  elsif not private.is_account_token(v_purchase.account_token, p_user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  select p.credits * v_purchase.quantity into v_credits
    from private.store_products as p
   where p.store = v_purchase.store and p.product_id = v_purchase.product_id and p.kind = 'credits';
  if not found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', v_purchase.product_id));
  end if;
  v_taken := private.take_purchase(
    p_user_id, 'credits', v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.receipts, v_at);
  if v_taken.refusal is not null then
    return private.refuse(v_taken.refusal);
  end if;
  -- The same purchase again, by whichever of its receipts: the first answer.
  v_key := sha256(convert_to(concat_ws(chr(31), v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id), 'UTF8'));
  v_answer := private.recall_idempotent(p_user_id, 'record_credit_purchase', v_key, '{}', v_at);
  if v_answer is not null then
    return v_answer;
  elsif v_taken.is_known then
    -- Recorded by another class of caller, such as a sign-in that found its event waiting.
    select jsonb_build_object(
             'ok', true, 'store', a.store, 'environment', a.environment, 'transaction_id', a.transaction_id, 'credits', a.credits,
             'redemption', null, 'replayed', true)
      into strict v_answer
      from public.ai_credit_purchases as a
     where a.user_id = p_user_id and a.store = v_purchase.store and a.environment = v_purchase.environment
       and a.transaction_id = v_taken.purchase_transaction_id;
    return v_answer || jsonb_build_object('balance', private.credit_balance(p_user_id, v_at));
  end if;

  perform private.settle_credits(p_user_id, v_at);
  if v_purchase.environment = 'sandbox' and not exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester) then
    v_credits := 0;
  end if;
  v_redemption := private.fulfil_redemption(p_user_id, v_purchase.redemption_id, least(v_at, v_purchase.purchased_at));
  insert into public.ai_credit_purchases (
    user_id, store, environment, transaction_id, original_transaction_id, product_id, quantity, credits, price_micros, currency,
    token_sha256, account_token_sha256, redemption_id, purchased_at, recorded_at)
  values (
    p_user_id, v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.original_transaction_id, v_purchase.product_id,
    v_purchase.quantity, v_credits, v_purchase.price_micros, v_purchase.currency,
    v_purchase.token_sha256, v_purchase.account_token_sha256, v_purchase.redemption_id, v_purchase.purchased_at, v_at);
  perform private.post_bank(
    p_user_id, 'purchase', v_credits, v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_at);
  perform private.settle_purchase(
    p_user_id, v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id, v_taken.receipts, v_at);

  v_answer := jsonb_build_object(
    'ok', true,
    'store', v_purchase.store,
    'environment', v_purchase.environment,
    'transaction_id', v_purchase.transaction_id,
    'credits', v_credits,
    'redemption', v_redemption,
    'balance', private.credit_balance(p_user_id, v_at),
    'replayed', false);
  return private.keep_idempotent(p_user_id, 'record_credit_purchase', v_key, '{}', v_answer, v_at);
end;
$$;
revoke all on function private.record_credit_purchase(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.record_credit_purchase(uuid, jsonb, timestamptz) is 'record_credit_purchase at a given time.';
commit;
