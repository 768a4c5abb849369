create or replace function private.handshake_store(p_row public.cached_handshake_responses)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- An erasure under way holds this row: whoever stored now would leave a row behind it.
  perform from public.user_profile as p where p.user_id = p_row.user_id and p.erased_at is null for share skip locked;
  if not found then
    return;
  end if;
  insert into public.cached_handshake_responses as c values (p_row.*)
  on conflict (user_id, platform, app_version, locale) do update set
    content_generation = excluded.content_generation, cohort_generation = excluded.cohort_generation,
    user_generation = excluded.user_generation, schema_generation = excluded.schema_generation,
    manifests = excluded.manifests, body = excluded.body,
    boundary_at = excluded.boundary_at, valid_until = excluded.valid_until,
    builds = c.builds + 1, built_at = excluded.built_at
  -- Who began before a boundary and got the lock after it does not take the newer row away.
  where c.boundary_at <= excluded.boundary_at
     or (c.content_generation, c.cohort_generation, c.user_generation, c.schema_generation)
        is distinct from (excluded.content_generation, excluded.cohort_generation, excluded.user_generation, excluded.schema_generation);
  delete from public.cached_handshake_responses as c
   using (select r.platform, r.app_version, r.locale
            from public.cached_handshake_responses as r
           where r.user_id = p_row.user_id
           order by (r.platform, r.app_version, r.locale) = (p_row.platform, p_row.app_version, p_row.locale) desc, r.built_at desc
          offset (select s.handshake_rows_per_user from private.settings as s)) as o
   where c.user_id = p_row.user_id and c.platform = o.platform and c.app_version = o.app_version and c.locale = o.locale;
end;
$$;
revoke all on function private.handshake_store(public.cached_handshake_responses) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_store(public.cached_handshake_responses) is 'Stores a built handshake and drops the user''s oldest beyond settings.handshake_rows_per_user. Called under handshake_lock.';
