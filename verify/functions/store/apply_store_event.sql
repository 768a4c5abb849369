-- Verify functions/store/apply_store_event: stamped from functions/store/apply_store_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.apply_store_event, private.apply_store_event, private.event_lines, private.take_event, private.bind_events, private.events_for, private.payloads, private.judge_again}';
  v_expected text[] := array[
    'public.apply_store_event(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 0ccc9b6b7805b89a62632f16bfff8ec5a6e335c3b90654aa0be938ece6f48633',
    'private.apply_store_event(jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 2eccb04925585fa1e2199a0b9f97c896bf775c7bce199d9f65bc8f9d40864c9a',
    'private.event_lines(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 898af0b8ae664eba9606f6b9d38102e37e174953f20de23c6d60df2b11f9aba9',
    'private.take_event(record,boolean,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 01684753ca94e0bf400a4c90eb566280f7e86ab19f77d71fc672dee35e5f3fc5',
    'private.bind_events(uuid,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e0699ba901415356eb962de26a0a1266f2b2f3c39909d940a8c84079b50bc136',
    'private.events_for(text): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d886e75300eab48d2858ad63ae94f83ed3725f1d92aca74f0264a2d75d4c284b',
    'private.payloads(jsonb[]): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a6e2c645463ebe94e521b1421effc42281cea95b4644f012e942d2a3565e23e7',
    'private.judge_again(jsonb[],timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 180337d3a39c3be00bc4edc61ef74fa5592605cc8717e020a1e2e1358eb55c74'];
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
