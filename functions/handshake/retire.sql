create or replace function private.retire(p_manifest_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_manifest record;
  v_clock timestamptz;
begin
  select m.manifest_id, m.name, m.version, m.sha256, m.effective_at, m.retired_at into v_manifest
    from public.master_manifests as m
   where m.manifest_id = p_manifest_id
     for no key update;
  if not found then
    return private.refuse('manifest_not_found');
  end if;
  -- Another retirement may have come first although it began later: what lies in the past by now is not moved.
  v_clock := case when p_at = now() then clock_timestamp() else p_at end;
  if v_manifest.retired_at > greatest(v_manifest.effective_at, v_clock) then
    update public.master_manifests as m
       set retired_at = greatest(m.effective_at, p_at)
     where m.manifest_id = p_manifest_id
    returning m.retired_at into strict v_manifest.retired_at;
    update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'content';
  end if;
  return jsonb_build_object(
    'ok', true,
    'manifest_id', v_manifest.manifest_id,
    'name', v_manifest.name,
    'version', v_manifest.version,
    'sha256', v_manifest.sha256,
    'retired_at', v_manifest.retired_at);
end;
$$;
revoke all on function private.retire(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.retire(uuid, timestamptz) is 'retire_manifest at a given time.';
