-- Verify functions/handshake/cache: stamped from functions/handshake/cache.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.handshake_row, private.handshake_generations, private.handshake_lock, private.handshake_build, private.handshake_store, private.handshake_boundaries}';
  v_expected text[] := array[
    'private.handshake_row(uuid,text,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 05b28482399f446390d287229e37d8a38c8bd95ee31adedca5179510736ba94a',
    'private.handshake_generations(uuid): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 61430ecf6ad4df59cbca20d17821a712c5b071eb46eff1610250f13c2d8fe651',
    'private.handshake_lock(uuid): plpgsql, provolatile v, prosecdef f, proconfig {lock_timeout=250ms,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0d781ebce01e62ee9944d34941b5da2b263cd26b4f865c52664ad8894361dc70',
    'private.handshake_build(public.cached_handshake_responses,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {TimeZone=UTC,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 49aaa9e037b0c892672d0dfa984126bdd7db328b80dd7a4506f92157c1fd906e',
    'private.handshake_store(public.cached_handshake_responses): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e7609ff4565c325f7881b468c86f1845d3006ad9b87785b9a692bd6826648f47',
    'private.handshake_boundaries(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 c28bc19b995228346eb8fe733f9d66e3751b51fc07bf46f0322f854d1ab02717'];
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
