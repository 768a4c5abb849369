-- Verify schema/private/currencies: stamped from schema/private/currencies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_tables regclass[] := '{private.currencies}';
  v_expected text[] := array[
    'private.currencies: owner dochub_owner',
    'column private.currencies.currency: text not null',
    'column private.currencies.decimals: integer not null',
    'column private.currencies.stripe_decimals: integer',
    'constraint currencies_pkey on private.currencies: primary key',
    'constraint currencies_currency_check on private.currencies: check',
    'constraint currencies_decimals_check on private.currencies: check',
    'constraint currencies_stripe_decimals_check on private.currencies: check'];
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
