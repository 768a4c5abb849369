-- Deploy functions/purchases/refund_answer: stamped from functions/purchases/refund_answer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
    'balance', case when v_refund.user_id is not null then private.balance(v_refund.user_id, p_at) end,
    'replayed', false);
end;
$$;
revoke all on function private.refund_answer(text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_answer(text, text, text, timestamptz) is 'What became of a refund: {ok, disposition: applied|waiting, user_id, percentage, credits, balance, replayed}.';
commit;
