-- Verify functions/store/event: stamped from functions/store/event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.event_argument, private.store_event_type, private.event_claims, private.event_owner, private.event_answer, private.keep_in_inbox, private.store_time}';
  v_expected text[] := array[
    'private.event_argument(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 8f7d1c79e1a3a18cb3fcf63983d31e10773a290b8977761590b8cfe58ced99f4',
    'private.store_event_type(text,text,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 1a3989d397cdef2b06a031656651de0b67350c4e73373ab0c19dc1fd874e638e',
    'private.event_claims(text,text,text[],uuid,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 7f4f970000d577a3c162fe025e9de927521e08bbfc64290dd52c6af626c4b152',
    'private.event_owner(record,uuid[]): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f429e2ba639c5bb367f16d6e17886d6a798727a4cbca3e26199c9347572d0cb1',
    'private.event_answer(text,uuid,text,timestamp with time zone,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 15c6cab2ee9342118b6b64f9230aa327e2380d68178618db5d7049f073e22df1',
    'private.keep_in_inbox(record,text,uuid,jsonb,timestamp with time zone,text): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2f8a7b5289669152d4a87fdb1bbb2cb88882e2f6e2cfa454fc2443a8ebf24700',
    'private.store_time(text,jsonb,integer): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 90161d13386e194011afd12edb64d81baee6d284e086ab4b1eb170635de23788'];
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
