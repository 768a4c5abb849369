-- Deploy functions/credits/apply_credit_refund: stamped from functions/credits/apply_credit_refund.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
commit;
