-- Verify schema/public/custom_course_purchases: stamped from schema/public/custom_course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.custom_course_purchases}';
  v_expected text[] := array[
    'public.custom_course_purchases: owner dochub_owner',
    'column public.custom_course_purchases.purchase_id: uuid not null',
    'column public.custom_course_purchases.user_id: uuid',
    'column public.custom_course_purchases.custom_course_id: uuid',
    'column public.custom_course_purchases.store: text not null',
    'column public.custom_course_purchases.environment: text not null',
    'column public.custom_course_purchases.transaction_id: text not null',
    'column public.custom_course_purchases.original_transaction_id: text not null',
    'column public.custom_course_purchases.product_id: text',
    'column public.custom_course_purchases.token_sha256: text',
    'column public.custom_course_purchases.account_token_sha256: text',
    'column public.custom_course_purchases.price_micros: bigint',
    'column public.custom_course_purchases.currency: text',
    'column public.custom_course_purchases.redemption_id: uuid',
    'column public.custom_course_purchases.validation: text not null',
    'column public.custom_course_purchases.refunded_percentage: integer not null',
    'column public.custom_course_purchases.link_email: text',
    'column public.custom_course_purchases.link_token_sha256: text',
    'column public.custom_course_purchases.link_expires_at: timestamp with time zone',
    'column public.custom_course_purchases.link_revoked_at: timestamp with time zone',
    'column public.custom_course_purchases.claimed_at: timestamp with time zone',
    'column public.custom_course_purchases.purchased_at: timestamp with time zone not null',
    'column public.custom_course_purchases.recorded_at: timestamp with time zone not null',
    'column public.custom_course_purchases.revoked_at: timestamp with time zone',
    'constraint custom_course_purchases_pkey on public.custom_course_purchases: primary key',
    'constraint custom_course_purchases_user_id_fkey on public.custom_course_purchases: foreign key',
    'constraint custom_course_purchases_course_fkey on public.custom_course_purchases: foreign key',
    'constraint custom_course_purchases_store_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_environment_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_transaction_id_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_original_transaction_id_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_product_id_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_token_sha256_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_account_token_sha256_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_price_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_currency_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_validation_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_refunded_percentage_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_link_email_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_link_token_sha256_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_link_check on public.custom_course_purchases: check',
    'constraint custom_course_purchases_owner_check on public.custom_course_purchases: check',
    'index public.custom_course_purchases_link_token_key: valid t',
    'index public.custom_course_purchases_user_id_idx: valid t',
    'index public.custom_course_purchases_link_email_idx: valid t',
    'index public.custom_course_purchases_receipt_key: valid t',
    'trigger custom_course_purchases_identity on public.custom_course_purchases: tgenabled O'];
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
