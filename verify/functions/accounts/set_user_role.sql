-- Verify functions/accounts/set_user_role: stamped from functions/accounts/set_user_role.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.set_user_role, private.set_user_role, public.set_tester, private.set_tester}';
  v_expected text[] := array[
    'public.set_user_role(uuid,text): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 51e1897b55b0e13709a1f92969c220cf84cfae6dae3fdbda033daac94ae8c773',
    'private.set_user_role(uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 87df361f3e97e7df29b9436b25cd0e1a712c4068bf6e1eda6b4a54ce97926335',
    'public.set_tester(uuid,boolean): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 6b5e4f1a9ceb1be2a62d3bcc564f7658fcdf59db72774e347bb233c0d0e84b05',
    'private.set_tester(uuid,boolean,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e28fc5e823e58ec62869d77a45f5623cbcfdae975293eaa4d666de736f9194b9'];
  v_found text[] := array(
    select format('%s: %s, provolatile %s, prosecdef %s, proconfig %s, owner %s, %s, sha256 %s',
        p.oid::regprocedure, l.lanname, p.provolatile, p.prosecdef,
        array(select x collate "C" from unnest(p.proconfig) as x order by 1), p.proowner::regrole,
        array(select x::text collate "C" from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) as x order by 1),
        encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'))
      from unnest(v_names) as f (name)
        join pg_proc as p on p.proname = split_part(f.name, '.', 2)
          and p.pronamespace = split_part(f.name, '.', 1)::regnamespace
        join pg_language as l on l.oid = p.prolang);
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
