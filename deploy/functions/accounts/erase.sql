-- Deploy functions/accounts/erase: stamped from functions/accounts/erase.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.erase(p_user_id uuid, p_action text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_profile public.user_profile;
  v_link public.custom_course_purchases;
  v_event private.store_inbox;
begin
  if v_at is null then
    select * into v_profile from public.user_profile as p where p.user_id = p_user_id;
    if not found then
      return private.refuse('user_not_found');
    end if;
    return jsonb_build_object('ok', true, 'user_id', p_user_id, 'erased_at', v_profile.erased_at, 'already', true);
  end if;

  -- Locks (ADR 2, ADR 10). FOR UPDATE on the profile waits for whoever writes something of the user's without the user's lock, and lets
  -- those who come after wait until they see the tombstone: handshake_store, ensure_user, refuse_erased.
  perform from public.custom_courses as c where c.user_id = p_user_id order by c.custom_course_id for update;
  select * into strict v_profile from public.user_profile as p where p.user_id = p_user_id for update;

  -- What goes whole, a line a table. policies/personal_data.yaml says why each goes, or stays.
  delete from public.analytics as t where t.user_id = p_user_id;
  delete from public.audio_usage as t where t.user_id = p_user_id;
  delete from private.device_plays as t where t.user_id = p_user_id;
  delete from public.cached_handshake_responses as t where t.user_id = p_user_id;
  delete from public.app_logs as t where t.user_id = p_user_id;
  delete from public.server_logs as t where t.user_id = p_user_id;
  delete from private.recent_log_events as t where t.user_id = p_user_id;
  delete from private.push_tokens as t where t.user_id = p_user_id;
  delete from private.credit_reasons as t where t.user_id = p_user_id;
  delete from private.idempotency_keys as t where t.user_id = p_user_id;

  update private.user_details as d set time_zone = 'UTC', left_cohort = null where d.user_id = p_user_id;
  update public.user_profile as p
     set email = null, is_email_verified = false, first_name = null, last_name = null, display_name = null, locale = null,
         devices = '[]', referral_code = null, role = 'user', is_tester = false, erased_at = v_at
   where p.user_id = p_user_id;
  if v_profile.is_tester then
    perform private.fold_subscription(p_user_id);
  end if;

  -- Links that wait for an address of the user's: nobody else could ever claim them. They count as claimed by the tombstone, so that a
  -- token is worth nothing any more and a refund finds whose the purchase was.
  for v_link in select * from private.waiting_links(p_user_id) loop
    perform private.lock_receipt(v_link.store, v_link.environment, v_link.transaction_id);
    update public.custom_course_purchases as c
       set user_id = p_user_id, claimed_at = v_at, link_email = null
     where c.purchase_id = v_link.purchase_id and c.user_id is null and c.link_email = v_link.link_email;
    continue when not found;
    delete from private.pending_custom_courses as t where t.purchase_id = v_link.purchase_id;
    update private.receipt_claims as c
       set user_id = p_user_id, claimed_at = v_at
     where c.store = v_link.store and c.environment = v_link.environment and c.transaction_id = v_link.transaction_id and c.user_id is null;
    update private.store_refunds as r
       set user_id = p_user_id
     where r.store = v_link.store and r.environment = v_link.environment and r.transaction_id = v_link.transaction_id and r.applied_at is not null;
  end loop;
  -- A purchase stays, without what was bought.
  update public.custom_course_purchases as c set custom_course_id = null, link_email = null where c.user_id = p_user_id;
  delete from public.custom_courses as t where t.user_id = p_user_id;
  delete from private.email_claims as t where t.user_id = p_user_id;
  delete from private.referral_code_claims as t where t.user_id = p_user_id;

  -- Raw messages of the stores, also those that were bound to nobody: ignored ones, and orphans, which wait no longer.
  for v_event in
    select e.*
      from (select i.* from private.store_inbox as i where i.user_id = p_user_id and i.payload is not null
             union all
            select u.* from private.unbound_events(p_user_id) as u) as e
     order by e.occurred_at, e.notification_id collate "C"
  loop
    update private.store_inbox as i
       set payload = null, disposition = case when i.user_id is null then 'ignored' else i.disposition end
     where i.store = v_event.store and i.environment = v_event.environment and i.notification_id = v_event.notification_id;
  end loop;

  delete from private.user_throttles as t where t.user_id = p_user_id;
  perform private.leave_cohort_seat(p_user_id, v_at);
  perform private.audit(p_user_id, p_action, '{}', v_at);
  return jsonb_build_object('ok', true, 'user_id', p_user_id, 'erased_at', v_at, 'already', false);
end;
$$;
revoke all on function private.erase(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.erase(uuid, text, timestamptz) is 'Erases an account at a given time, once; p_action is the name of the API function, for the audit log. Credits are not settled and holds not released: the ledger and the balances stay to the last row as they are. policies/personal_data.yaml says of every column what becomes of it.';
commit;
