-- Deploy functions/private/recall_answer: stamped from functions/private/recall_answer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.recall_answer(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_kept private.idempotency_keys;
  v_field text;
begin
  select * into v_kept
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = p_operation
     and k.caller_class = private.caller_class() and k.key_sha256 = p_key_sha256 and k.kept_until > p_at;
  if not found then
    return null;
  end if;
  select e.key into v_field
    from jsonb_each(p_parameters) as e
   where e.value is distinct from v_kept.parameters -> e.key
   order by e.key
   limit 1;
  if found then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', v_field));
  elsif v_kept.answer -> 'ok' = 'true' then
    return v_kept.answer || '{"replayed": true}';
  end if;
  return private.refuse(v_kept.answer ->> 'code', v_kept.answer -> 'details');
end;
$$;
revoke all on function private.recall_answer(uuid, text, bytea, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.recall_answer(uuid, text, bytea, jsonb, timestamptz) is 'The answer kept for an idempotency key, for whoever holds the user''s lock: the first answer with "replayed": true, the same refusal, or idempotency_mismatch naming the first field that differs; NULL when the key is new.';
commit;
