-- Verify functions/kernel/request: stamped from functions/kernel/request.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.target_user, private.current_user_id, private.caller_class, private.verified_email, private.claims, private.assert_writable, private.assert_unfiltered, private.pre_request, private.drop_policies, private.refuse}';
  v_expected text[] := array[
    'private.target_user(uuid): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0854c23c7dcd00157c15c2bef31de2ef09371c0b29970a91f61e3d2805c81b8b',
    'private.current_user_id(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 851a596e4bfc051a2873d0c36b1b7bf565cd9eb0cc52ab7648748a6a58059cc1',
    'private.caller_class(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 88b0f85ea74784c346969f8611e752e14b42a4e4f85b3ca3ea8dd5b5732c3b12',
    'private.verified_email(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 769b6f669e18c4da9e7a5cc07ef1971f07a3eec2946147c31428393a6bf8ec48',
    'private.claims(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ee065ae139b95ecabddb04797ada1061afd2b31db811a3a5a1c393da49463269',
    'private.assert_writable(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2edce7a5bcc40249deeb13e34913909b799840dddf086802ba0c41b28b7e40f7',
    'private.assert_unfiltered(): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp",standard_conforming_strings=on}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 134e4d66493e420b90ad5499a874da62ed5172715eaf06ce48e2f58e1e0beef6',
    'private.pre_request(): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {anon=X/dochub_owner,authenticated=X/dochub_owner,dochub_admin=X/dochub_owner,dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 56633982c89af0d6f6649b96222627f0c7f138c58d03bc4b7589345c4a49582a',
    'private.drop_policies(regclass): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cec01b36606f08d4b57acc0c6ca40d35f63c3d31a82e246b69b6c73f2234a4c0',
    'private.refuse(text,jsonb): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 4a060b7aeee005ac8042c42c50874ebf99befc7d92659ce5cfaef842c83aa91d'];
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
