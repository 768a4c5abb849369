-- Verify functions/store/consumption_report: stamped from functions/store/consumption_report.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.consumption_report, private.consumption_report, private.dollar_bucket}';
  v_expected text[] := array[
    'public.consumption_report(uuid,text,text,text): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 d849f9fb9f48e79b009f0c2c500e5ebfa87c3dc9501bdc91677aacca6e1a1df2',
    'private.consumption_report(uuid,text,text,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 4c18fda1782e35b82b8a44446cfa3debe6ab0703896eb01ea7e826522f4a1369',
    'private.dollar_bucket(numeric,boolean): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b44dd27cf632c7ac976b06672bd0e8fa6591b1acfd57f2e3f968643f8b0e8f7b'];
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
