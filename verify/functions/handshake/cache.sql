-- Verify functions/handshake/cache: stamped from functions/handshake/cache.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.handshake_row, private.handshake_lock, private.handshake_build, private.handshake_boundaries}';
  v_expected text[] := array[
    'private.handshake_row(uuid,text,text,text,integer,jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 af1e6b78bfd911116f1ecc4f63be4f4482c6025fa61b4ec143c6abd5ccec3b71',
    'private.handshake_lock(uuid): plpgsql, provolatile v, prosecdef f, proconfig {lock_timeout=250ms,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0d781ebce01e62ee9944d34941b5da2b263cd26b4f865c52664ad8894361dc70',
    'private.handshake_build(uuid,text,text,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {TimeZone=UTC,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d272e2523757b73c66e7e441e4e8dd1d485e9a77a52065503010b2e28e066cd1',
    'private.handshake_boundaries(uuid,timestamp with time zone,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6adef34f5256e2931ab23584981a42e6a1c8464721472235830be14475d30d3c'];
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
