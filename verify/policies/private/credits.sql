-- Verify policies/private/credits: stamped from policies/private/credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.credit_ledger, private.credit_reasons, private.credit_holds, private.allowance_claims}';
  v_expected text[] := array[
    'private.credit_ledger: owner dochub_owner, row security t, forced t',
    'policy credit_ledger_insert_owner on private.credit_ledger: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy credit_ledger_select_all on private.credit_ledger: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'grant on private.credit_ledger: dochub_backup=r/dochub_owner',
    'grant on private.credit_ledger: dochub_owner=arxt/dochub_owner',
    'grant on private.credit_ledger.user_id: dochub_owner=w/dochub_owner',
    'private.credit_reasons: owner dochub_owner, row security t, forced t',
    'policy credit_reasons_delete_owner on private.credit_reasons: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy credit_reasons_insert_owner on private.credit_reasons: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy credit_reasons_select_all on private.credit_reasons: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'grant on private.credit_reasons: dochub_backup=r/dochub_owner',
    'grant on private.credit_reasons: dochub_owner=arwdDxt/dochub_owner',
    'private.credit_holds: owner dochub_owner, row security t, forced t',
    'policy credit_holds_insert_owner on private.credit_holds: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy credit_holds_select_all on private.credit_holds: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy credit_holds_update_owner on private.credit_holds: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.credit_holds: dochub_backup=r/dochub_owner',
    'grant on private.credit_holds: dochub_owner=arwdDxt/dochub_owner',
    'private.allowance_claims: owner dochub_owner, row security t, forced t',
    'policy allowance_claims_insert_owner on private.allowance_claims: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy allowance_claims_select_all on private.allowance_claims: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'grant on private.allowance_claims: dochub_backup=r/dochub_owner',
    'grant on private.allowance_claims: dochub_owner=arwdDxt/dochub_owner'];
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
