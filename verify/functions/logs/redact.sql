-- Verify functions/logs/redact: stamped from functions/logs/redact.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.log_text, private.redact, private.redact_json, private.is_plain, private.redact_run, private.redact_numbers, private.is_card_number, private.is_secret_key, private.redact_digits, private.passes_luhn, private.log_context, private.log_payload_bytes}';
  v_expected text[] := array[
    'private.log_text(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bf72b4240c3f7e29aec23726cf301d3c583a53ad317715b90673e2e65e06f3b5',
    'private.redact(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 21de94552bee3715dd0690c3117843aacaf12239addf1b1b818b7ef99a3d0745',
    'private.redact_json(jsonb,integer): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 187937329396e5ba1123b96d09fd5ef463e2cb154824143914799ec1af274a15',
    'private.is_plain(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f2c7a026dee93377beb38f543b5def61ddecd7b692e183d72a7477e8e074826e',
    'private.redact_run(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d0e29bbc7314aa29208700a5c820d0e58884411fc04f3d34a51817eca4ce51ca',
    'private.redact_numbers(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9f6238879dd063948e10e826c09c74156ccfd13c13317e80787d68c2383ee0a4',
    'private.is_card_number(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 15c5d856f7f942232f110ca38f6e48f32565596b75a07dc68b1bea3817a1483a',
    'private.is_secret_key(text,text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 18a5f3fdafd75d6dd86fa2892c067e1bb265719f2af7b14647363f073f481ab7',
    'private.redact_digits(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 23199c3deb6e4295c0572fbbfd449276c9cf94adc6934ff6b9f5c01e6f7b5d0d',
    'private.passes_luhn(text): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 5aff1412f98bf4b0372a9f671d277bc5b8f2d91131f8b7bdc6e7b050dc8e33a0',
    'private.log_context(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 40e64c6dd9f5347996006ea61498f086a01e8e5758ba05eecf968faa07326a89',
    'private.log_payload_bytes(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 63fec6632ba251d6389b1a88618b6a5945e86cda8444e3362bfeb13498f906d1'];
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
