-- Verify functions/store/event: stamped from functions/store/event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.keep_in_inbox, private.event_answer, private.event_argument, private.store_event_type, private.event_kind, private.event_refs, private.event_owner}';
  v_expected text[] := array[
    'private.keep_in_inbox(text,uuid,public.subscription_events,jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 29f7e8997e37a38e437a480061c885bd0f48cc37502da606f567674d7910a50c',
    'private.event_answer(text,uuid,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cc3f3b253f60e1e2fb6550c4560e035f3a4cd46807fd8fdfc4456ba0f1449e29',
    'private.event_argument(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e7d96a89fdbd361fa6c83f9976da041089f3fa9a36eb5217de2069d8107e13e5',
    'private.store_event_type(text,text,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 37dee8870f5472e914374ce55057ac607e528ac4abe3b9f6e18d4adeee926369',
    'private.event_kind(public.subscription_events): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 32d7c1f701c6e0e80d5b30d13717c66cf94097240e7bfffe9770e56b11e05cf5',
    'private.event_refs(public.subscription_events): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d2177ca3226a522c77ce6fb640234012751adeba296cf366bb52488a5764bedc',
    'private.event_owner(public.subscription_events,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cbdf1d077aaff3364e429339e3a30291bb468eecbabdd28af66e6e3a771e3bd2'];
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
