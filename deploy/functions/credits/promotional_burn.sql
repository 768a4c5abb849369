-- Deploy functions/credits/promotional_burn: stamped from functions/credits/promotional_burn.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.promotional_burn(p_user_id uuid, p_amount integer, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_object_agg(b.credit_id, - least(b.remaining, p_amount - b.before)), '{}')
      from (select r.credit_id, r.remaining,
                   sum(r.remaining) over (order by r.expires_at, r.credit_id) - r.remaining as before
              from public.referral_credits as r
             where r.user_id = p_user_id and r.remaining > 0 and r.expires_at > p_at
               and not exists (select from private.referral_clawbacks as c where c.user_id = p_user_id and c.credit_id = r.credit_id)) as b
     where b.before < p_amount);
end;
$$;
revoke all on function private.promotional_burn(uuid, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.promotional_burn(uuid, integer, timestamptz) is 'Which promotional credits a spend of p_amount takes, soonest expiry first: {credit_id: negative change}.';
commit;
