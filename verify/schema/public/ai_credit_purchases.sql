-- Verify schema/public/ai_credit_purchases: stamped from schema/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.ai_credit_purchases}';
  v_expected text[] := array[
    'public.ai_credit_purchases: owner dochub_owner',
    'column public.ai_credit_purchases.user_id: uuid not null',
    'column public.ai_credit_purchases.store: text not null',
    'column public.ai_credit_purchases.environment: text not null',
    'column public.ai_credit_purchases.transaction_id: text not null',
    'column public.ai_credit_purchases.original_transaction_id: text not null',
    'column public.ai_credit_purchases.product_id: text not null',
    'column public.ai_credit_purchases.quantity: integer not null',
    'column public.ai_credit_purchases.credits: integer not null',
    'column public.ai_credit_purchases.price_micros: bigint',
    'column public.ai_credit_purchases.currency: text',
    'column public.ai_credit_purchases.token_sha256: text',
    'column public.ai_credit_purchases.account_token_sha256: text',
    'column public.ai_credit_purchases.redemption_id: uuid',
    'column public.ai_credit_purchases.refunded_percentage: integer not null',
    'column public.ai_credit_purchases.refunded_credits: integer not null',
    'column public.ai_credit_purchases.purchased_at: timestamp with time zone not null',
    'column public.ai_credit_purchases.recorded_at: timestamp with time zone not null',
    'constraint ai_credit_purchases_pkey on public.ai_credit_purchases: primary key',
    'constraint ai_credit_purchases_user_id_fkey on public.ai_credit_purchases: foreign key',
    'constraint ai_credit_purchases_store_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_environment_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_transaction_id_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_original_transaction_id_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_product_id_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_quantity_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_credits_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_price_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_currency_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_token_sha256_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_account_token_sha256_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_refunded_percentage_check on public.ai_credit_purchases: check',
    'constraint ai_credit_purchases_refunded_credits_check on public.ai_credit_purchases: check'];
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
