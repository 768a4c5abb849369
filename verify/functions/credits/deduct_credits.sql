-- Verify functions/credits/deduct_credits: stamped from functions/credits/deduct_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.deduct_credits, public.reserve_credits, private.deduct_credits, private.reserve_credits, private.assert_credit_arguments, private.take_credits, private.taking_parameters, private.repeat_taking}';
  v_expected text[] := array[
    'public.deduct_credits(integer,text,text,uuid): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 fb6700bc5d58888e0686dd570231d99d93bbc85978ef2b249146dc5eed89a197',
    'public.reserve_credits(integer,text,interval,text,uuid): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 8ca5079925d9843253215f749bb18f820c8a6bbac7f20f06302e49d0f6649c8e',
    'private.deduct_credits(uuid,integer,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b36a751423713d1d471ae612196809ccc95bd478b31901e19e8e38a1e0bcfa27',
    'private.reserve_credits(uuid,integer,text,interval,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6d48bdbdbfd1aab856287a32ad954c6261c5d0e1ca6ed5db581cf32741de43df',
    'private.assert_credit_arguments(integer,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d1b3525b8203c5a83824ad288b8a89613ab9c1044831a573a5c36ed8cae555dd',
    'private.take_credits(uuid,text,integer,text,interval,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e33cb257df6a7474ae232d2d7c0cd6ff8f727274b1c0616aec677dc2db042de1',
    'private.taking_parameters(integer,interval): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e210395946100cfec2d198bd055669ee80efa26c0e29814c4c23ccef7fecf6f1',
    'private.repeat_taking(uuid,bigint,integer,interval): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d599ae505b675ff32dd2de9cb9d79f6117e9de46083ef0b2eb6a066f90b9e00b'];
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
