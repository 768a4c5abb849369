-- Verify functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.log_events, private.log_events, private.log_room, private.log_event_fault, private.log_row, private.take_log_quota, private.log_client_ts, private.lock_user_throttle, private.lock_address_throttle}';
  v_expected text[] := array[
    'public.log_events(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {anon=X/dochub_owner,authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 b08cb56d14274524cafcc8748b340df2f0147308ba91269291b78e7d5aaba3d5',
    'private.log_events(jsonb,uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2dd15851e95ff50193b06ea85ae4d3c2aa5820e2103efbb7c399766cc9ec4c1b',
    'private.log_room(text,uuid,bytea,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e7d46c1b87fcd7bba8e387234442c23a12fb97ffc042f02208c95aa2254d0112',
    'private.log_event_fault(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9da4c2307b3f5726fae010f5343d03e9b224d39e59bdc64714f008070eb88bc8',
    'private.log_row(jsonb,uuid,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f7041a2994b49441ff2bf7012e988406fe64b050bb7c0a8a00df8697a6c9a83e',
    'private.take_log_quota(text,uuid,bytea,integer,integer,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 fa9a7e1da1194891579108205cf89b640612616d318768f8834e132ce3bae2a1',
    'private.log_client_ts(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ce7469defa11423f4c812de6140b6f200bae08855e70100b7825b1416ae48ff8',
    'private.lock_user_throttle(text,uuid): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f3aa044699c9618037cb221602ecfecb8b42aa822ca2317c8a4202148757f328',
    'private.lock_address_throttle(text,bytea): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9ae55e4462583d48c0fb2dffa7e24b130655a0debe4288158c6dc8902c857e60'];
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
