create or replace function private.audit(p_user_id uuid, p_action text, p_details jsonb, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into private.audit_log (user_id, at, action, actor_id, actor_class, details)
  values (p_user_id, p_at, p_action, private.current_user_id(), private.caller_class(), p_details);
end;
$$;
revoke all on function private.audit(uuid, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.audit(uuid, text, jsonb, timestamptz) is 'Notes in the audit log what the caller did to an account. p_action: name of the function; p_details: what changed, nothing personal.';
