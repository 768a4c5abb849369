-- Verify functions/handshake/handshake: stamped from functions/handshake/handshake.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.handshake, private.handshake, private.etag_matches, private.handshake_request, private.assert_hashes}';
  v_expected text[] := array[
    'public.handshake(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 ab0673f03da8f04c2368f9ca0d08560bdf178941f8e07b6960013a1e79583460',
    'private.handshake(uuid,jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bbcd573c9b6fa41105706f054383038d4d3dad3fb0e693d4f21505ecf71ef30c',
    'private.etag_matches(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f132aac67bbeaebd81f0d2ce63ab2ad134b4f2ab36bd413fbac1752e6fe56ab5',
    'private.handshake_request(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a8bcd258596f64f3c46c99a46f344aea16be0b768855df3dff268b145ed9693c',
    'private.assert_hashes(jsonb,text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 25f202f341e38544531f585b335fdf6119c3c22bd5840fb6edde3326016e5390'];
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
