-- Deploy functions/accounts/waiting_links: stamped from functions/accounts/waiting_links.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.waiting_links(p_user_id uuid)
returns setof public.custom_course_purchases
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Addresses that are the user's: claimed, in the token of the user's own request, or once the address of a link that the user claimed;
  -- not one that somebody else has verified since.
  return query
    select c.*
      from public.custom_course_purchases as c
     where c.user_id is null
       and c.link_email in (
         select e.email from private.email_claims as e where e.user_id = p_user_id
          union all
         select private.verified_email() where p_user_id = private.current_user_id()
          union all
         select o.link_email from public.custom_course_purchases as o where o.user_id = p_user_id and o.claimed_at is not null)
       and not exists (select from private.email_claims as e where e.email = c.link_email and e.user_id <> p_user_id)
     order by c.store, c.environment, c.transaction_id collate "C";
end;
$$;
revoke all on function private.waiting_links(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.waiting_links(uuid) is 'Purchases behind e-mail links that wait for a verified address of this user and that nobody has claimed, in the order of their receipts'' locks. Links to unverified addresses are nobody''s.';
commit;
