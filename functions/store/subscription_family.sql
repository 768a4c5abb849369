create or replace function private.subscription_family(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text)
returns text[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_family text[] := array[p_original_transaction_id];
  v_more text[];
begin
  loop
    select array_agg(distinct o.original_transaction_id) into v_more
      from private.store_transactions as t
      join private.store_transactions as o
        on o.user_id = t.user_id and o.store = t.store and o.environment = t.environment
       and (o.linked_token_sha256 = t.token_sha256 or o.token_sha256 = t.linked_token_sha256)
     where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment
       and t.original_transaction_id = any (v_family) and o.original_transaction_id <> all (v_family);
    exit when v_more is null;
    v_family := v_family || v_more;
  end loop;
  return v_family;
end;
$$;
revoke all on function private.subscription_family(uuid, text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.subscription_family(uuid, text, text, text) is 'A store subscription of a user and those that purchase tokens link with it, before and after: they are live and move as one, else the rest of a replaced period could be handed to another account.';
