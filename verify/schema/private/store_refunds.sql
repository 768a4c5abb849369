-- Verify schema/private/store_refunds: stamped from schema/private/store_refunds.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.store_refunds}';
  v_expected text[] := array[
    'private.store_refunds: owner dochub_owner',
    'column private.store_refunds.store: text not null',
    'column private.store_refunds.environment: text not null',
    'column private.store_refunds.notification_id: text not null',
    'column private.store_refunds.purchase_transaction_id: text not null',
    'column private.store_refunds.transaction_id: text',
    'column private.store_refunds.token_sha256: text',
    'column private.store_refunds.kind: text not null',
    'column private.store_refunds.refund_notification_id: text',
    'column private.store_refunds.percentage: integer not null',
    'column private.store_refunds.quantity: integer',
    'column private.store_refunds.is_total: boolean not null',
    'column private.store_refunds.user_id: uuid',
    'column private.store_refunds.taken_percentage: integer',
    'column private.store_refunds.taken_credits: integer',
    'column private.store_refunds.occurred_at: timestamp with time zone not null',
    'column private.store_refunds.received_at: timestamp with time zone not null',
    'column private.store_refunds.applied_at: timestamp with time zone',
    'constraint store_refunds_pkey on private.store_refunds: primary key',
    'constraint store_refunds_store_check on private.store_refunds: check',
    'constraint store_refunds_environment_check on private.store_refunds: check',
    'constraint store_refunds_notification_id_check on private.store_refunds: check',
    'constraint store_refunds_purchase_transaction_id_check on private.store_refunds: check',
    'constraint store_refunds_transaction_id_check on private.store_refunds: check',
    'constraint store_refunds_token_sha256_check on private.store_refunds: check',
    'constraint store_refunds_named_check on private.store_refunds: check',
    'constraint store_refunds_kind_check on private.store_refunds: check',
    'constraint store_refunds_refund_notification_id_check on private.store_refunds: check',
    'constraint store_refunds_percentage_check on private.store_refunds: check',
    'constraint store_refunds_quantity_check on private.store_refunds: check',
    'constraint store_refunds_taken_check on private.store_refunds: check',
    'constraint store_refunds_applied_check on private.store_refunds: check',
    'index private.store_refunds_purchase_idx: valid t',
    'index private.store_refunds_transaction_idx: valid t',
    'index private.store_refunds_token_idx: valid t',
    'index private.store_refunds_user_id_idx: valid t'];
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
