-- Deploy functions/handshake/handshake_answer: stamped from functions/handshake/handshake_answer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_answer(p_user_id uuid, p_request jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_request record;
  v_erased_at timestamptz;
  v_row public.cached_handshake_responses;
  v_cookie text;
  v_known boolean;
  v_current boolean;
  v_same_user_generation boolean;
  v_answer jsonb;
begin
  select * into strict v_request from private.handshake_request(p_request);
  select p.erased_at into v_erased_at from public.user_profile as p where p.user_id = p_user_id;
  if v_erased_at is not null
     -- Who cannot be written down yet (a GET, a replica) is answered all the same.
     or (not found and not current_setting('transaction_read_only')::boolean and not private.ensure_user(p_user_id, p_at)) then
    return private.refuse('user_not_found');
  end if;

  v_row := private.handshake_row(p_user_id, v_request.platform, v_request.app_version, v_request.locale, p_at);
  v_cookie := private.handshake_cookie(v_row, v_request.schema);
  v_current := coalesce(v_request.cookie = v_cookie, false);
  v_answer := jsonb_build_object(
    'ok', true,
    'cookie', v_cookie,
    'reset', false,
    'changed', '[]'::jsonb,
    'removed', '[]'::jsonb,
    'credits', private.balance(p_user_id, private.user_clock(p_user_id, p_at)),
    'server_time', p_at);
  if v_current
     and (v_request.manifests is null or v_request.manifests = (
       select coalesce(jsonb_object_agg(m.key, m.value -> 'sha256'), '{}') from jsonb_each(v_row.manifests) as m))
     and (v_request.custom_courses is null or v_request.custom_courses = (
       select coalesce(jsonb_object_agg(c ->> 'custom_course_id', c -> 'sha256'), '{}') from jsonb_array_elements(v_row.body -> 'custom_courses') as c)) then
    return v_answer;
  end if;

  v_known := private.handshake_cookie_known(v_request.cookie, v_cookie);
  v_same_user_generation := v_known and split_part(v_request.cookie, '.', 4) = split_part(v_cookie, '.', 4);
  return v_answer || v_row.body || jsonb_build_object(
    'reset', not v_known,
    'complete', not v_known or (v_request.manifests is null and not v_current),
    'changed', (
      select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'version', m.version, 'sha256', m.sha256, 'content', m.content) order by m.name), '[]')
        from jsonb_each(v_row.manifests) as r
        join public.master_manifests as m on m.manifest_id = (r.value ->> 'manifest_id')::uuid
       where not v_known
          or case when v_request.manifests is null then not v_current
                  else v_request.manifests ->> r.key is distinct from r.value ->> 'sha256' end),
    'removed', (
      select coalesce(jsonb_agg(h.name order by h.name), '[]')
        from jsonb_object_keys(v_request.manifests) as h (name)
       where not v_row.manifests ? h.name),
    'custom_courses', (
      select coalesce(jsonb_agg(
               case
                 -- What is sent along is as new as this statement: so is all that is said of it.
                 when c.user_id is not null then jsonb_build_object(
                   'custom_course_id', c.custom_course_id, 'title', c.title, 'status', c.status, 'sha256', c.sha256,
                   'archived_at', c.archived_at, 'updated_at', c.updated_at, 'audio', c.audio)
                   || case when s.send_course then jsonb_build_object('course', c.course) else '{}' end
                 else s.listed
               end order by s.n), '[]')
        from (select l.listed, l.n,
                     not v_known
                     or case when v_request.custom_courses is null then not v_current
                             else v_request.custom_courses ->> (l.listed ->> 'custom_course_id') is distinct from l.listed ->> 'sha256' end as send_course,
                     -- The hash is the course's: it does not tell of a change of the audio references.
                     not v_same_user_generation as send_audio
                from jsonb_array_elements(v_row.body -> 'custom_courses') with ordinality as l (listed, n)) as s
        left join public.custom_courses as c
          on (s.send_course or s.send_audio)
         and c.user_id = p_user_id and c.custom_course_id = (s.listed ->> 'custom_course_id')::uuid and c.revoked_at is null
       where c.user_id is not null or not (s.send_course or s.send_audio)));
end;
$$;
revoke all on function private.handshake_answer(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_answer(uuid, jsonb, timestamptz) is 'handshake of a user at a given time.';
commit;
