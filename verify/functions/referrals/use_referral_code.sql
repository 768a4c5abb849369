-- Verify functions/referrals/use_referral_code: stamped from functions/referrals/use_referral_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.use_referral_code, private.use_referral_code, private.same_person_evidence, public.my_referral_code}';
  v_expected text[] := array[
    'public.use_referral_code(text): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 5786de6382559d053993c00944326a6fc4a6c8a995be66f3d7f59d651ca711c8',
    'private.use_referral_code(uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 30a19b094d0d8d9dfe588d4bad8cb815d4921d9aa6bcc3189b1d162adf8f2705',
    'private.same_person_evidence(uuid,uuid): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 baeef93725542cb6f326fe62ab6f55fc76844891a5361652859b5fc400996177',
    'public.my_referral_code(): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 3af96ced9079ad73fe29aed214c9c295c5e8a29927f3b2e60ee70d5cc4fafd5e'];
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
