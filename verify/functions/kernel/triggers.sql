-- Verify functions/kernel/triggers: stamped from functions/kernel/triggers.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.touch_updated_at, private.refuse_change, private.refuse_identity_change, private.refuse_erased, private.bump_user_sync, private.unsettle_credits, private.bump_entitlement, private.claim_account_token}';
  v_expected text[] := array[
    'private.touch_updated_at(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ce58f72c076133a6714fe25fb2811de2b4cdc36cb7b1e7bbcab220f62b2b1d7e',
    'private.refuse_change(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3e08bdf53a48f2f7d2d871c910fe8e6a006f37170a0bfaa7e3c40d4e4bcad02b',
    'private.refuse_identity_change(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2768a12ca542f1df07ff7641017f8e80263da0b93c510bbfe24fe12a1e4e0282',
    'private.refuse_erased(): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2b7894747c3d30ae53cacc2c69483f1480f687f5e282a5da2c095b162b5aabe3',
    'private.bump_user_sync(): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 91e81823d39beb93150eb09f77e9a817f6442a651b328f05c8d8e19e3c30e306',
    'private.unsettle_credits(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a8f255a1d9c7e41369e6a3a7402c036d332ca3fe33cefd68088ba144f73b2111',
    'private.bump_entitlement(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 55c2608f2733898ac1b795e2c7e0dbbf4a35056c72e68bafce2bb157503b6db2',
    'private.claim_account_token(): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cb6a17c773b8387d78c86028aa5c2ac9b4936b2748bab89068e4ad6bc35d1629'];
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
