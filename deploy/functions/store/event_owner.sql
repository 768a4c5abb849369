-- Deploy functions/store/event_owner: stamped from functions/store/event_owner.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.event_owner(p_event public.subscription_events, p_account_token text)
returns uuid
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner uuid := p_event.user_id;
  v_refs text[] := private.event_refs(p_event);
begin
  if v_owner is null and p_account_token ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select u.user_id into v_owner from public.user_profile as u where u.user_id = p_account_token::uuid;
  end if;
  if v_owner is null then
    select c.user_id into v_owner
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_refs)
     order by array_position(v_refs, c.transaction_id)
     limit 1;
  end if;
  return v_owner;
end;
$$;
revoke all on function private.event_owner(public.subscription_events, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_owner(public.subscription_events, text) is 'Whose an event is: the user that it names, else the one whose uuid is its account token, else whoever has claimed its transaction, the first transaction, its token or the token that that one replaces; NULL: unknown.';
commit;
