-- Deploy functions/purchases/fulfil_redemption: stamped from functions/purchases/fulfil_redemption.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.fulfil_redemption(p_user_id uuid, p_redemption_id uuid, p_at timestamptz)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_redemption_id is null then
    return null;
  end if;
  update public.user_discounts as d
     set fulfilled_at = p_at
   where d.user_id = p_user_id and d.redemption_id = p_redemption_id
     and d.released_at is null and d.fulfilled_at is null and p_at < d.grant_expires_at;
  -- The money is paid: a purchase is never refused because of the redemption that it names.
  return case when found then 'fulfilled' else 'not_found' end;
end;
$$;
revoke all on function private.fulfil_redemption(uuid, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fulfil_redemption(uuid, uuid, timestamptz) is 'Marks the redemption that a purchase names as used: fulfilled, or not_found when it is unknown, used, released or over; NULL when none is named.';
commit;
