-- Verify functions/handshake/handshake: stamped from functions/handshake/handshake.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.handshake, private.handshake, private.etag_matches, private.handshake_request, private.handshake_cookie, private.handshake_cookie_known, private.json_hashes}';
  v_expected text[] := array[
    'public.handshake(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 ab0673f03da8f04c2368f9ca0d08560bdf178941f8e07b6960013a1e79583460',
    'private.handshake(uuid,jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9927ae679385d30d2e45569a12fd9028522e9c04fe9d6e00ef2811226756e22d',
    'private.etag_matches(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6d81110f4dd246d65d532e842491aebd892302e40518f08b437d56b9244c8f85',
    'private.handshake_request(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2c96ba459da859419cae4d296060732ef845c06a0424adbd40b5b5ab354b1b7d',
    'private.handshake_cookie(public.cached_handshake_responses,integer): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2ec8ae86278398c4868e90398b453c58ca85d95c1eed06d7adc9d5c488c661d8',
    'private.handshake_cookie_known(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 00748fe3070d81e8f5d31c674b5ea51ed016f37936a8461d5340d3f0f0344cc3',
    'private.json_hashes(jsonb,text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 192e8f1430edcb028339e2883f74ec3cca42151056e9cf53ec470c530ddf2746'];
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
