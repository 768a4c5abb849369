-- Verify functions/receipts/refund: stamped from functions/receipts/refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.refund_credit_purchase, public.refund_course_purchase, private.refund, private.refund_argument, private.apply_waiting_refunds, private.refund_answer, private.apply_credit_refund, private.apply_course_refund, private.set_course_refund}';
  v_expected text[] := array[
    'public.refund_credit_purchase(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 0761b71af086e8050ef823ef5adde6cb1bd63d54d678f0f558297c73842e442e',
    'public.refund_course_purchase(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 2c77461a441a9012841f669bcb59ab8e0265cb0fe7c738d5e119e3f8fbdbb3eb',
    'private.refund(jsonb,text[],timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6b615ec7774a651ccfbc164164d8b5794b72c03bf3e188dbd9222df00b66e796',
    'private.refund_argument(jsonb,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 1be51b504a319be6ebc9aab7b8b7bd55b1b976d8f69a510cadda0e69d85bfc78',
    'private.apply_waiting_refunds(uuid,text,text,text,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bcb4187656f90d33767bac10ab1e32a1d11f97bfd92ed7d1b64802ca891f0baa',
    'private.refund_answer(text,text,text,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 97df23a56e0d4bd2b013eded831514bbfc0f3a38a9aa160ccaf7aef77498b389',
    'private.apply_credit_refund(uuid,private.store_refunds,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 30ceab4029e829b330375090f7c1526fa6fcc44eae224f9a605139790d7f0b2a',
    'private.apply_course_refund(uuid,private.store_refunds,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d419f2e305264e99cf1ac06a0bc082053d942ff8187cb9266504e86d6ffd8633',
    'private.set_course_refund(uuid,text,text,text,integer,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e1e7f9df4a5be7d4b80846ce3a30a6f96014c3e1500d9a71479b7302130f6828'];
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
