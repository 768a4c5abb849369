-- Deploy functions/accounts/export_my_data: stamped from functions/accounts/export_my_data.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
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
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
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
begin
  -- A line a table; tests compare it with the catalog and with policies/personal_data.yaml.
  return (select jsonb_object_agg(e.name, coalesce(e.rows, '[]')) from (values
    ('public.user_profile', (select jsonb_agg(to_jsonb(t) order by t.created_at) from public.user_profile as t where t.user_id = p_user_id)),
    ('public.user_cohorts', (select jsonb_agg(to_jsonb(t) order by t.assigned_at) from public.user_cohorts as t where t.user_id = p_user_id)),
    ('private.sticky_cohorts', (select jsonb_agg(to_jsonb(t) order by t.assigned_at) from private.sticky_cohorts as t where t.user_id = p_user_id)),
    ('public.course_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from public.course_purchases as t where t.user_id = p_user_id)),
    ('public.subscriptions', (select jsonb_agg(to_jsonb(t) order by t.started_at) from public.subscriptions as t where t.user_id = p_user_id)),
    ('public.subscription_events', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from public.subscription_events as t where t.user_id = p_user_id)),
    ('public.ai_usage', (select jsonb_agg(to_jsonb(t) order by t.clock_at) from public.ai_usage as t where t.user_id = p_user_id)),
    ('public.ai_credit_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from public.ai_credit_purchases as t where t.user_id = p_user_id)),
    ('public.referral_credits', (select jsonb_agg(to_jsonb(t) order by t.granted_at) from public.referral_credits as t where t.user_id = p_user_id)),
    ('private.referrals', (select jsonb_agg(to_jsonb(t) - 'referrer_id' order by t.referred_at) from private.referrals as t where t.user_id = p_user_id)),
    ('private.referral_clawbacks', (select jsonb_agg(to_jsonb(t) order by t.refunded_at) from private.referral_clawbacks as t where t.user_id = p_user_id)),
    ('private.referral_payment_claims', (select jsonb_agg(to_jsonb(t) order by t.claimed_at) from private.referral_payment_claims as t where t.user_id = p_user_id)),
    ('public.user_discounts', (select jsonb_agg(to_jsonb(t) order by t.redeemed_at) from public.user_discounts as t where t.user_id = p_user_id)),
    ('public.analytics', (select jsonb_agg(to_jsonb(t) order by t.created_at) from public.analytics as t where t.user_id = p_user_id)),
    ('public.audio_usage', (select jsonb_agg(to_jsonb(t) order by t.audio_id) from public.audio_usage as t where t.user_id = p_user_id)),
    ('private.device_plays', (select jsonb_agg(to_jsonb(t) order by t.audio_id, t.device_id) from private.device_plays as t where t.user_id = p_user_id)),
    ('public.custom_courses', (select jsonb_agg(to_jsonb(t) order by t.created_at) from public.custom_courses as t where t.user_id = p_user_id)),
    -- Also what waits for the user behind a link, and what the stores sent about the user that was bound to nobody.
    ('public.custom_course_purchases', (select jsonb_agg(to_jsonb(t) order by t.recorded_at) from (
      select c.* from public.custom_course_purchases as c where c.user_id = p_user_id
       union all
      select w.* from private.waiting_links(p_user_id) as w) as t)),
    ('private.pending_custom_courses', (select jsonb_agg(to_jsonb(t) order by t.created_at) from private.pending_custom_courses as t
      where t.purchase_id in (select w.purchase_id from private.waiting_links(p_user_id) as w))),
    ('private.store_inbox', (select jsonb_agg(to_jsonb(t) order by t.received_at) from (
      select i.* from private.store_inbox as i where i.user_id = p_user_id
       union all
      select u.* from private.unbound_events(p_user_id) as u) as t)),
    -- Without the moment of the next change, which may be that of a manifest for others.
    ('public.cached_handshake_responses', (select jsonb_agg(to_jsonb(t) - 'valid_until' order by t.built_at) from public.cached_handshake_responses as t where t.user_id = p_user_id)),
    ('public.app_logs', (select jsonb_agg(to_jsonb(t) order by t.received_at) from public.app_logs as t where t.user_id = p_user_id)),
    ('public.server_logs', (select jsonb_agg(to_jsonb(t) order by t.received_at) from public.server_logs as t where t.user_id = p_user_id)),
    ('private.recent_log_events', (select jsonb_agg(to_jsonb(t) order by t.received_at) from private.recent_log_events as t where t.user_id = p_user_id)),
    ('private.user_details', (select jsonb_agg(to_jsonb(t) order by t.time_zone) from private.user_details as t where t.user_id = p_user_id)),
    ('private.user_sync', (select jsonb_agg(to_jsonb(t) order by t.generation) from private.user_sync as t where t.user_id = p_user_id)),
    ('private.user_throttles', (select jsonb_agg(to_jsonb(t) order by t.operation) from private.user_throttles as t where t.user_id = p_user_id)),
    ('private.push_tokens', (select jsonb_agg(to_jsonb(t) order by t.device_id) from private.push_tokens as t where t.user_id = p_user_id)),
    ('private.email_claims', (select jsonb_agg(to_jsonb(t) order by t.email) from private.email_claims as t where t.user_id = p_user_id)),
    ('private.referral_code_claims', (select jsonb_agg(to_jsonb(t) order by t.claimed_at) from private.referral_code_claims as t where t.user_id = p_user_id)),
    ('private.receipt_claims', (select jsonb_agg(to_jsonb(t) order by t.claimed_at) from private.receipt_claims as t where t.user_id = p_user_id)),
    ('private.allowance_claims', (select jsonb_agg(to_jsonb(t) order by t.week_of) from private.allowance_claims as t where t.user_id = p_user_id)),
    ('private.store_refunds', (select jsonb_agg(to_jsonb(t) order by t.received_at) from private.store_refunds as t where t.user_id = p_user_id)),
    ('private.store_subscriptions', (select jsonb_agg(to_jsonb(t) order by t.attributes_at) from private.store_subscriptions as t where t.user_id = p_user_id)),
    ('private.store_transactions', (select jsonb_agg(to_jsonb(t) order by t.purchased_at) from private.store_transactions as t where t.user_id = p_user_id)),
    ('private.credit_ledger', (select jsonb_agg(to_jsonb(t) order by t.entry_no) from private.credit_ledger as t where t.user_id = p_user_id)),
    ('private.credit_reasons', (select jsonb_agg(to_jsonb(t) order by t.entry_no) from private.credit_reasons as t where t.user_id = p_user_id)),
    ('private.credit_holds', (select jsonb_agg(to_jsonb(t) order by t.created_at) from private.credit_holds as t where t.user_id = p_user_id)),
    ('private.idempotency_keys', (select jsonb_agg(to_jsonb(t) order by t.created_at) from private.idempotency_keys as t where t.user_id = p_user_id)),
    -- Without the administrator.
    ('private.audit_log', (select jsonb_agg(to_jsonb(t) - 'actor_id' order by t.at) from private.audit_log as t where t.user_id = p_user_id))
  ) as e (name, rows));
end;
$$;
revoke all on function private.export_my_data(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.export_my_data(uuid) is 'All rows about a user, by table: {"schema.table": [row, …]}. What of it is left out, policies/personal_data.yaml says.';
commit;
