-- Verify schema/private/credit_ledger: stamped from schema/private/credit_ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.credit_ledger}';
  v_expected text[] := array[
    'private.credit_ledger: owner dochub_owner',
    'column private.credit_ledger.user_id: uuid not null',
    'column private.credit_ledger.entry_no: bigint not null',
    'column private.credit_ledger.occurred_at: timestamp with time zone not null',
    'column private.credit_ledger.week_start: timestamp with time zone not null',
    'column private.credit_ledger.resets_at: timestamp with time zone',
    'column private.credit_ledger.weekly_allowance: integer',
    'column private.credit_ledger.weekly_used: integer not null',
    'column private.credit_ledger.promotional: integer not null',
    'column private.credit_ledger.bank: integer not null',
    'column private.credit_ledger.held: integer not null',
    'column private.credit_ledger.debt: integer not null',
    'column private.credit_ledger.kind: text not null',
    'column private.credit_ledger.caller_class: text',
    'column private.credit_ledger.key_sha256: bytea',
    'column private.credit_ledger.promotional_split: jsonb',
    'column private.credit_ledger.hold_id: uuid',
    'column private.credit_ledger.credit_id: uuid',
    'column private.credit_ledger.store: text',
    'column private.credit_ledger.environment: text',
    'column private.credit_ledger.transaction_id: text',
    'constraint credit_ledger_pkey on private.credit_ledger: primary key',
    'constraint credit_ledger_user_id_fkey on private.credit_ledger: foreign key',
    'constraint credit_ledger_values_check on private.credit_ledger: check',
    'index private.credit_ledger_idempotency_key: valid t',
    'trigger credit_ledger_append_only on private.credit_ledger: tgenabled O'];
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
