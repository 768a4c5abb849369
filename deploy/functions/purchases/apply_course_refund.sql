-- Deploy functions/purchases/apply_course_refund: stamped from functions/purchases/apply_course_refund.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.apply_course_refund(p_user_id uuid, p_refund private.store_refunds, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_undone private.store_refunds;
  v_change integer := 0;
  v_refunded integer;
begin
  select c.refunded_percentage into v_refunded
    from public.course_purchases as c
   where c.user_id = p_user_id and c.store = p_refund.store and c.environment = p_refund.environment and c.transaction_id = p_refund.transaction_id;
  if not found then
    select c.refunded_percentage into strict v_refunded
      from public.custom_course_purchases as c
     where c.store = p_refund.store and c.environment = p_refund.environment and c.transaction_id = p_refund.transaction_id;
  end if;
  if p_refund.kind = 'reversal' then
    select * into v_undone
      from private.store_refunds as r
     where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.refund_notification_id
       and r.transaction_id = p_refund.transaction_id and r.kind <> 'reversal' and r.applied_at is not null;
    if not found then
      return;
    elsif v_undone.reversed_at is null then
      v_change := - v_undone.taken_percentage;
    end if;
    update private.store_refunds as r
       set reversed_at = p_at
     where r.store = v_undone.store and r.environment = v_undone.environment and r.notification_id = v_undone.notification_id and r.reversed_at is null;
  else
    v_change := least(p_refund.percentage, 100 - v_refunded);
  end if;
  perform private.set_course_refund(p_user_id, p_refund.store, p_refund.environment, p_refund.transaction_id, v_refunded + v_change, p_at);
  update private.store_refunds as r
     set user_id = p_user_id, taken_percentage = abs(v_change), applied_at = p_at
   where r.store = p_refund.store and r.environment = p_refund.environment and r.notification_id = p_refund.notification_id;
end;
$$;
revoke all on function private.apply_course_refund(uuid, private.store_refunds, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_course_refund(uuid, private.store_refunds, timestamptz) is 'Applies one refund, chargeback or reversal to a purchase of a course or custom course. A reversal whose refund is not applied yet goes on waiting; a second reversal of one refund changes nothing.';
commit;
