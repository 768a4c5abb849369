-- Verify policies/public/cohorts: stamped from policies/public/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.cohorts}';
  v_expected text[] := array[
    'public.cohorts: owner dochub_owner, row security t, forced t',
    'policy cohorts_insert_owner on public.cohorts: PERMISSIVE for INSERT to {dochub_owner} with check (true)',
    'policy cohorts_select_all on public.cohorts: PERMISSIVE for SELECT to {dochub_admin,dochub_backup,dochub_owner,service_role} using (true)',
    'policy cohorts_update_owner on public.cohorts: PERMISSIVE for UPDATE to {dochub_owner} using (true) with check (true)',
    'grant on public.cohorts: dochub_admin=r/dochub_owner',
    'grant on public.cohorts: dochub_backup=r/dochub_owner',
    'grant on public.cohorts: dochub_owner=arwdDxt/dochub_owner',
    'grant on public.cohorts: service_role=r/dochub_owner'];
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
