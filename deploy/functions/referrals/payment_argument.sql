-- Deploy functions/referrals/payment_argument: stamped from functions/referrals/payment_argument.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.payment_argument(p_transaction jsonb)
returns private.referrals
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_transaction jsonb := private.json_object_argument('p_transaction', p_transaction, 8192, array[
    'store', 'environment', 'transaction_id', 'paid_at', 'amount_micros', 'currency']);
  v_payment private.referrals;
begin
  v_payment.store := private.json_choice(v_transaction, 'store', array['apple', 'google', 'stripe', 'web']);
  v_payment.environment := private.json_choice(v_transaction, 'environment', array['production', 'sandbox']);
  v_payment.transaction_id := private.json_required_text(v_transaction, 'transaction_id', 200);
  v_payment.paid_at := private.json_timestamp(v_transaction, 'paid_at');
  v_payment.amount_micros := private.json_integer(v_transaction, 'amount_micros', 0, 1000000000000000);
  v_payment.currency := private.json_text(v_transaction, 'currency', 3);
  if v_payment.paid_at is null or v_payment.amount_micros is null then
    raise sqlstate 'PT400' using message = 'paid_at and amount_micros are needed';
  elsif v_payment.currency is null or v_payment.currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  end if;
  return v_payment;
end;
$$;
revoke all on function private.payment_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.payment_argument(jsonb) is 'A referred user''s payment as {store, environment, transaction_id, paid_at, amount_micros, currency}, checked (PT400) and typed as the columns of referrals.';
commit;
