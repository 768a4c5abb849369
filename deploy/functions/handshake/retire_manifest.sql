-- Deploy functions/handshake/retire_manifest: stamped from functions/handshake/retire_manifest.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.retire_manifest(p_manifest_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_manifest_id is null then
    raise sqlstate 'PT400' using message = 'p_manifest_id is missing';
  end if;
  return private.retire_manifest(p_manifest_id, now());
end;
$$;
revoke all on function public.retire_manifest(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.retire_manifest(uuid) to dochub_admin, service_role;
comment on function public.retire_manifest(uuid) is 'Takes a published version out of service, from now on; one that was to start later never does. For dochub_admin and service_role.
Handshakes then give the next best version of its name, or, where there is none, name the file in removed. Repeating it changes nothing and answers the same.
Answer: {ok, manifest_id, name, version, sha256, retired_at}. Refusal: manifest_not_found (404); PT400 when p_manifest_id is missing.
Example: POST /rpc/retire_manifest {"p_manifest_id": "0b0f3bd4-6a55-4a4b-9f3c-0c3a3a6f1f0e"}.';

create or replace function private.retire_manifest(p_manifest_id uuid, p_at timestamptz)
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
revoke all on function private.retire_manifest(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.retire_manifest(uuid, timestamptz) is 'retire_manifest at a given time.';
commit;
