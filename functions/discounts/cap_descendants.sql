create or replace function private.cap_descendants(p_code text, p_expires_at timestamptz)
returns text[]
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_codes text[] := array[p_code];
  v_capped text[] := array[]::text[];
begin
  -- Level by level, so that a parent is locked before its child. Who makes a child, or changes one, has its parent's lock: under it the
  -- children that are here now are all that there are.
  while v_codes <> '{}' loop
    v_codes := array(
      select d.code from public.discount_codes as d where d.parent_code = any (v_codes) order by d.code for no key update);
    -- One that was to start later never can now: it starts and ends at once.
    update public.discount_codes as d
       set expires_at = p_expires_at, starts_at = least(d.starts_at, p_expires_at)
     where d.code = any (v_codes) and d.expires_at > p_expires_at;
    v_capped := v_capped || array(
      select d.code from public.discount_codes as d where d.code = any (v_codes) and d.expires_at = p_expires_at order by d.code);
  end loop;
  return v_capped;
end;
$$;
revoke all on function private.cap_descendants(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cap_descendants(text, timestamptz) is 'Cuts the end of every code below one in its chain to that of the code itself. Called under the code''s row lock. Returns the codes that end with it now.';
