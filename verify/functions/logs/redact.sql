-- Verify functions/logs/redact: stamped from functions/logs/redact.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.log_text, private.redact, private.redact_json, private.is_plain, private.is_plain_json, private.first_suspicion, private.redact_run, private.redact_numbers, private.is_card_number, private.is_secret_key, private.redact_digits, private.log_context, private.log_payload_text}';
  v_expected text[] := array[
    'private.log_text(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bf72b4240c3f7e29aec23726cf301d3c583a53ad317715b90673e2e65e06f3b5',
    'private.redact(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a09fa3a1ab7c9880a3eee229654ce91d09c9570e3a2bba48b49d88182c294286',
    'private.redact_json(jsonb,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 50ad1c55601a7ed693d3e38e35ac5373e69811626231ce1b55b19ec54cb4d84f',
    'private.is_plain(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3fa7294457e55dfba6e11147ab6d090f70e957198e2658b41724d3f6e75dc9fc',
    'private.is_plain_json(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d958ff62930ce57c9e075222b9cb48159f0c277f8c488c0e3dfe91161069ec59',
    'private.first_suspicion(text,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 30defd0e59609555a2cea013f89a3c9b6fc60bf3425846865b2e2c2f81e1d878',
    'private.redact_run(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d0e29bbc7314aa29208700a5c820d0e58884411fc04f3d34a51817eca4ce51ca',
    'private.redact_numbers(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 40f13d6361cec398862c4a86413ce4a69659a4794c7573111a41f39a3e1527e0',
    'private.is_card_number(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f4597ab01f3b7e559c33847625dbb245c0a6b996b9f12bb3efec71d20787699f',
    'private.is_secret_key(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 18a5f3fdafd75d6dd86fa2892c067e1bb265719f2af7b14647363f073f481ab7',
    'private.redact_digits(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 23199c3deb6e4295c0572fbbfd449276c9cf94adc6934ff6b9f5c01e6f7b5d0d',
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
