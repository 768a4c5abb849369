-- Deploy functions/kernel/idempotency: stamped from functions/kernel/idempotency.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.key_sha256(p_idempotency_key text)
returns bytea
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_idempotency_key is null or length(p_idempotency_key) not between 8 and 128 then
    raise sqlstate 'PT400' using
      message = 'p_idempotency_key must have 8 to 128 characters',
      hint = 'Make a key for each operation, such as a random uuid, and send it again when you repeat the call.';
  end if;
  return sha256(convert_to(p_idempotency_key, 'UTF8'));
end;
$$;
revoke all on function private.key_sha256(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.key_sha256(text) is 'SHA-256 under which an idempotency key is kept; PT400 when the key is missing or not of 8–128 characters.';

create or replace function private.recall_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller_class text := private.caller_class();
  v_kept record;
  v_field text;
begin
  select k.parameters, k.answer into v_kept
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = p_operation
     and k.caller_class = v_caller_class and k.key_sha256 = p_key_sha256 and k.kept_until > p_at;
  if not found then
    return null;
  end if;
  if v_kept.parameters <> p_parameters then
    select e.key into v_field
      from jsonb_each(p_parameters) as e
     where e.value is distinct from v_kept.parameters -> e.key
     order by e.key
     limit 1;
  end if;
  if v_field is not null then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', v_field));
  elsif v_kept.answer -> 'ok' = 'true' then
    return v_kept.answer || '{"replayed": true}';
  end if;
  return private.refuse(v_kept.answer ->> 'code', (v_kept.answer ->> 'details')::jsonb);
end;
$$;
revoke all on function private.recall_idempotent(uuid, text, bytea, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.recall_idempotent(uuid, text, bytea, jsonb, timestamptz) is 'The answer kept for an idempotency key, for whoever holds the user''s lock: the first answer with "replayed": true, the same refusal, or idempotency_mismatch naming the first field that differs; NULL when the key is new.';

create or replace function private.keep_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_answer jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller_class text := private.caller_class();
  v_kept_until timestamptz := 'infinity'::timestamptz;
  v_wait integer;
begin
  if p_answer -> 'ok' is distinct from 'true' then
    -- Each refusal is a row for a month: who makes them one after another is told to wait, and that is not kept.
    v_wait := case when v_caller_class = 'client' then private.count_attempt('kept_refusal', p_user_id, p_at) else 0 end;
    if v_wait > 0 then
      return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
    end if;
    select p_at + s.refusals_kept_for into strict v_kept_until from private.settings as s;
  end if;
  insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
  values (p_user_id, p_operation, v_caller_class, p_key_sha256, p_parameters, p_answer, p_at, v_kept_until)
  on conflict (user_id, operation, caller_class, key_sha256) do update
    set parameters = excluded.parameters, answer = excluded.answer, created_at = excluded.created_at, kept_until = excluded.kept_until;
  return p_answer;
end;
$$;
revoke all on function private.keep_idempotent(uuid, text, bytea, jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.keep_idempotent(uuid, text, bytea, jsonb, jsonb, timestamptz) is 'Keeps the answer for its idempotency key and returns it: for ever when it is a success, for settings.refusals_kept_for when it is a refusal.
A user who is refused more often than throttle_limits allows gets too_many_attempts instead, which is not kept. Called under the user''s lock after recall_idempotent found nothing.';
commit;
