-- Verify functions/store/apply_stripe_event: stamped from functions/store/apply_stripe_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
do $verify$
declare
  v_names text[] := '{public.apply_stripe_event, private.apply_stripe_event, private.apply_store_events, private.stripe_refund, private.stripe_payments_told, private.stripe_events, private.stripe_session, private.stripe_invoice, private.stripe_subscription, private.stripe_money_back, private.stripe_invoice_subscription, private.stripe_transactions, private.stripe_id, private.stripe_account, private.stripe_product, private.stripe_price}';
  v_expected text[] := array[
    'public.apply_stripe_event(jsonb): plpgsql, provolatile v, prosecdef t, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner,service_role=X/dochub_owner}, sha256 cec25a66fc6f292e9967f32825300b0f105ab62992cff23a1fec150e436433c7',
    'private.apply_stripe_event(jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 e3007740a7a858b5542efd54c2062b597b236d92606ca70ca753cfea3dfb71dc',
    'private.apply_store_events(jsonb,timestamp with time zone): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 a454d3f681f0d6fe4080388839e11bf8e37f518c2573ff86f5855747054c288b',
    'private.stripe_refund(jsonb): plpgsql, provolatile v, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 efee88a7b228836f7dbcb75c29d091ad9412c46313261fd69378d35a3685e00e',
    'private.stripe_payments_told(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 41fd0bc7765f0ef1c7df9d1398b6eb7fb7c9d35d1cea478c5ebac53dbed6cd9f',
    'private.stripe_events(jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 f780e3da94c164a1bf40de13f6e7c13930e9dbae62b85321d40765dc9836c602',
    'private.stripe_session(jsonb,jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 d5cf8a6362ee6dda53aac48c938569ce32ee169913151ba93cc5adb52b705839',
    'private.stripe_invoice(jsonb,jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 cb5bf0ff1ff56db15bdee984bc378284fd200d5bb0198d1304b6e7959d882408',
    'private.stripe_subscription(jsonb,jsonb,jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 347869ad0d7c8a090de1bb0fc688cd3c13edbe8bb5361350a05dc50b24d29430',
    'private.stripe_money_back(jsonb,jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 fe4d924992b88b767fc098d6e7dea72bda2a1cd03c1f483bb8aac6a5fab69c8c',
    'private.stripe_invoice_subscription(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 63743244db1d6d30e546ae2d077daf2dd6f3a1848d9c5f0c2b4d5b6f0795b6d6',
    'private.stripe_transactions(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 b3f7b219818cc6e1d5ba28c7a8f7e4f3f093b5b7bbee3bc689ef7b52793d938b',
    'private.stripe_id(jsonb): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 bcdb316e12ef999179bb0c9253c1423b130a9bb12ba1c2edf0ff621c117d0a22',
    'private.stripe_account(text[]): plpgsql, provolatile i, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 6aa3e3c2bbc9fc9a2fafbda28748c0ed1c76d78ee518a6420d09f55e9893318f',
    'private.stripe_product(jsonb,jsonb,jsonb): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 9ed1b9de708e3e670c3ef1cef902533a5ab36b1c841f95181ed6f7bd3dd769ca',
    'private.stripe_price(jsonb,text): plpgsql, provolatile s, prosecdef f, proconfig {"search_path=pg_catalog, pg_temp"}, owner dochub_owner, {dochub_owner=X/dochub_owner}, sha256 eae688d6cdfdfe650b5223ffb5082778fc2a643bc6c41f039fc9cec909088ce0'];
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
