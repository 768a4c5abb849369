-- Verify functions/kernel/values: stamped from functions/kernel/values.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.is_time_zone, private.monday_at_or_before, private.monday_at_or_after, private.canonical_sha256, private.generated_code, private.normalise_code}';
  v_expected text[] := array[
    'private.is_time_zone(text): plpgsql, provolatile s, prosecdef f, proconfig {TimeZone=UTC,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 06a02cf32bfbedca33f1699a111ae85558d627dd161d0e3c227c188d0c446e65',
    'private.monday_at_or_before(text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 60b9b6ce61d5c75ef11863f74de85d6e23946a8aa191291650afc324bd1b705a',
    'private.monday_at_or_after(text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 677799fc724b8a8dc85ae8ce3742dac322045aea204928b07063f4223307ac9f',
    'private.canonical_sha256(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e0f3c7df5e6741684c59a30a432617a3fadc30e0a80d42b12fd0c370060453cf',
    'private.generated_code(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d67be600ec93d22ddf096756353af3c4aef34ca6a76a2e08c2d972c81255df28',
    'private.normalise_code(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 42dd96100ce29d6ab9b19cc096546623ea5fe60cb70c50d89ff93db1562ff0da'];
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
