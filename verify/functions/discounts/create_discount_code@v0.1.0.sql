-- Verify functions/discounts/create_discount_code: stamped from functions/discounts/create_discount_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.create_discount_code, public.update_discount_code, private.cap_descendants, private.discount_argument, private.discount_spec, private.discount_benefit, private.discount_unknown}';
  v_expected text[] := array[
    'public.create_discount_code(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 3b56490cf7ea7d33cf412c326f7b95ba2e417bad5d011ab641f334a11a8bf72f',
    'public.update_discount_code(text,jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 6ef3fbd50e9353345d2324d1c95841b29ebb497a538e0910d1b2732d923429f7',
    'private.cap_descendants(text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b6ec4ad8c8bd7792d3ddc742681c521ab004fb0ef9aa969bf7f921398fb9fb4f',
    'private.discount_argument(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 35f9e11fa14703efcff1fd8fc05a1906a79c752758688c30e7404484b87989a2',
    'private.discount_spec(public.discount_codes): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 52a04af545be96076813af917e85b47a3e6100ecf62f8adc6bc4195e08af5954',
    'private.discount_benefit(text,bigint,integer,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 c418cfdb83ae60b6046171a51820139a2422cb752af2e7e024f28ba661f9b4f4',
    'private.discount_unknown(public.discount_codes): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f230b2f2116cfd763f228bcad73326c2d2da73c8172f2c0ed65ac34466d24c0b'];
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
