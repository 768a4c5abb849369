-- Verify schema/public/course_purchases: stamped from schema/public/course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.course_purchases}';
  v_expected text[] := array[
    'public.course_purchases: owner dochub_owner',
    'column public.course_purchases.user_id: uuid not null',
    'column public.course_purchases.purchase_id: uuid not null',
    'column public.course_purchases.course_code: text not null',
    'column public.course_purchases.source: text not null',
    'column public.course_purchases.validation: text not null',
    'column public.course_purchases.store: text',
    'column public.course_purchases.environment: text not null',
    'column public.course_purchases.transaction_id: text',
    'column public.course_purchases.original_transaction_id: text',
    'column public.course_purchases.product_id: text',
    'column public.course_purchases.token_sha256: text',
    'column public.course_purchases.account_token_sha256: text',
    'column public.course_purchases.price_micros: bigint',
    'column public.course_purchases.currency: text',
    'column public.course_purchases.redemption_id: uuid',
    'column public.course_purchases.refunded_percentage: integer not null',
    'column public.course_purchases.purchased_at: timestamp with time zone not null',
    'column public.course_purchases.recorded_at: timestamp with time zone not null',
    'column public.course_purchases.revoked_at: timestamp with time zone',
    'constraint course_purchases_pkey on public.course_purchases: primary key',
    'constraint course_purchases_user_id_fkey on public.course_purchases: foreign key',
    'constraint course_purchases_course_code_fkey on public.course_purchases: foreign key',
    'constraint course_purchases_source_check on public.course_purchases: check',
    'constraint course_purchases_validation_check on public.course_purchases: check',
    'constraint course_purchases_store_check on public.course_purchases: check',
    'constraint course_purchases_environment_check on public.course_purchases: check',
    'constraint course_purchases_transaction_id_check on public.course_purchases: check',
    'constraint course_purchases_original_transaction_id_check on public.course_purchases: check',
    'constraint course_purchases_product_id_check on public.course_purchases: check',
    'constraint course_purchases_token_sha256_check on public.course_purchases: check',
    'constraint course_purchases_account_token_sha256_check on public.course_purchases: check',
    'constraint course_purchases_price_check on public.course_purchases: check',
    'constraint course_purchases_currency_check on public.course_purchases: check',
    'constraint course_purchases_refunded_percentage_check on public.course_purchases: check',
    'index public.course_purchases_live_key: valid t',
    'index public.course_purchases_course_code_idx: valid t',
    'trigger course_purchases_sync on public.course_purchases: tgenabled O',
    'trigger course_purchases_identity on public.course_purchases: tgenabled O'];
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
