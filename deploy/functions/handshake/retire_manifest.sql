-- Deploy functions/handshake/retire_manifest: stamped from functions/handshake/retire_manifest.sql; edit that file, then `make stamp`.
begin;
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
  return private.retire(p_manifest_id, now());
end;
$$;
revoke all on function public.retire_manifest(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.retire_manifest(uuid) to dochub_admin, service_role;
comment on function public.retire_manifest(uuid) is 'Takes a published version out of service, from now on; one that was to start later never does. Handshakes then give the next best version of its name, or, where there is none, name the file in removed. For dochub_admin and service_role. Repeating it changes nothing and answers the same. Answer: {ok, manifest_id, name, version, sha256, retired_at}. Refusal: manifest_not_found (404); PT400 when p_manifest_id is missing. Example: POST /rpc/retire_manifest {"p_manifest_id": "0b0f3bd4-6a55-4a4b-9f3c-0c3a3a6f1f0e"}.';
commit;
