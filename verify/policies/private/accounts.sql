-- Verify policies/private/accounts: stamped from policies/private/accounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.user_details, private.email_claims, private.account_claims, private.push_tokens, private.audit_log}';
  v_expected text[] := array[
    'private.user_details: owner dochub_owner, row security t, forced t',
    'policy user_details_insert_owner on private.user_details: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy user_details_select_all on private.user_details: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy user_details_update_owner on private.user_details: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.user_details: dochub_backup=r/dochub_owner',
    'grant on private.user_details: dochub_owner=arwdDxt/dochub_owner',
    'private.email_claims: owner dochub_owner, row security t, forced t',
    'policy email_claims_delete_owner on private.email_claims: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy email_claims_insert_owner on private.email_claims: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy email_claims_select_all on private.email_claims: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy email_claims_update_owner on private.email_claims: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.email_claims: dochub_backup=r/dochub_owner',
    'grant on private.email_claims: dochub_owner=arwdDxt/dochub_owner',
    'private.account_claims: owner dochub_owner, row security t, forced t',
    'policy account_claims_insert_owner on private.account_claims: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy account_claims_select_all on private.account_claims: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy account_claims_update_owner on private.account_claims: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.account_claims: dochub_backup=r/dochub_owner',
    'grant on private.account_claims: dochub_owner=arwdDxt/dochub_owner',
    'private.push_tokens: owner dochub_owner, row security t, forced t',
    'policy push_tokens_delete_owner on private.push_tokens: PERMISSIVE for DELETE to {dochub_owner} using (true)',
    'policy push_tokens_insert_owner on private.push_tokens: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy push_tokens_select_all on private.push_tokens: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'policy push_tokens_update_owner on private.push_tokens: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on private.push_tokens: dochub_backup=r/dochub_owner',
    'grant on private.push_tokens: dochub_owner=arwdDxt/dochub_owner',
    'private.audit_log: owner dochub_owner, row security t, forced t',
    'policy audit_log_insert_owner on private.audit_log: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy audit_log_select_all on private.audit_log: PERMISSIVE for SELECT to {dochub_backup,dochub_owner} using (true)',
    'grant on private.audit_log: dochub_backup=r/dochub_owner',
    'grant on private.audit_log: dochub_owner=arxt/dochub_owner',
    'grant on private.audit_log.user_id: dochub_owner=w/dochub_owner'];
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
