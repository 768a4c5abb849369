-- Deploy functions/accounts/export_my_data: stamped from functions/accounts/export_my_data.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.export_my_data()
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(null);
begin
  if exists (select 1 from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'exported_at', now(), 'tables', private.export_my_data(v_user_id));
end;
$$;
revoke all on function public.export_my_data() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.export_my_data() to authenticated;
comment on function public.export_my_data() is 'Everything that is stored about the caller, for the caller: every row of every table that names the user, and the custom courses that wait behind a link to the user''s verified address. Answer: {ok, exported_at, tables: {"public.user_profile": [row, …], "public.course_purchases": [row, …], …}}; a row is an object of the table''s columns, as the database''s documentation describes them; a table without a row of the user''s is an empty list. It may be some megabytes: custom courses and logs are in it whole. Reads only. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/export_my_data.';

create or replace function private.export_my_data(p_user_id uuid)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_links uuid[];
  v_waiting jsonb;
  v_unbound jsonb;
  v_rows jsonb;
  v_more jsonb;
  v_account text;
begin
  -- Also what waits for the user behind a link, and what the stores sent about the user that was bound to nobody.
  select array_agg(w.purchase_id), coalesce(jsonb_agg(to_jsonb(w) order by w.recorded_at), '[]') into v_links, v_waiting
    from private.waiting_links(p_user_id) as w;
  select coalesce(jsonb_agg(to_jsonb(u) order by u.received_at), '[]') into v_unbound from private.unbound_events(p_user_id) as u;

  -- A line a table; tests compare it with the catalog and with policies/personal_data.yaml. Each from a query of its own, whose
  -- row is of no table's type, so that the rows may lie on another node.
  select jsonb_object_agg(e.name, coalesce(e.rows, '[]')) into v_rows from (values
    ('public.user_profile', (select jsonb_agg(to_jsonb(t) order by t.created_at) from (select * from public.user_profile as x where x.user_id = p_user_id) as t)),
    ('public.user_cohorts', (select jsonb_agg(to_jsonb(t) order by t.assigned_at) from (select * from public.user_cohorts as x where x.user_id = p_user_id) as t)),
    ('private.sticky_cohorts', (select jsonb_agg(to_jsonb(t) order by t.assigned_at) from (select * from private.sticky_cohorts as x where x.user_id = p_user_id) as t)),
    ('public.course_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from (select * from public.course_purchases as x where x.user_id = p_user_id) as t)),
    ('public.subscriptions', (select jsonb_agg(to_jsonb(t) order by t.started_at) from (select * from public.subscriptions as x where x.user_id = p_user_id) as t)),
    ('public.subscription_events', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from (select * from public.subscription_events as x where x.user_id = p_user_id) as t)),
    ('public.ai_usage', (select jsonb_agg(to_jsonb(t) order by t.clock_at) from (select * from public.ai_usage as x where x.user_id = p_user_id) as t)),
    ('public.ai_credit_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from (select * from public.ai_credit_purchases as x where x.user_id = p_user_id) as t)),
    ('public.referral_credits', (select jsonb_agg(to_jsonb(t) order by t.granted_at) from (select * from public.referral_credits as x where x.user_id = p_user_id) as t)),
    ('private.referrals', (select jsonb_agg(to_jsonb(t) - 'referrer_id' order by t.referred_at) from (select * from private.referrals as x where x.user_id = p_user_id) as t)),
    ('private.referral_clawbacks', (select jsonb_agg(to_jsonb(t) order by t.refunded_at) from (select * from private.referral_clawbacks as x where x.user_id = p_user_id) as t)),
    ('public.user_discounts', (select jsonb_agg(to_jsonb(t) order by t.redeemed_at) from (select * from public.user_discounts as x where x.user_id = p_user_id) as t)),
    ('public.analytics', (select jsonb_agg(to_jsonb(t) order by t.created_at) from (select * from public.analytics as x where x.user_id = p_user_id) as t)),
    ('public.audio_usage', (select jsonb_agg(to_jsonb(t) order by t.audio_id) from (select * from public.audio_usage as x where x.user_id = p_user_id) as t)),
    ('private.device_plays', (select jsonb_agg(to_jsonb(t) order by t.audio_id, t.device_id) from (select * from private.device_plays as x where x.user_id = p_user_id) as t)),
    ('public.custom_courses', (select jsonb_agg(to_jsonb(t) order by t.created_at) from (select * from public.custom_courses as x where x.user_id = p_user_id) as t)),
    ('public.custom_course_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from (select * from public.custom_course_purchases as x where x.user_id = p_user_id) as t)),
    -- Without the moment of the next change, which may be that of a manifest for others.
    ('public.cached_handshake_responses', (select jsonb_agg(to_jsonb(t) - 'valid_until' order by t.built_at) from (select * from public.cached_handshake_responses as x where x.user_id = p_user_id) as t)),
    ('public.app_logs', (select jsonb_agg(to_jsonb(t) order by t.received_at) from (select * from public.app_logs as x where x.user_id = p_user_id) as t)),
    ('public.server_logs', (select jsonb_agg(to_jsonb(t) order by t.received_at) from (select * from public.server_logs as x where x.user_id = p_user_id) as t)),
    ('private.user_details', (select jsonb_agg(to_jsonb(t) order by t.time_zone) from (select * from private.user_details as x where x.user_id = p_user_id) as t)),
    ('private.user_sync', (select jsonb_agg(to_jsonb(t) order by t.generation) from (select * from private.user_sync as x where x.user_id = p_user_id) as t)),
    ('private.push_tokens', (select jsonb_agg(to_jsonb(t) order by t.device_id) from (select * from private.push_tokens as x where x.user_id = p_user_id) as t)),
    ('private.store_refunds', (select jsonb_agg(to_jsonb(t) order by t.received_at) from (select * from private.store_refunds as x where x.user_id = p_user_id) as t)),
    ('private.store_subscriptions', (select jsonb_agg(to_jsonb(t) order by t.attributes_at) from (select * from private.store_subscriptions as x where x.user_id = p_user_id) as t)),
    ('private.store_transactions', (select jsonb_agg(to_jsonb(t) order by t.purchased_at) from (select * from private.store_transactions as x where x.user_id = p_user_id) as t)),
    ('private.credit_ledger', (select jsonb_agg(to_jsonb(t) order by t.entry_no) from (select * from private.credit_ledger as x where x.user_id = p_user_id) as t)),
    ('private.credit_reasons', (select jsonb_agg(to_jsonb(t) order by t.entry_no) from (select * from private.credit_reasons as x where x.user_id = p_user_id) as t)),
    ('private.credit_holds', (select jsonb_agg(to_jsonb(t) order by t.created_at) from (select * from private.credit_holds as x where x.user_id = p_user_id) as t)),
    ('private.idempotency_keys', (select jsonb_agg(to_jsonb(t) order by t.created_at) from (select * from private.idempotency_keys as x where x.user_id = p_user_id) as t)),
    -- Without the administrator.
    ('private.audit_log', (select jsonb_agg(to_jsonb(t) - 'actor_id' order by t.at) from (select * from private.audit_log as x where x.user_id = p_user_id) as t))
  ) as e (name, rows);
  v_rows := jsonb_set(v_rows, '{public.custom_course_purchases}', v_rows -> 'public.custom_course_purchases' || v_waiting);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.created_at), '[]') into v_more
    from private.pending_custom_courses as t where t.purchase_id = any (v_links);
  v_rows := v_rows || jsonb_build_object('private.pending_custom_courses', v_more);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.received_at), '[]') into v_more
    from private.store_inbox as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.store_inbox', v_more || v_unbound);

  -- Claims, each kind by itself: their tables may lie elsewhere.
  select coalesce(jsonb_agg(to_jsonb(t) order by t.email), '[]') into v_more from private.email_claims as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.email_claims', v_more);
  v_account := private.account_sha256(p_user_id);
  select coalesce(jsonb_agg(to_jsonb(t)), '[]') into v_more from private.account_claims as t where t.account_sha256 = v_account;
  v_rows := v_rows || jsonb_build_object('private.account_claims', v_more);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.claimed_at), '[]') into v_more from private.referral_code_claims as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.referral_code_claims', v_more);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.claimed_at), '[]') into v_more from private.receipt_claims as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.receipt_claims', v_more);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.week_of), '[]') into v_more from private.allowance_claims as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.allowance_claims', v_more);
  select coalesce(jsonb_agg(to_jsonb(t) order by t.claimed_at), '[]') into v_more from private.referral_payment_claims as t where t.user_id = p_user_id;
  v_rows := v_rows || jsonb_build_object('private.referral_payment_claims', v_more);

  -- Not logged, and so not to be read on a standby, which has no rows of them.
  if not pg_is_in_recovery() then
    select coalesce(jsonb_agg(to_jsonb(t) order by t.operation), '[]') into v_more from (select * from private.user_throttles as x where x.user_id = p_user_id) as t;
    v_rows := v_rows || jsonb_build_object('private.user_throttles', v_more);
    select coalesce(jsonb_agg(to_jsonb(t) order by t.received_at), '[]') into v_more from (select * from private.recent_log_events as x where x.user_id = p_user_id) as t;
    v_rows := v_rows || jsonb_build_object('private.recent_log_events', v_more);
  end if;
  return v_rows;
end;
$$;
revoke all on function private.export_my_data(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.export_my_data(uuid) is 'All rows about a user, by table: {"schema.table": [row, …]}. What of it is left out, policies/personal_data.yaml says.';
commit;
