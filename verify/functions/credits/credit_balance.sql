-- Verify functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.credit_balance, private.credit_balance, private.credit_state, private.credit_week, private.weekly_allowance, private.pay_debt}';
  v_expected text[] := array[
    'public.credit_balance(uuid): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 2dbbf6dd901dc616a841885d671bccb0bb24c9a91bc7b9d9f1f96b9a9eb77ad9',
    'private.credit_balance(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b75fdb0083eebcc2cebf442fee2156f7019ca91f7e4b8f46c6e1efecb4da2ead',
    'private.credit_state(uuid,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 1f0168338a771d5b3c10da165f311a4ee1478c1fbff0743b1313308fb2bed69b',
    'private.credit_week(timestamp with time zone,timestamp with time zone,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d9b06fe3edc064474f47449944e4fc6fdeb4e5ae031e74f520f7138cf5502e75',
    'private.weekly_allowance(uuid,timestamp with time zone,date,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 34fc9310784f17f7ac10ff605e72ec80b7ac5ded25db8d2d6c80696cfc52c986',
    'private.pay_debt(uuid,integer,integer,jsonb,integer,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bd19dcc1e1303ea02d8d18296f780da15472a1837520de02623a26ab7fb371fb'];
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
