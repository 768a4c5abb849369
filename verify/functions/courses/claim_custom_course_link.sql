-- Verify functions/courses/claim_custom_course_link: stamped from functions/courses/claim_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.claim_custom_course_link, private.claim_custom_course_link, public.peek_custom_course_link}';
  v_expected text[] := array[
    'public.claim_custom_course_link(text): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 5b240f7aa492d013e81370cc0f8fe16ef34df8587258d653dbfcec22140ee1bb',
    'private.claim_custom_course_link(uuid,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 eab9144b123bbae5ff9a3b487766b4f6fe94cfccdf63a4a409d1ee155b6dec4c',
    'public.peek_custom_course_link(text): plpgsql, provolatile s, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {anon=X/dochub_owner,authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 55851ea59702a119b57c287e1d9ff4efcb8bf15b932cd472d344ccf18e87b330'];
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
