-- Verify schema/private/store_inbox: stamped from schema/private/store_inbox.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.store_inbox}';
  v_expected text[] := array[
    'private.store_inbox: owner dochub_owner',
    'column private.store_inbox.store: text not null',
    'column private.store_inbox.environment: text not null',
    'column private.store_inbox.notification_id: text not null',
    'column private.store_inbox.user_id: uuid',
    'column private.store_inbox.event_type: text not null',
    'column private.store_inbox.transaction_id: text',
    'column private.store_inbox.original_transaction_id: text',
    'column private.store_inbox.payload: jsonb',
    'column private.store_inbox.disposition: text not null',
    'column private.store_inbox.deliveries: integer not null',
    'column private.store_inbox.occurred_at: timestamp with time zone not null',
    'column private.store_inbox.received_at: timestamp with time zone not null',
    'column private.store_inbox.bound_at: timestamp with time zone',
    'column private.store_inbox.token_sha256: text',
    'column private.store_inbox.linked_token_sha256: text',
    'column private.store_inbox.account_sha256: text',
    'column private.store_inbox.waits_for: text',
    'constraint store_inbox_pkey on private.store_inbox: primary key',
    'constraint store_inbox_values_check on private.store_inbox: check',
    'index private.store_inbox_user_id_idx: valid t',
    'index private.store_inbox_unbound_account_idx: valid t',
    'index private.store_inbox_waiting_idx: valid t',
    'index private.store_inbox_unbound_transaction_idx: valid t',
    'index private.store_inbox_unbound_original_idx: valid t',
    'index private.store_inbox_orphan_transaction_idx: valid t',
    'index private.store_inbox_refund_idx: valid t',
    'index private.store_inbox_orphan_original_idx: valid t',
    'index private.store_inbox_orphan_token_idx: valid t',
    'index private.store_inbox_orphan_linked_token_idx: valid t'];
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
