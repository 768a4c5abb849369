-- Verify schema/public/subscription_events: stamped from schema/public/subscription_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.subscription_events}';
  v_expected text[] := array[
    'public.subscription_events: owner dochub_owner',
    'column public.subscription_events.user_id: uuid not null',
    'column public.subscription_events.event_id: uuid not null',
    'column public.subscription_events.store: text not null',
    'column public.subscription_events.environment: text not null',
    'column public.subscription_events.notification_id: text not null',
    'column public.subscription_events.event_type: text not null',
    'column public.subscription_events.disposition: text not null',
    'column public.subscription_events.transaction_id: text',
    'column public.subscription_events.original_transaction_id: text',
    'column public.subscription_events.product_id: text',
    'column public.subscription_events.state: text',
    'column public.subscription_events.occurred_at: timestamp with time zone not null',
    'column public.subscription_events.recorded_at: timestamp with time zone not null',
    'column public.subscription_events.plan: text',
    'column public.subscription_events.token_sha256: text',
    'column public.subscription_events.linked_token_sha256: text',
    'column public.subscription_events.purchased_at: timestamp with time zone',
    'column public.subscription_events.expires_at: timestamp with time zone',
    'column public.subscription_events.grace_expires_at: timestamp with time zone',
    'column public.subscription_events.revoked_at: timestamp with time zone',
    'column public.subscription_events.price_micros: bigint',
    'column public.subscription_events.currency: text',
    'column public.subscription_events.will_renew: boolean',
    'column public.subscription_events.pending_product_id: text',
    'column public.subscription_events.cancel_reason: text',
    'column public.subscription_events.resumes_at: timestamp with time zone',
    'column public.subscription_events.refund_percentage: integer',
    'constraint subscription_events_pkey on public.subscription_events: primary key',
    'constraint subscription_events_notification_key on public.subscription_events: unique',
    'constraint subscription_events_user_id_fkey on public.subscription_events: foreign key',
    'constraint subscription_events_values_check on public.subscription_events: check',
    'index public.subscription_events_occurred_idx: valid t',
    'trigger subscription_events_append_only on public.subscription_events: tgenabled O'];
  v_found text[] := array(
    select format('%s: owner %s', oid::regclass, relowner::regrole) from pg_class where oid = any (v_tables)
    union all
    select format('column %s.%s: ', attrelid::regclass, attname)
        || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
      from pg_attribute where attrelid = any (v_tables) and attnum > 0 and not attisdropped
    union all
    select format('constraint %s on %s: ', conname, conrelid::regclass)
        || lower(substring(pg_get_constraintdef(oid) from '^\w+(?: KEY)?'))
      from pg_constraint where conrelid = any (v_tables)
    union all
    select format('index %s: valid %s', indexrelid::regclass, indisvalid) from pg_index where indrelid = any (v_tables)
    union all
    select format('trigger %s on %s: tgenabled %s', tgname, tgrelid::regclass, tgenabled)
      from pg_trigger where tgrelid = any (v_tables) and not tgisinternal);
  v_difference text := (
    select string_agg(line, E'\n' order by substr(line, 3), line) from (
      select '- ' || e from unnest(v_expected) as e where e <> all (v_found)
      union all select '+ ' || f from unnest(v_found) as f where f <> all (v_expected)
        and split_part(f, ': ', 1) in (select split_part(e, ': ', 1) from unnest(v_expected) as e)) as d (line));
begin
  if v_difference <> '' then
    raise exception E'- is expected, + is found:\n%', v_difference;
  end if;
end
$verify$;
rollback;
