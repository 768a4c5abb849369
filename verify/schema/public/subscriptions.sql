-- Verify schema/public/subscriptions: stamped from schema/public/subscriptions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.subscriptions}';
  v_expected text[] := array[
    'public.subscriptions: owner dochub_owner',
    'column public.subscriptions.user_id: uuid not null',
    'column public.subscriptions.plan: text not null',
    'column public.subscriptions.product_id: text not null',
    'column public.subscriptions.store: text not null',
    'column public.subscriptions.environment: text not null',
    'column public.subscriptions.transaction_id: text not null',
    'column public.subscriptions.original_transaction_id: text not null',
    'column public.subscriptions.token_sha256: text',
    'column public.subscriptions.started_at: timestamp with time zone not null',
    'column public.subscriptions.expires_at: timestamp with time zone not null',
    'column public.subscriptions.grace_expires_at: timestamp with time zone',
    'column public.subscriptions.will_renew: boolean not null',
    'column public.subscriptions.pending_product_id: text',
    'column public.subscriptions.cancel_reason: text',
    'column public.subscriptions.is_in_billing_retry: boolean not null',
    'column public.subscriptions.paused_at: timestamp with time zone',
    'column public.subscriptions.resumes_at: timestamp with time zone',
    'column public.subscriptions.revoked_at: timestamp with time zone',
    'column public.subscriptions.price_micros: bigint',
    'column public.subscriptions.currency: text',
    'constraint subscriptions_pkey on public.subscriptions: primary key',
    'constraint subscriptions_user_id_fkey on public.subscriptions: foreign key',
    'constraint subscriptions_plan_fkey on public.subscriptions: foreign key',
    'constraint subscriptions_values_check on public.subscriptions: check',
    'index public.subscriptions_plan_idx: valid t',
    'trigger subscriptions_sync on public.subscriptions: tgenabled O'];
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
