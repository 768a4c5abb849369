-- Deploy functions/purchases/apply_waiting_refunds: stamped from functions/purchases/apply_waiting_refunds.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.apply_waiting_refunds(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_kind text;
  v_refund private.store_refunds;
begin
  select c.kind into v_kind
    from private.receipt_claims as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  -- Refunds before reversals: a reversal waits for the refund that it names.
  for v_refund in
    select * from private.store_refunds as r
     where r.store = p_store and r.environment = p_environment and r.transaction_id = p_transaction_id and r.applied_at is null
     order by r.kind = 'reversal', r.occurred_at, r.notification_id
  loop
    if v_kind = 'credits' then
      perform private.apply_credit_refund(p_user_id, v_refund, p_at);
    else
      perform private.apply_course_refund(p_user_id, v_refund, p_at);
    end if;
  end loop;
end;
$$;
revoke all on function private.apply_waiting_refunds(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_waiting_refunds(uuid, text, text, text, timestamptz) is 'Applies the refunds and reversals of a purchase that were not applied yet. Called under the user''s and the receipt''s lock, after settle_credits. p_user_id is NULL for the purchase of a link that nobody has claimed yet.';
commit;
