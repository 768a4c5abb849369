-- Verify functions/entitlement/my_entitlements: stamped from functions/entitlement/my_entitlements.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.my_entitlements, public.my_courses, private.my_entitlements, private.my_courses}';
  v_expected text[] := array[
    'public.my_entitlements(): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 2301b404c879e73a69ec0629fc56b5f8d9f7ee55bb9c3a67c97f1da3b40fa7d3',
    'public.my_courses(): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 38a807f8c76e425466e9bc81cb311e395af654c83cedec27ed82ead77cc7cabd',
    'private.my_entitlements(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 aaa488c8a19d500ae5603e73101b524ac568c9cd4470bf483917737ab348ad53',
    'private.my_courses(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 845b39d565be85a2d536e6b386824b7238c345659dc18c6b3af96a22ebc6e33f'];
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
