-- Verify functions/logs/redact: stamped from functions/logs/redact.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.log_text, private.redact, private.redact_json, private.is_plain_json, private.first_suspicion, private.suspicions, private.redact_run, private.redact_numbers, private.is_card_number, private.is_secret_key, private.redact_digits, private.log_context, private.log_payload_text}';
  v_expected text[] := array[
    'private.log_text(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bf72b4240c3f7e29aec23726cf301d3c583a53ad317715b90673e2e65e06f3b5',
    'private.redact(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b74e29baf048fabcdaff079e58cbd3eed4fc70a8cadb45745d8ffefaa315c40b',
    'private.redact_json(jsonb,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 50ad1c55601a7ed693d3e38e35ac5373e69811626231ce1b55b19ec54cb4d84f',
    'private.is_plain_json(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d958ff62930ce57c9e075222b9cb48159f0c277f8c488c0e3dfe91161069ec59',
    'private.first_suspicion(text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3c84f77483075bbcb4dd31b7b82f65e23cd9cfb79e5c6c5fc16d7df268054708',
    'private.suspicions(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6ea20badeccd874afd79c4050d86a667f8a818ea67103e924e4e6194ac0c9ad1',
    'private.redact_run(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 13901609a28575077d68ad1d921ba118424e2221505496f05f16309c51bd4aad',
    'private.redact_numbers(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 fb8721ba1f359b11e57ef4d1f83fc5df8ba32be3705ea7897768dc61b0c289c5',
    'private.is_card_number(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 44c8a4276f8810fc274788e1aa81667857b70ae383298dcda467a9f6d572e617',
    'private.is_secret_key(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 c9fed745c0a1cd2439bee1f8f789dff03e4da5000cd8fe94d125cbc0c5eb6c48',
    'private.redact_digits(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6635ba6c34728b19dfd8f0d8017639e0abc06346b8567ee32db317f537289af6',
    'private.log_context(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 40e64c6dd9f5347996006ea61498f086a01e8e5758ba05eecf968faa07326a89',
    'private.log_payload_text(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3827fe81a2f2fb17e0989e149f61be6a10b9c5db0e65576d1b030e58afa956a8'];
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
