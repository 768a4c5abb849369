create or replace function private.purchase_argument(
  p_purchase jsonb, p_at timestamptz,
  out store text, out environment text, out transaction_id text, out original_transaction_id text,
  out product_id text, out course_code text, out quantity integer, out price_micros bigint, out currency text,
  out token_sha256 text, out account_token text, out account_token_sha256 text, out purchased_at timestamptz, out redemption_id uuid)
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_purchase jsonb := private.json_object_argument('p_purchase', p_purchase, 32768, array[
    'store', 'environment', 'transaction_id', 'original_transaction_id', 'product_id', 'course_code', 'quantity', 'price_micros',
    'currency', 'token', 'account_token', 'purchased_at', 'redemption_id']);
begin
  store := private.json_choice(v_purchase, 'store', array['apple', 'google', 'stripe', 'web']);
  environment := private.json_choice(v_purchase, 'environment', array['production', 'sandbox']);
  transaction_id := private.json_required_text(v_purchase, 'transaction_id', 200);
  original_transaction_id := coalesce(nullif(private.json_text(v_purchase, 'original_transaction_id', 200), ''), transaction_id);
  product_id := nullif(private.json_text(v_purchase, 'product_id', 200), '');
  course_code := nullif(private.json_text(v_purchase, 'course_code', 64), '');
  quantity := coalesce(private.json_integer(v_purchase, 'quantity', 1, 100), 1);
  price_micros := private.json_integer(v_purchase, 'price_micros', 0, 1000000000000000);
  currency := private.json_text(v_purchase, 'currency', 3);
  if (price_micros is null) <> (currency is null) or currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'price_micros and currency (ISO 4217) go together';
  end if;
  token_sha256 := encode(sha256(convert_to(private.json_text(v_purchase, 'token', 16384), 'UTF8')), 'hex');
  account_token := private.json_text(v_purchase, 'account_token', 200);
  -- In lower case, as is_account_token compares it.
  account_token_sha256 := encode(sha256(convert_to(lower(account_token), 'UTF8')), 'hex');
  purchased_at := coalesce(private.json_timestamp(v_purchase, 'purchased_at'), p_at);
  redemption_id := private.json_uuid(v_purchase, 'redemption_id');
end;
$$;
revoke all on function private.purchase_argument(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.purchase_argument(jsonb, timestamptz) is 'A purchase as {store, environment, transaction_id, original_transaction_id, product_id, course_code, quantity, price_micros, currency, token, account_token, purchased_at, redemption_id}, checked (PT400) and typed; tokens as SHA-256.';
