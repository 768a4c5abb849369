-- Verify functions/logs/partitions: stamped from functions/logs/partitions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_names text[] := '{private.ensure_log_partitions, private.make_log_partitions, private.log_partitions, private.lock_log_tables, private.make_log_partition, private.drop_expired_logs, private.drop_logs}';
  v_expected text[] := array[
    'private.ensure_log_partitions(interval): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e3e9d3b05051844fb4950f1fac84a4dec8c99b0e57d49d76d7f5fc024f0a04cb',
    'private.make_log_partitions(interval,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e0024cb68e2e94710ff6200288f1961b50cb79dc8a999fcd224d4da2f4506279',
    'private.log_partitions(regclass): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a57abac428f86edbd145c290003ee8ac8b51140b0a5c42fde7d80770eac1208e',
    'private.lock_log_tables(): plpgsql, provolatile v, prosecdef f, proconfig {lock_timeout=100ms,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 28d6c94ae4ab501a7265ad69b051722be466f73442a80e3e0c23195c413ce569',
    'private.make_log_partition(text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 eebb8cee124bcc42d9eb4561760521c2ace7ae47da35ffcd151bf89ee0fb5660',
    'private.drop_expired_logs(interval): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 8dd5fb06c05df9828eb453252f9ec1bc6d1170eb224f67990a81ced815011cb2',
    'private.drop_logs(timestamp with time zone,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {lock_timeout=100ms,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6238af426f4a3edfe7dc48d4e66295d64805218d7f456d95749f2b6904f7dc50'];
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
