create or replace function private.keep_answer(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_answer jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
  select p_user_id, p_operation, private.caller_class(), p_key_sha256, p_parameters, p_answer, p_at,
         case when p_answer -> 'ok' = 'true' then 'infinity' else p_at + s.refusals_kept_for end
    from private.settings as s
  on conflict (user_id, operation, caller_class, key_sha256) do update
    set parameters = excluded.parameters, answer = excluded.answer, created_at = excluded.created_at, kept_until = excluded.kept_until;
  return p_answer;
end;
$$;
revoke all on function private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz) is 'Keeps the answer for its idempotency key and returns it: for ever when it is a success, for settings.refusals_kept_for when it is a refusal. Called under the user''s lock after recall_answer found nothing.';
