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
