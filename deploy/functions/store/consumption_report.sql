-- Deploy functions/store/consumption_report: stamped from functions/store/consumption_report.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.consumption_report(
  p_user_id uuid, p_transaction_id text default null, p_store text default null, p_environment text default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_asked constant jsonb := jsonb_build_object(
    'store', coalesce(p_store, 'apple'), 'environment', coalesce(p_environment, 'production'));
begin
  return coalesce(
    private.consumption_report(
      private.target_user(p_user_id), p_transaction_id, private.json_store(v_asked),
      private.json_choice(v_asked, 'environment', array['production', 'sandbox']), now()),
    private.refuse('user_not_found'));
end;
$$;
revoke all on function public.consumption_report(uuid, text, text, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.consumption_report(uuid, text, text, text) to service_role;
comment on function public.consumption_report(uuid, text, text, text) is 'What the ledger knows of how much of a purchase was used, as a store asks it when its customer wants the money back.
p_transaction_id: the purchase, as the store calls it; without it only the account is told of. p_store, p_environment: of the transaction; apple and
production by default.
Answer: {ok, user_id, store, environment, transaction_id, kind (subscription, credits, course, custom_course; null: this user has not bought it), is_delivered,
credits: {given, refunded, spent} (null but for credits), apple, apple_v1}. Credits are spent in the order in which they were bought.
apple: members of the ConsumptionRequest that Send Consumption Information wants, as far as they are facts: deliveryStatus and, for credits,
consumptionPercentage (thousandths of a percent). Add customerConsented (true, or do not send), sampleContentProvided and, if you like, refundPreference.
apple_v1: members of ConsumptionRequestV1: accountTenure, appAccountToken, consumptionStatus, deliveryStatus, lifetimeDollarsPurchased and
lifetimeDollarsRefunded (0, undeclared, where an amount is not in USD or unknown), platform, playTime (0) and userStatus.
apply_apple_notification answers a CONSUMPTION_REQUEST with this. Reads only. Refusal: user_not_found (404); PT400 for a bad argument.
Example: GET /rpc/consumption_report?p_user_id=…&p_transaction_id=2000000123456789.';

create or replace function private.consumption_report(p_user_id uuid, p_transaction_id text, p_store text, p_environment text, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_profile record;
  v_kind text;
  v_is_delivered boolean := false;
  v_bought record;
  v_bank integer;
  v_later integer;
  v_spent integer;
  v_paid record;
  v_tenure integer;
begin
  select u.created_at into v_profile from public.user_profile as u where u.user_id = p_user_id and u.erased_at is null;
  if not found then
    return null;
  end if;
  select a.credits, a.refunded_credits, a.recorded_at into v_bought
    from public.ai_credit_purchases as a
   where a.user_id = p_user_id and a.store = p_store and a.environment = p_environment and a.transaction_id = p_transaction_id;
  if found then
    v_kind := 'credits';
    v_is_delivered := v_bought.credits > 0;
    -- What is left in the bank was bought last: what was bought first is spent first.
    v_bank := (private.credit_balance(p_user_id, private.user_clock(p_user_id, p_at)) ->> 'bank')::integer;
    select coalesce(sum(a.credits - a.refunded_credits), 0) into v_later
      from public.ai_credit_purchases as a
     where a.user_id = p_user_id
       and (a.recorded_at, a.store, a.environment, a.transaction_id collate "C") > (v_bought.recorded_at, p_store, p_environment, p_transaction_id collate "C");
    v_spent := greatest(0, v_bought.credits - v_bought.refunded_credits - greatest(0, v_bank - v_later));
  else
    select k.kind, k.is_delivered into v_kind, v_is_delivered
      from (select 'course', c.validation = 'valid'
              from public.course_purchases as c
             where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
            union all
            select 'custom_course', c.validation = 'valid'
              from public.custom_course_purchases as c
             where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
            union all
            select 'subscription', true
              from private.store_transactions as t
             where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.transaction_id = p_transaction_id
           ) as k (kind, is_delivered)
     limit 1;
    v_is_delivered := coalesce(v_is_delivered, false);
  end if;

  select sum(p.price_micros) filter (where p.currency = 'USD') as purchased,
         sum(p.price_micros * p.refunded / 100) filter (where p.currency = 'USD') as refunded,
         bool_and(p.currency is not distinct from 'USD') as is_known
    into v_paid
    from (select a.price_micros, a.currency, a.refunded_percentage as refunded
            from public.ai_credit_purchases as a
           where a.user_id = p_user_id and a.environment = 'production'
          union all
          select c.price_micros, c.currency, c.refunded_percentage
            from public.course_purchases as c
           where c.user_id = p_user_id and c.environment = 'production' and c.store is not null
          union all
          select c.price_micros, c.currency, c.refunded_percentage
            from public.custom_course_purchases as c
           where c.user_id = p_user_id and c.environment = 'production'
          union all
          select t.price_micros, t.currency, case when t.revoked_at is not null then 100 else 0 end
            from private.store_transactions as t
           where t.user_id = p_user_id and t.environment = 'production' and t.store <> 'code') as p;
  v_tenure := width_bucket(extract(epoch from p_at - v_profile.created_at) / 86400, array[0, 3, 10, 30, 90, 180, 365]::numeric[]);
  return jsonb_build_object(
    'ok', true,
    'user_id', p_user_id,
    'store', p_store,
    'environment', p_environment,
    'transaction_id', p_transaction_id,
    'kind', v_kind,
    'is_delivered', v_is_delivered,
    'credits', case when v_kind = 'credits' then jsonb_build_object(
      'given', v_bought.credits, 'refunded', v_bought.refunded_credits, 'spent', v_spent) end,
    'apple', jsonb_strip_nulls(jsonb_build_object(
      'deliveryStatus', case when v_is_delivered then 'DELIVERED' else 'UNDELIVERED_OTHER' end,
      'consumptionPercentage', case when not v_is_delivered then 0 when v_kind = 'credits' then v_spent::bigint * 100000 / v_bought.credits end)),
    'apple_v1', jsonb_build_object(
      'accountTenure', greatest(1, v_tenure),
      'appAccountToken', p_user_id,
      'consumptionStatus', case when v_kind = 'credits' and v_is_delivered then
        case when v_spent = 0 then 1 when v_spent < v_bought.credits - v_bought.refunded_credits then 2 else 3 end else 0 end,
      'deliveryStatus', case when v_is_delivered then 0 else 5 end,
      'lifetimeDollarsPurchased', private.dollar_bucket(v_paid.purchased, v_paid.is_known),
      'lifetimeDollarsRefunded', private.dollar_bucket(v_paid.refunded, v_paid.is_known),
      'platform', case p_store when 'apple' then 1 else 2 end,
      'playTime', 0,
      'userStatus', 1));
end;
$$;
revoke all on function private.consumption_report(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.consumption_report(uuid, text, text, text, timestamptz) is 'consumption_report at a given time; NULL for a user who is not there, or is erased.';

create or replace function private.dollar_bucket(p_micros numeric, p_is_known boolean)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when p_is_known is false then 0
    when coalesce(p_micros, 0) = 0 then 1
    else 2 + width_bucket(p_micros / 1000000, array[50, 100, 500, 1000, 2000]::numeric[]) end;
end;
$$;
revoke all on function private.dollar_bucket(numeric, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.dollar_bucket(numeric, boolean) is 'Apple''s number for a lifetime amount in USD: 0 undeclared, 1 nothing, 2 below 50, 3 below 100, 4 below 500, 5 below 1,000, 6 below 2,000, 7 more.';
commit;
