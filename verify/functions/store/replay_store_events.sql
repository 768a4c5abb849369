-- Verify functions/store/replay_store_events: stamped from functions/store/replay_store_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.replay_store_events, private.replay_store_events, public.store_inbox_report, private.store_inbox_report, private.inbox_filter, private.waiting_events, private.count_waiting}';
  v_expected text[] := array[
    'public.replay_store_events(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 85de3a3254b19f96431f40e6d9ba2d38b4289ef9fcfe18c696242b3b5bf11405',
    'private.replay_store_events(jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 56023d881df13ac7df4893e3b44e2f1c8209d6a2860e8537d19e08822880edec',
    'public.store_inbox_report(jsonb): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 d98c55991fbaf25a5375ec0225234339b90df745bc924c378931521d6aec2788',
    'private.store_inbox_report(jsonb,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 27648c0ddd320d278826f93f864847921cf81bf0accc17a0cf2d26bb85ddaf9c',
    'private.inbox_filter(jsonb,integer): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 4bb8972fd182215aa72de1b0329c08f4c38aa9101830c0172bb03a949c9b92dd',
    'private.waiting_events(record): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0faa9a2570341f1523f226f2d72ed2885f55eccba8b568f10261bd67c0b00b75',
    'private.count_waiting(record): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 4598de4d1f9282eb51b9c33b97765caa39bfeb0435d6ac56f0cb5f45574efc0b'];
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
