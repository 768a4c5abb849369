-- Verify schema/private/store_products: stamped from schema/private/store_products.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.store_products}';
  v_expected text[] := array[
    'private.store_products: owner dochub_owner',
    'column private.store_products.store: text not null',
    'column private.store_products.product_id: text not null',
    'column private.store_products.kind: text not null',
    'column private.store_products.plan: text',
    'column private.store_products.credits: integer',
    'column private.store_products.course_code: text',
    'column private.store_products.billing_period: interval',
    'column private.store_products.price_micros: bigint not null',
    'column private.store_products.currency: text not null',
    'column private.store_products.is_active: boolean not null',
    'constraint store_products_pkey on private.store_products: primary key',
    'constraint store_products_plan_fkey on private.store_products: foreign key',
    'constraint store_products_course_code_fkey on private.store_products: foreign key',
    'constraint store_products_currency_fkey on private.store_products: foreign key',
    'constraint store_products_store_fkey on private.store_products: foreign key',
    'constraint store_products_product_id_check on private.store_products: check',
    'constraint store_products_kind_check on private.store_products: check',
    'constraint store_products_kind_columns_check on private.store_products: check',
    'constraint store_products_credits_check on private.store_products: check',
    'constraint store_products_price_micros_check on private.store_products: check',
    'index private.store_products_plan_idx: valid t',
    'index private.store_products_course_code_idx: valid t',
    'index private.store_products_currency_idx: valid t'];
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
