-- Deploy functions/private/ensure_user: stamped from functions/private/ensure_user.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.ensure_user(p_user_id uuid, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_zone text;
begin
  -- A verified token is proof enough of its own user; nobody else's account is made here.
  if p_user_id = private.current_user_id() then
    insert into public.user_profile (user_id, is_anonymous)
    select p_user_id, coalesce(private.claims() #> s.claim_anonymous_path = 'true', false)
      from private.settings as s
    on conflict (user_id) do nothing;
  end if;
  -- Waits for an erasure under way, and an erasure for whoever goes on from here without the user's lock (validate_discount).
  perform from public.user_profile as p where p.user_id = p_user_id and p.erased_at is null for key share;
  if not found then
    return false;
  end if;
  insert into private.user_details (user_id) values (p_user_id) on conflict (user_id) do nothing;
  insert into private.user_sync (user_id) values (p_user_id) on conflict (user_id) do nothing;
  select d.time_zone into v_zone from private.user_details as d where d.user_id = p_user_id;
  insert into public.ai_usage (user_id, week_start, week_ends_at, clock_at)
  values (
    p_user_id,
    private.monday_at_or_before(v_zone, p_at),
    private.monday_at_or_after(v_zone, p_at + interval '1 microsecond'),
    p_at)
  on conflict (user_id) do nothing;
  return true;
end;
$$;
revoke all on function private.ensure_user(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.ensure_user(uuid, timestamptz) is 'Makes the rows of an account that is used for the first time (profile, details, generation, credits), for the caller''s own account only. False when there is no such live account.';
commit;
