-- Verify functions/kernel/arguments: stamped from functions/kernel/arguments.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.json_object_argument, private.json_boolean, private.json_choice, private.json_store, private.json_text, private.json_integer, private.json_required_text, private.json_text_array, private.json_timestamp, private.json_uuid, private.unsupported_number}';
  v_expected text[] := array[
    'private.json_object_argument(text,jsonb,integer,text[]): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 37f1234622fc7755788267e4d5232f65f3f1084571bb2a72651af32d58fd6150',
    'private.json_boolean(jsonb,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bf92eaf02d4ae8788b0f165e8e600a6df161584b67adb2e6d6bf5d28c60cd6e7',
    'private.json_choice(jsonb,text,text[]): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b2c241720774616ba15bf9cd8d4f58aea201044d094c5d4a11bc3dd18302192a',
    'private.json_store(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 278af0efed12388204d2bfd80585eec4be9c41fcf50183f472c5d5b03124dee0',
    'private.json_text(jsonb,text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 310cc71187ced5a315dbcacd4114affc9af94804095aeda486bb107cfa3ff7e0',
    'private.json_integer(jsonb,text,bigint,bigint): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 245209f30a4456d7110c6629524dd9de114203821a53ec64d6ce17fd60d09135',
    'private.json_required_text(jsonb,text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a0546f1d5ea55efb2a4e5ed53e6bf983f64797aed1867b9ad2ef366bdab940ff',
    'private.json_text_array(jsonb,text,integer,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ed20cbe06c1e13159a747906443a088aea1a41159f181dc5c1182188ac908f81',
    'private.json_timestamp(jsonb,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 18b8937065432aa62111cbb4a41e6db90efca428235b1b42adb16debe38c1517',
    'private.json_uuid(jsonb,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3d851893168849a7ec5cbc7887ff87afa09cd254fdaae6c2aed9260ea33a222a',
    'private.unsupported_number(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e3169a381255589651841b1ee2dc3e6e84794178cced4969398d298aba0d6272'];
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
