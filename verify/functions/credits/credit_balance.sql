-- Verify functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{public.credit_balance, private.stored_balance, private.balance_answer, private.credit_balance, private.balance_after, private.credit_state, private.credit_week, private.weekly_allowance, private.claim_allowance, private.pay_debt}';
  v_expected text[] := array[
    'public.credit_balance(uuid): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 625d78e0f6d017a5807df5adea1d8478df67eff5bfd513a423b564ef2c3a2157',
    'private.stored_balance(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2ab74afe7b3dae0e32498a9af143afb2037e7ba9305a0e896fccb25c3c2d933b',
    'private.balance_answer(integer,integer,integer,integer,integer,integer,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 729826ff95a34430f3a5a3b26acbc61d7f3e237c4d40400687bb998e59340d95',
    'private.credit_balance(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6a009a1902bf026e1edc4a9187b16fee64ec6e63be7cc38e9dd16f055c6dec5a',
    'private.balance_after(uuid,bigint): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b3679390aa80a2e493abd79c09dc1b44d5dee988a997a96ff55fa4e162160ee7',
    'private.credit_state(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 57d0b84131964a5de15caa51ac86f833d0cfa872f120790d3d77314e82dce2a0',
    'private.credit_week(timestamp with time zone,timestamp with time zone,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 1471b8faeba413b578344f8a3fadca83b7f88dc861f5bef254b967f8ba87b2dc',
    'private.weekly_allowance(uuid,timestamp with time zone,date,timestamp with time zone,boolean): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 31fda6575175e124364cff53bb8ad99ba5b3c3ef6acf831eff266a32767b6235',
    'private.claim_allowance(uuid,text,text,text,date,boolean,text[]): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 919c7edc7d3887e4bd6134e7456721fe3891631491de11bef131473ee7b7eeda',
    'private.pay_debt(uuid,integer,integer,jsonb,integer,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f92eeb26be7055e7c0a530a8a51747c7643bc38dd4e662ef824f553f12da5497'];
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
