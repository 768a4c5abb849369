create or replace function private.unbound_events(p_user_id uuid)
returns setof private.store_inbox
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Each part has its partial index.
  return query
    select e.*
      from (
        select i.* from private.store_inbox as i
         where i.user_id is null and i.payload is not null
           and lower(coalesce(i.payload ->> 'user_id', i.payload ->> 'account_token'))
               in (p_user_id::text, encode(sha256(convert_to(p_user_id::text, 'UTF8')), 'hex'))
         union
        select i.* from private.store_inbox as i
          join private.receipt_claims as c on i.store = c.store and i.environment = c.environment and i.transaction_id = c.transaction_id
         where c.user_id = p_user_id and i.user_id is null and i.payload is not null
         union
        select i.* from private.store_inbox as i
          join private.receipt_claims as c on i.store = c.store and i.environment = c.environment and i.original_transaction_id = c.transaction_id
         where c.user_id = p_user_id and i.user_id is null and i.payload is not null) as e
     order by e.occurred_at, e.notification_id collate "C";
end;
$$;
revoke all on function private.unbound_events(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.unbound_events(uuid) is 'Store notifications about a user that were bound to nobody and whose payload is still there: ignored ones (unknown type or product) and orphans that name the user, by uuid or account token, or a receipt of the user''s.';
