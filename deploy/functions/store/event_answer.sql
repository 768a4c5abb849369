-- Deploy functions/store/event_answer: stamped from functions/store/event_answer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.event_answer(p_disposition text, p_user_id uuid, p_environment text, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entitlements jsonb := jsonb_build_object();
begin
  if p_user_id is not null then
    v_entitlements := private.entitlements(p_user_id, private.user_clock(p_user_id, p_at));
  end if;
  return jsonb_build_object(
    'ok', true,
    'disposition', p_disposition,
    'user_id', p_user_id,
    'state', v_entitlements -> 'state',
    'entitled', coalesce(v_entitlements -> 'entitled', 'false'),
    'environment', p_environment);
end;
$$;
revoke all on function private.event_answer(text, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_answer(text, uuid, text, timestamptz) is 'Answer to a store event: {ok, disposition, user_id, state, entitled, environment}.';
commit;
