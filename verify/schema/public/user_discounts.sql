-- Verify schema/public/user_discounts: stamped from schema/public/user_discounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.user_discounts}';
  v_expected text[] := array[
    'public.user_discounts: owner dochub_owner',
    'column public.user_discounts.user_id: uuid not null',
    'column public.user_discounts.code: text not null',
    'column public.user_discounts.redemption_id: uuid not null',
    'column public.user_discounts.product_type: text not null',
    'column public.user_discounts.product_id: text',
    'column public.user_discounts.benefit_kind: text not null',
    'column public.user_discounts.benefit_value: bigint not null',
    'column public.user_discounts.benefit_currency: text',
    'column public.user_discounts.amount_micros: bigint',
    'column public.user_discounts.amount_off_micros: bigint',
    'column public.user_discounts.amount_due_micros: bigint',
    'column public.user_discounts.currency: text',
    'column public.user_discounts.redeemed_at: timestamp with time zone not null',
    'column public.user_discounts.grant_expires_at: timestamp with time zone not null',
    'column public.user_discounts.fulfilled_at: timestamp with time zone',
    'column public.user_discounts.released_at: timestamp with time zone',
    'column public.user_discounts.price_source: text',
    'column public.user_discounts.benefit_hundredths: integer',
    'constraint user_discounts_pkey on public.user_discounts: primary key',
    'constraint user_discounts_redemption_key on public.user_discounts: unique',
    'constraint user_discounts_user_id_fkey on public.user_discounts: foreign key',
    'constraint user_discounts_code_fkey on public.user_discounts: foreign key',
    'constraint user_discounts_terms_check on public.user_discounts: check',
    'index public.user_discounts_code_idx: valid t',
    'index public.user_discounts_lapsing_idx: valid t',
    'trigger user_discounts_sync on public.user_discounts: tgenabled O',
    'trigger user_discounts_sync_change on public.user_discounts: tgenabled O'];
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
