-- Deploy functions/store/connected_refs: stamped from functions/store/connected_refs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.connected_refs(p_store text, p_environment text, p_refs text[])
returns text[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refs text[] := p_refs;
  v_more text[];
begin
  loop
    select array_agg(distinct r.ref) into v_more
      from private.store_inbox as i
     cross join lateral unnest(array[
       i.transaction_id, i.original_transaction_id, 'token:' || i.token_sha256, 'token:' || i.linked_token_sha256]) as r (ref)
     where i.store = p_store and i.environment = p_environment and i.disposition = 'orphan'
       and (i.transaction_id = any (v_refs) or i.original_transaction_id = any (v_refs)
            or i.token_sha256 = any (select substr(t, 7) from unnest(v_refs) as t where t like 'token:%')
            or i.linked_token_sha256 = any (select substr(t, 7) from unnest(v_refs) as t where t like 'token:%'))
       and r.ref is not null and r.ref <> all (v_refs);
    exit when v_more is null;
    v_refs := v_refs || v_more;
  end loop;
  -- In one order everywhere, so that two events that share receipts lock them alike.
  return array(select r from unnest(v_refs) as r group by r order by r collate "C");
end;
$$;
revoke all on function private.connected_refs(text, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.connected_refs(text, text, text[]) is 'The given receipts of a store and those that orphans in the inbox connect with them, in the order in which they are locked.';
commit;
