-- Verify schema/private/store_transactions: stamped from schema/private/store_transactions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.store_transactions}';
  v_expected text[] := array[
    'private.store_transactions: owner dochub_owner',
    'column private.store_transactions.user_id: uuid not null',
    'column private.store_transactions.store: text not null',
    'column private.store_transactions.environment: text not null',
    'column private.store_transactions.transaction_id: text not null',
    'column private.store_transactions.original_transaction_id: text not null',
    'column private.store_transactions.product_id: text not null',
    'column private.store_transactions.plan: text not null',
    'column private.store_transactions.token_sha256: text',
    'column private.store_transactions.linked_token_sha256: text',
    'column private.store_transactions.purchased_at: timestamp with time zone not null',
    'column private.store_transactions.expires_at: timestamp with time zone not null',
    'column private.store_transactions.grace_expires_at: timestamp with time zone',
    'column private.store_transactions.price_micros: bigint',
    'column private.store_transactions.currency: text',
    'column private.store_transactions.revoked_at: timestamp with time zone',
    'column private.store_transactions.replaced_at: timestamp with time zone',
    'column private.store_transactions.redemption_id: uuid',
    'column private.store_transactions.recorded_at: timestamp with time zone not null',
    'column private.store_transactions.reported_expires_at: timestamp with time zone',
    'column private.store_transactions.ended_at: timestamp with time zone',
    'column private.store_transactions.reported_grace_at: timestamp with time zone',
    'constraint store_transactions_pkey on private.store_transactions: primary key',
    'constraint store_transactions_user_id_fkey on private.store_transactions: foreign key',
    'constraint store_transactions_plan_fkey on private.store_transactions: foreign key',
    'constraint store_transactions_values_check on private.store_transactions: check',
    'index private.store_transactions_plan_idx: valid t',
    'index private.store_transactions_original_idx: valid t',
    'index private.store_transactions_ends_idx: valid t',
    'index private.store_transactions_linked_idx: valid t',
    'trigger store_transactions_unsettle on private.store_transactions: tgenabled O'];
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
