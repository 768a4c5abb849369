-- Deploy functions/purchases/refund_argument: stamped from functions/purchases/refund_argument.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
commit;
