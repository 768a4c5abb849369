-- Verify policies/private/base_data (reworked after @v0.1.0): stamped from policies/private/base_data.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.plans, private.stores, private.store_products, private.store_prices, private.currencies, private.store_event_types, private.throttle_limits, private.error_codes, private.settings}';
  v_expected text[] := array[
    'private.plans: owner dochub_owner, row security t, forced t',
    'policy plans_insert_owner on private.plans: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy plans_select_all on private.plans: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy plans_update_owner on private.plans: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.plans: dochub_backup=r/dochub_owner',
    'grant on private.plans: dochub_owner=arwdDxt/dochub_owner',
    'private.stores: owner dochub_owner, row security t, forced t',
    'policy stores_insert_owner on private.stores: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy stores_select_all on private.stores: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy stores_update_owner on private.stores: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.stores: dochub_backup=r/dochub_owner',
    'grant on private.stores: dochub_owner=arwdDxt/dochub_owner',
    'private.store_products: owner dochub_owner, row security t, forced t',
    'policy store_products_delete_owner on private.store_products: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy store_products_insert_owner on private.store_products: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_products_select_all on private.store_products: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_products_update_owner on private.store_products: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_products: dochub_backup=r/dochub_owner',
    'grant on private.store_products: dochub_owner=arwdDxt/dochub_owner',
    'private.store_prices: owner dochub_owner, row security t, forced t',
    'policy store_prices_delete_owner on private.store_prices: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy store_prices_insert_owner on private.store_prices: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_prices_select_all on private.store_prices: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_prices_update_owner on private.store_prices: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_prices: dochub_backup=r/dochub_owner',
    'grant on private.store_prices: dochub_owner=arwdDxt/dochub_owner',
    'private.currencies: owner dochub_owner, row security t, forced t',
    'policy currencies_insert_owner on private.currencies: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy currencies_select_all on private.currencies: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy currencies_update_owner on private.currencies: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.currencies: dochub_backup=r/dochub_owner',
    'grant on private.currencies: dochub_owner=arwdDxt/dochub_owner',
    'private.store_event_types: owner dochub_owner, row security t, forced t',
    'policy store_event_types_insert_owner on private.store_event_types: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_event_types_select_all on private.store_event_types: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_event_types_update_owner on private.store_event_types: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_event_types: dochub_backup=r/dochub_owner',
    'grant on private.store_event_types: dochub_owner=arwdDxt/dochub_owner',
    'private.throttle_limits: owner dochub_owner, row security t, forced t',
    'policy throttle_limits_insert_owner on private.throttle_limits: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy throttle_limits_select_all on private.throttle_limits: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy throttle_limits_update_owner on private.throttle_limits: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.throttle_limits: dochub_backup=r/dochub_owner',
    'grant on private.throttle_limits: dochub_owner=arwdDxt/dochub_owner',
    'private.error_codes: owner dochub_owner, row security t, forced t',
    'policy error_codes_insert_owner on private.error_codes: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy error_codes_select_all on private.error_codes: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy error_codes_update_owner on private.error_codes: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.error_codes: dochub_backup=r/dochub_owner',
    'grant on private.error_codes: dochub_owner=arwdDxt/dochub_owner',
    'private.settings: owner dochub_owner, row security t, forced t',
    'policy settings_select_all on private.settings: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy settings_update_owner on private.settings: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.settings: dochub_backup=r/dochub_owner',
    'grant on private.settings: dochub_owner=arwdDxt/dochub_owner'];
  v_found text[] := array(
    select format('%s: owner %s, row security %s, forced %s',
        oid::regclass, relowner::regrole, relrowsecurity, relforcerowsecurity)
      from pg_class where oid = any (v_tables)
    union all
    select concat_ws(' ',
        format('policy %s on %s.%s: %s for %s to %s', policyname, schemaname, tablename, permissive, cmd, roles),
        'using ' || case when qual <> 'true' then '(...)' else '(' || qual || ')' end,
        'with check ' || case when with_check <> 'true' then '(...)' else '(' || with_check || ')' end)
      from pg_policies where schemaname || '.' || tablename = any (v_tables::text[])
    union all -- The owner's m, MAINTAIN, came with PostgreSQL 17.
    select format('grant on %s: %s', oid::regclass, regexp_replace(x::text, '^(dochub_owner=\w*)m/', '\1/'))
      from pg_class, unnest(coalesce(relacl, acldefault('r', relowner))) as x where oid = any (v_tables)
    union all
    select format('grant on %s.%s: %s', attrelid::regclass, attname, x)
      from pg_attribute, unnest(attacl) as x where attrelid = any (v_tables));
  v_difference text := (
    select string_agg(line, E'\n' order by substr(line, 3), line) from (
      select '- ' || e from unnest(v_expected) as e where e <> all (v_found)
      union all select '+ ' || f from unnest(v_found) as f where f <> all (v_expected)) as d (line));
begin
  if v_difference <> '' then
    raise exception E'- is expected, + is found:\n%', v_difference;
  end if;
end
$verify$;
rollback;
