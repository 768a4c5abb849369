-- Verify functions/discounts/validate_discount: stamped from functions/discounts/validate_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.validate_discount, private.validate_discount, private.assert_discount_arguments, private.check_discount, private.discount_price, private.has_purchased}';
  v_expected text[] := array[
    'public.validate_discount(text,text,text,bigint,text): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}, sha256 f2db603d3d530b8e66f5b7081f1e1e5362b47a20ba3a2e6f7e5e049281c09b28',
    'private.validate_discount(uuid,text,text,text,bigint,text,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9fc7c14c48b7cb24c46986495769272a8f81186c21b5ad26d6717c7089c7333b',
    'private.assert_discount_arguments(text,text,text,bigint,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 25a7b00e693461ce655d3c70fa8649fb9fbbb0355dffb7bd5c50b1bbec918d5d',
    'private.check_discount(uuid,text,text,text,bigint,text,timestamp with time zone,boolean): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 0303466a5c9c7c5e8d7804f81b1f28a9bec9df574452e61091bbba43449fdd86',
    'private.discount_price(text,text,bigint,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a1197cbb9e33c09867529e77cd0ccfbbb7217d07154e25189d8b7beee602f2f9',
    'private.has_purchased(uuid): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 483bd91458045705aff16bfb1f8595fe5eaa3f2d807b2e1c018335c45f2e8a1c'];
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
