-- Verify functions/receipts/receipt: stamped from functions/receipts/receipt.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{private.choose_course_purchase, private.purchase_argument, private.claim_receipt, private.lock_receipt, private.is_account_token}';
  v_expected text[] := array[
    'private.choose_course_purchase(uuid,text): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 3ac43a40684977d56fa5740497019b54b5e116c96b80dc9c83e755addebe0b3d',
    'private.purchase_argument(jsonb,timestamp with time zone): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 1e28aa39afc9951a18bd5eec21f4150d234aaa03fd166c033eaf690c246c7c1e',
    'private.claim_receipt(text,text,text[],uuid,text,text,timestamp with time zone,boolean,boolean,boolean): plpgsql, provolatile v, prosecdef f, proconfig {plan_cache_mode=force_generic_plan,"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 48319db7292c89e44b1b0249b54a5e790b1186f62e5e5304f1dba692e83ab154',
    'private.lock_receipt(text,text,text[]): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 ef6fd95932a2ad5c1b1c8680577d40af352e96dad45d585baf53818a74fa693b',
    'private.is_account_token(text,uuid): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 351f1a2c8b7d23591760a19e64e19bd6e97033ea3d5ec64e8a3b07ab9fe31197'];
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
