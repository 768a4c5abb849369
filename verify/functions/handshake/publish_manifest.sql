-- Verify functions/handshake/publish_manifest: stamped from functions/handshake/publish_manifest.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.publish_manifest, private.publish_manifest, private.manifest_options, public.retire_manifest, private.retire_manifest}';
  v_expected text[] := array[
    'public.publish_manifest(text,jsonb,jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 eb55da9db9a149724ccc1357d09ae9f1169dee48e10343880ebbabdc042950de',
    'private.publish_manifest(text,jsonb,jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 8aa3eac03d850adbaf3e33c497ce3b6c832a2dfa6dea26a208c9c3b2608e6060',
    'private.manifest_options(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 da6aa29271406f6c4201178255bf131a81cd34636eb95d5107c5ec9cf8a74461',
    'public.retire_manifest(uuid): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 f088d3d40354121060f559e9be7e12de532fa6045fca5284b1d226a7bc671bfa',
    'private.retire_manifest(uuid,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 424b67fc15ecd488484210a57078beb7f4a88da3ab1929e1f99f7063e9a82ce1'];
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
