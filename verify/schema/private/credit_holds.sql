-- Verify schema/private/credit_holds: stamped from schema/private/credit_holds.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.credit_holds}';
  v_expected text[] := array[
    'private.credit_holds: owner dochub_owner',
    'column private.credit_holds.user_id: uuid not null',
    'column private.credit_holds.hold_id: uuid not null',
    'column private.credit_holds.amount: integer not null',
    'column private.credit_holds.weekly: integer not null',
    'column private.credit_holds.promotional: integer not null',
    'column private.credit_holds.bank: integer not null',
    'column private.credit_holds.promotional_split: jsonb',
    'column private.credit_holds.week_start: timestamp with time zone not null',
    'column private.credit_holds.status: text not null',
    'column private.credit_holds.committed_amount: integer',
    'column private.credit_holds.release_reason: text',
    'column private.credit_holds.resolved_entry_no: bigint',
    'column private.credit_holds.created_at: timestamp with time zone not null',
    'column private.credit_holds.expires_at: timestamp with time zone not null',
    'column private.credit_holds.settled_at: timestamp with time zone',
    'constraint credit_holds_pkey on private.credit_holds: primary key',
    'constraint credit_holds_user_id_fkey on private.credit_holds: foreign key',
    'constraint credit_holds_values_check on private.credit_holds: check',
    'index private.credit_holds_open_idx: valid t'];
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
