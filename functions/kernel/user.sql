create or replace function private.lock_user(p_user_id uuid, p_at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_clock timestamptz;
  v_next_change timestamptz;
  v_at timestamptz;
begin
  for v_try in 1 .. 2 loop
    select u.clock_at, u.next_change_at into v_clock, v_next_change from public.ai_usage as u where u.user_id = p_user_id for no key update;
    exit when found;
    if v_try = 2 or not private.ensure_user(p_user_id, p_at) then
      return null;
    end if;
  end loop;
  -- now() is when the transaction began; whoever waited for the lock acts when it was given to it.
  v_at := greatest(case when p_at = now() then clock_timestamp() else p_at end, v_clock);
  -- Looked up after the wait, in a snapshot of its own: the account may have been erased meanwhile, which lowers next_change_at.
  if v_at >= v_next_change then
    if exists (select 1 from public.user_profile as p where p.user_id = p_user_id and p.erased_at is not null) then
      return null;
    end if;
  end if;
  return v_at;
end;
$$;
revoke all on function private.lock_user(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_user(uuid, timestamptz) is 'Takes the user''s lock (the ai_usage row, first in the lock order) until the end of the transaction and returns the time that counts: p_at, but the time on the clock after the wait where p_at is now(), and never before the user''s stored clock. The caller stores it. NULL: no such live account.';

create or replace function private.ensure_user(p_user_id uuid, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_anonymous_path text[];
  v_is_anonymous boolean;
  v_zone text;
  v_week_start timestamptz;
  v_week_ends_at timestamptz;
begin
  -- A verified token is proof enough of its own user; nobody else's account is made here.
  if p_user_id = private.current_user_id() then
    select s.claim_anonymous_path into strict v_anonymous_path from private.settings as s;
    v_is_anonymous := coalesce(private.claims() #> v_anonymous_path = 'true', false);
    insert into public.user_profile (user_id, is_anonymous) values (p_user_id, v_is_anonymous) on conflict (user_id) do nothing;
  end if;
  -- Waits for an erasure under way, and an erasure for whoever goes on from here without the user's lock (validate_discount).
  perform from public.user_profile as p where p.user_id = p_user_id and p.erased_at is null for key share;
  if not found then
    return false;
  end if;
  insert into private.user_details (user_id) values (p_user_id) on conflict (user_id) do nothing;
  insert into private.user_sync (user_id) values (p_user_id) on conflict (user_id) do nothing;
  v_zone := private.user_zone(p_user_id);
  v_week_start := private.monday_at_or_before(v_zone, p_at);
  v_week_ends_at := private.monday_at_or_after(v_zone, p_at + interval '1 microsecond');
  insert into public.ai_usage (user_id, week_start, week_ends_at, clock_at)
  values (p_user_id, v_week_start, v_week_ends_at, p_at)
  on conflict (user_id) do nothing;
  return true;
end;
$$;
revoke all on function private.ensure_user(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.ensure_user(uuid, timestamptz) is 'Makes the rows of an account that is used for the first time (profile, details, generation, credits), for the caller''s own account only. False when there is no such live account.';

create or replace function private.user_zone(p_user_id uuid)
returns text
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_zone text;
begin
  select d.time_zone into v_zone from private.user_details as d where d.user_id = p_user_id;
  return case
    when v_zone is null or v_zone = 'UTC' then 'UTC'
    -- Zones whose names are abbreviations too, which AT TIME ZONE looks for first: its CET knows no summer.
    when v_zone in ('CET', 'MET') then 'Europe/Brussels'
    when v_zone = 'EET' then 'Europe/Athens'
    when v_zone = 'WET' then 'Europe/Lisbon'
    when v_zone = 'EST' then 'America/Panama'
    when v_zone = 'MST' then 'America/Phoenix'
    when v_zone = 'HST' then 'Pacific/Honolulu'
    -- Known when it was stored; the operating system's list of zones has changed since.
    when not private.is_time_zone(v_zone) then 'UTC'
    else v_zone
  end;
end;
$$;
revoke all on function private.user_zone(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.user_zone(uuid) is 'Time zone by which a user''s weeks are counted, as AT TIME ZONE takes it.
That is the stored one, UTC without one or while this server does not know its name.';

create or replace function private.user_clock(p_user_id uuid, p_at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return greatest(p_at, (select u.clock_at from public.ai_usage as u where u.user_id = p_user_id));
end;
$$;
revoke all on function private.user_clock(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.user_clock(uuid, timestamptz) is 'Time at which a read about a user is answered: p_at, but never before the user''s stored clock.';

create or replace function private.audit(p_user_id uuid, p_action text, p_details jsonb, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_actor_id uuid := private.current_user_id();
  v_actor_class text := private.caller_class();
begin
  insert into private.audit_log (user_id, at, action, actor_id, actor_class, details)
  values (p_user_id, p_at, p_action, v_actor_id, v_actor_class, p_details);
end;
$$;
revoke all on function private.audit(uuid, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.audit(uuid, text, jsonb, timestamptz) is 'Notes in the audit log what the caller did to an account. p_action: name of the function; p_details: what changed, nothing personal.';
