-- Verify policies/private/store: stamped from policies/private/store.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.receipt_claims, private.store_inbox, private.store_transactions, private.store_subscriptions, private.store_refunds, private.stripe_payments, private.pending_custom_courses}';
  v_expected text[] := array[
    'private.receipt_claims: owner dochub_owner, row security t, forced t',
    'policy receipt_claims_insert_owner on private.receipt_claims: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy receipt_claims_select_all on private.receipt_claims: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy receipt_claims_update_owner on private.receipt_claims: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.receipt_claims: dochub_backup=r/dochub_owner',
    'grant on private.receipt_claims: dochub_owner=arwdDxt/dochub_owner',
    'private.store_inbox: owner dochub_owner, row security t, forced t',
    'policy store_inbox_insert_owner on private.store_inbox: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_inbox_select_all on private.store_inbox: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_inbox_update_owner on private.store_inbox: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_inbox: dochub_backup=r/dochub_owner',
    'grant on private.store_inbox: dochub_owner=arwdDxt/dochub_owner',
    'private.store_transactions: owner dochub_owner, row security t, forced t',
    'policy store_transactions_delete_owner on private.store_transactions: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy store_transactions_insert_owner on private.store_transactions: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_transactions_select_all on private.store_transactions: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_transactions_update_owner on private.store_transactions: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_transactions: dochub_backup=r/dochub_owner',
    'grant on private.store_transactions: dochub_owner=arwdDxt/dochub_owner',
    'private.store_subscriptions: owner dochub_owner, row security t, forced t',
    'policy store_subscriptions_delete_owner on private.store_subscriptions: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy store_subscriptions_insert_owner on private.store_subscriptions: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_subscriptions_select_all on private.store_subscriptions: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_subscriptions_update_owner on private.store_subscriptions: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_subscriptions: dochub_backup=r/dochub_owner',
    'grant on private.store_subscriptions: dochub_owner=arwdDxt/dochub_owner',
    'private.store_refunds: owner dochub_owner, row security t, forced t',
    'policy store_refunds_insert_owner on private.store_refunds: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy store_refunds_select_all on private.store_refunds: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy store_refunds_update_owner on private.store_refunds: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.store_refunds: dochub_backup=r/dochub_owner',
    'grant on private.store_refunds: dochub_owner=arwdDxt/dochub_owner',
    'private.stripe_payments: owner dochub_owner, row security t, forced t',
    'policy stripe_payments_insert_owner on private.stripe_payments: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy stripe_payments_select_all on private.stripe_payments: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy stripe_payments_update_owner on private.stripe_payments: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.stripe_payments: dochub_backup=r/dochub_owner',
    'grant on private.stripe_payments: dochub_owner=arwdDxt/dochub_owner',
    'private.pending_custom_courses: owner dochub_owner, row security t, forced t',
    'policy pending_custom_courses_delete_owner on private.pending_custom_courses: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy pending_custom_courses_insert_owner on private.pending_custom_courses: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy pending_custom_courses_select_all on private.pending_custom_courses: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy pending_custom_courses_update_owner on private.pending_custom_courses: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.pending_custom_courses: dochub_backup=r/dochub_owner',
    'grant on private.pending_custom_courses: dochub_owner=arwdDxt/dochub_owner'];
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
