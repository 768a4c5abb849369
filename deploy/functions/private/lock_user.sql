-- Deploy functions/private/lock_user: stamped from functions/private/lock_user.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.lock_user(p_user_id uuid, p_at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_clock timestamptz;
begin
  for v_try in 1 .. 2 loop
    select u.clock_at into v_clock from public.ai_usage as u where u.user_id = p_user_id for no key update;
    exit when found;
    if v_try = 2 or not private.ensure_user(p_user_id, p_at) then
      return null;
    end if;
  end loop;
  -- Looked up after the wait, in a snapshot of its own: the account may have been erased meanwhile.
  if exists (select from public.user_profile as p where p.user_id = p_user_id and p.erased_at is not null) then
    return null;
  end if;
  -- now() is when the transaction began; whoever waited for the lock acts when it was given to it.
  return greatest(case when p_at = now() then clock_timestamp() else p_at end, v_clock);
end;
$$;
revoke all on function private.lock_user(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_user(uuid, timestamptz) is 'Takes the user''s lock (the ai_usage row, first in the lock order) until the end of the transaction and returns the time that counts: p_at, but the time on the clock after the wait where p_at is now(), and never before the user''s stored clock. The caller stores it. NULL: no such live account.';
commit;
