-- Verify functions/store/connected_event: stamped from functions/store/connected_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.take_connected_event, private.locked_events, private.lock_events, private.connected_events, private.named_events, private.judged_events, private.owned_events, private.entitles_until, private.settle_ownership, private.use_redemption}';
  v_expected text[] := array[
    'private.take_connected_event(record,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 93ae04d40fa240be0106eb70d785d656601892e42bfa5d49baa28e3dbfd49520',
    'private.locked_events(jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9ddd84e73b6369a3cf1c9ea244c49d53b905dcc7218411c9bb4d0d08c0d70b62',
    'private.lock_events(jsonb[],timestamp with time zone,uuid): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 dc7eb0fb162f0c750f92bab792d687e87f0089e6e85c7bf55256599643f37194',
    'private.connected_events(jsonb,boolean): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 59ee0545d2e9a0f45ad0b38a156e669a070c47951f2a45f84f44c017cef33a19',
    'private.named_events(uuid,text,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6be4ad7b75d7d6b3fac835a38651640fd0f9a04c77ea70a1bc4b70e25f01f29c',
    'private.judged_events(jsonb,jsonb,uuid[],text,boolean,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ac41aa073413468f283a337e17dda0ad702c25058bf97206b80757351d095e40',
    'private.owned_events(jsonb,text[],timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9fac8e6d92b375f16bb614bfe769fbbac47f1d6e52d762f2540946365fe922c2',
    'private.entitles_until(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 5ea3e919b661cdecb07b3122c077f5d45cf3522b38e3961d248adb507ee3d786',
    'private.settle_ownership(text,text,jsonb,uuid[],boolean,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6aca0df5f05155c10bd411d37d3a900df6db36ed2d0dbd07b90a5f79fdeed501',
    'private.use_redemption(uuid,text,text,text,text,uuid,timestamp with time zone,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 62ec4e09ef879afbf5c0d7c798982fcf062d2d54193b5f5bcfecc6ae59c0ea0d'];
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
