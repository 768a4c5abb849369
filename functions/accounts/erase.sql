create or replace function public.erase_my_account(p_confirm text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_confirm is distinct from 'erase my account' then
    raise sqlstate 'PT400' using
      message = 'p_confirm must be exactly: erase my account',
      hint = 'Let the user type it. Erasure cannot be undone.';
  end if;
  return private.erase_user(private.target_user(null), 'erase_my_account', now());
end;
$$;
revoke all on function public.erase_my_account(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.erase_my_account(text) to authenticated;
comment on function public.erase_my_account(text) is 'Erases the caller''s account, at once and for good: names, e-mail address, devices, push tokens, settings, play counts, custom courses (also those that wait behind a link to the verified address), logs, caches and the stores'' raw messages are deleted. What stays is the account''s random id, the time, and accounting rows (purchases, subscriptions, credits), which hold nothing personal. Purchases, credits and subscriptions are lost; the stores'' subscriptions have to be canceled there. The e-mail address is free for a new account.
p_confirm: exactly the words erase my account, else PT400. Offer export_my_data first.
Answer: {ok, user_id, erased_at, already}. already: it was erased before, nothing changes. From then on every request with this account''s tokens is refused with 403, code PT403 (another 403 has code 42501): sign out and forget them.
Refusal: user_not_found (404; there is no such account).
Example: POST /rpc/erase_my_account {"p_confirm": "erase my account"}.';

create or replace function public.erase_user(p_user_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  end if;
  return private.erase_user(private.target_user(p_user_id), 'erase_user', now());
end;
$$;
revoke all on function public.erase_user(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.erase_user(uuid) to service_role, dochub_admin;
comment on function public.erase_user(uuid) is 'Erases a user''s account, at once and for good, as erase_my_account does; for requests that reach the staff by other ways. It is noted in the audit log. Delete the account at the identity provider too. Answer: {ok, user_id, erased_at, already}; already: it was erased before, nothing changes. Refusal: user_not_found (404); PT400 for a bad argument. Example: POST /rpc/erase_user {"p_user_id": "…"}.';

create or replace function private.erase_user(p_user_id uuid, p_action text, p_at timestamptz)
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
  v_event record;
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
    perform private.lock_receipt(v_link.store, v_link.environment, array[v_link.transaction_id]);
    update public.custom_course_purchases as c
       set user_id = p_user_id, claimed_at = v_at, link_email = null
     where c.purchase_id = v_link.purchase_id and c.user_id is null and c.link_email = v_link.link_email;
    continue when not found;
    delete from private.pending_custom_courses as t where t.purchase_id = v_link.purchase_id;
    perform private.take_over_purchase(p_user_id, v_link.store, v_link.environment, v_link.transaction_id, v_link.token_sha256, v_at);
  end loop;
  -- A purchase stays, without what was bought.
  update public.custom_course_purchases as c set custom_course_id = null, link_email = null where c.user_id = p_user_id;
  delete from public.custom_courses as t where t.user_id = p_user_id;
  perform private.claim_email(p_user_id, null, v_at);
  perform private.claim_referral_code(v_profile.referral_code, p_user_id);

  -- Raw messages of the stores, also those that were bound to nobody: ignored ones, and orphans, which wait no longer.
  update private.store_inbox as i set payload = null where i.user_id = p_user_id and i.payload is not null;
  for v_event in select u.store, u.environment, u.notification_id from private.unbound_events(p_user_id) as u loop
    update private.store_inbox as i
       set payload = null, disposition = case when i.user_id is null then 'ignored' else i.disposition end, waits_for = null
     where i.store = v_event.store and i.environment = v_event.environment and i.notification_id = v_event.notification_id;
  end loop;

  delete from private.user_throttles as t where t.user_id = p_user_id;
  perform private.leave_cohort_seat(p_user_id, v_at);
  perform private.audit(p_user_id, p_action, '{}', v_at);
  return jsonb_build_object('ok', true, 'user_id', p_user_id, 'erased_at', v_at, 'already', false);
end;
$$;
revoke all on function private.erase_user(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.erase_user(uuid, text, timestamptz) is 'Erases an account at a given time, once; p_action is the name of the API function, for the audit log. Credits are not settled and holds not released: the ledger and the balances stay to the last row as they are. policies/personal_data.yaml says of every column what becomes of it.';

create or replace function private.waiting_links(p_user_id uuid)
returns setof public.custom_course_purchases
language plpgsql
stable
security invoker
rows 2
set search_path = pg_catalog, pg_temp
as $$
declare
  v_emails text[];
  v_elsewhere text[];
begin
  -- Addresses that are the user's: claimed, in the token of the user's own request, or once the address of a link that the user claimed;
  -- not one that somebody else has verified since.
  v_emails := array(select o.link_email from public.custom_course_purchases as o where o.user_id = p_user_id and o.claimed_at is not null);
  if p_user_id = private.current_user_id() then
    v_emails := v_emails || private.verified_email();
  end if;
  v_emails := v_emails || array(select e.email from private.email_claims as e where e.user_id = p_user_id);
  v_elsewhere := array(select e.email from private.email_claims as e where e.email = any (v_emails) and e.user_id <> p_user_id);
  return query
    select c.*
      from public.custom_course_purchases as c
     where c.user_id is null and c.link_email = any (v_emails) and c.link_email <> all (v_elsewhere)
     order by c.store, c.environment, c.transaction_id collate "C";
end;
$$;
revoke all on function private.waiting_links(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.waiting_links(uuid) is 'Purchases behind e-mail links that wait for a verified address of this user and that nobody has claimed, in the order of their receipts'' locks. Links to unverified addresses are nobody''s.';

create or replace function private.unbound_events(p_user_id uuid)
returns setof private.store_inbox
language plpgsql
stable
security invoker
rows 2
set search_path = pg_catalog, pg_temp
as $$
declare
  v_account constant text := private.account_sha256(p_user_id);
begin
  -- Each part has its partial index. What names another account, which may wait for the user's subscription, is that one's.
  return query
    select e.*
      from (
        select i.* from private.store_inbox as i
         where i.user_id is null and i.payload is not null and i.account_sha256 = v_account
         union
        select i.* from private.store_inbox as i
          join private.receipt_claims as c on i.store = c.store and i.environment = c.environment and i.transaction_id = c.transaction_id
         where c.user_id = p_user_id and i.user_id is null and i.payload is not null and coalesce(i.account_sha256, v_account) = v_account
         union
        select i.* from private.store_inbox as i
          join private.receipt_claims as c on i.store = c.store and i.environment = c.environment and i.original_transaction_id = c.transaction_id
         where c.user_id = p_user_id and i.user_id is null and i.payload is not null and coalesce(i.account_sha256, v_account) = v_account) as e
     order by e.occurred_at, e.notification_id collate "C";
end;
$$;
revoke all on function private.unbound_events(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.unbound_events(uuid) is 'Store notifications about a user that were bound to nobody and whose payload is still there: ignored ones (unknown type or product) and orphans that name the user, by uuid or account token, or, where they name nobody, a receipt of the user''s.';
