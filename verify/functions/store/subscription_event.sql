-- Verify functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.take_subscription_event, private.use_redemption, private.connected_receipts, private.log_event, private.subscription_is_live, private.move_subscription, private.subscription_family}';
  v_expected text[] := array[
    'private.take_subscription_event(text,record,boolean,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b4a5bf649df36cafba0c9dac805ef3ab0677d01faed044330412fd3d07b9fee5',
    'private.use_redemption(record,uuid,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b9d5bf55b1f5aa049ea18c2d38053199d58304fd56a5ced077168947ed95fb7f',
    'private.connected_receipts(text,text,text[],boolean): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d09e2717535a6c6df5db6fc4d683dc85c38050609f873e4b94112a94689f359e',
    'private.log_event(record,uuid,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 14585a15f467c2087413d21c997c9fe7d71c00e65b8a578dfff7981fdf70b529',
    'private.subscription_is_live(uuid,text,text,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 5fd5c5dae2e51bcd6a6b138d2ec52160e933e00572ae4d3c73d9386a6c950ae2',
    'private.move_subscription(uuid,uuid,text,record,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 09e6693ff6126a17bc2369965d6d95fe21d75cce050ec81b41ab594b684c0f0b',
    'private.subscription_family(uuid,text,text,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e61cde421ba7bc5306b351641072b37f1b20c40cd4267e0c7ca3e98f85d66f41'];
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
