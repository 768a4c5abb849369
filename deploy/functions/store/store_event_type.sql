-- Deploy functions/store/store_event_type: stamped from functions/store/store_event_type.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.store_event_type(p_store text, p_type text, p_subtype text)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select t.event_type
      from private.store_event_types as t
     where t.store = p_store
       and case
         when t.message is null then t.native_type = p_type and t.native_subtype = coalesce(p_subtype, '')
         -- Google: by name, by member and number (or name), or a subscription's by its number alone.
         else t.native_type = p_type
           or (t.message = p_type and (t.native_code is null or p_subtype in (t.native_code::text, t.native_type)))
           or (t.message = 'subscriptionNotification' and t.native_code::text = p_type)
       end);
end;
$$;
revoke all on function private.store_event_type(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_event_type(text, text, text) is 'Store-neutral type of a store''s notification; NULL when the type is unknown or nothing is to be done about it. Apple: notificationType and subtype. Google: the constant (SUBSCRIPTION_RENEWED), or the member and its notificationType (subscriptionNotification, 2), or a subscription''s number alone.';
commit;
