-- Verify functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.log_events, private.log_events, private.redact_events, private.redact_event, private.log_times, private.bucket_room, private.log_room, private.take_log_quota}';
  v_expected text[] := array[
    'public.log_events(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {anon=X/dochub_owner,authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 ca13bd36485ee5c644f47061f3221d2dab10ccf526a0495198571c1a7a25e94f',
    'private.log_events(jsonb,uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bb091dbe14658b4403fd13306f692cfa973f79c662fa3003c4c968e0a29b007d',
    'private.redact_events(jsonb,text,integer,boolean[]): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a56aef2f0b441448d4e1c750a1496dfe41a07788a978aedebd8ec98da3c985b6',
    'private.redact_event(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0ddafcc590a69102cf8f31a1dcf0ba86e303591c63e95bdf73339eea66930a16',
    'private.log_times(jsonb,text[],boolean): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f63eb7bfdf25a8175213cd4bd308ccec347bb2cb091651f14af85b296b29ee3a',
    'private.bucket_room(timestamp with time zone,interval,interval,timestamp with time zone): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2e6c5acb85b61f6ec6d58b1125e55f55597a767f511efb3070d17eb219e4c510',
    'private.log_room(text,uuid,bytea,interval,integer,integer,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cbe530ab0f560f52f1af6e9cba072a8b8c986fcc17f32032d3c1ee7637dd20c3',
    'private.take_log_quota(text,uuid,bytea,interval,integer,integer,integer,integer[],timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f74a8ee54a3e71dad3c1531c4854d65cde185f8955930063895f23b0ccf6e218'];
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
