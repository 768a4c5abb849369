-- Verify functions/cohorts/join_cohort: stamped from functions/cohorts/join_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.join_cohort, private.join_cohort, private.institution, private.join_by_domain, public.leave_cohort, private.leave_cohort, private.leave_cohort_seat}';
  v_expected text[] := array[
    'public.join_cohort(text): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 41aaf4f3db6f5f5461df1b8e8dc2e942f8856902f002378605ed7a3937ce10e1',
    'private.join_cohort(uuid,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 4ef7784a1587a4a58efce7da98c37ed162f8753408aa4a1a36c7520ee5feca56',
    'private.institution(text,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 62929f7f1a32cec5971768c730a413b371119ea074a149597bf1085bcb346f15',
    'private.join_by_domain(uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9968b5cac109add34cd1d77a6a9faf063a27d7db0b1a8f7f977b6eb395ac216d',
    'public.leave_cohort(): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 54ee0d1b21697045e9e1fcac34653a9b7bb2016a8e49bb919c1dc29df4f7e92e',
    'private.leave_cohort(uuid,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 625867b75435fb4c4890ff85bed48786be885631acae7840f0b25d4e3a14ab37',
    'private.leave_cohort_seat(uuid,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 98f154b5efde1c4aeb9ebb4af55135c01eb89f7c905eee5dcbfb54b5cb6330f3'];
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
