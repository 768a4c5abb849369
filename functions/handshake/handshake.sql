create or replace function public.handshake(p_request jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_answer jsonb := private.handshake(private.target_user(null), p_request, now());
  v_etag text;
begin
  if current_setting('request.method', true) in ('GET', 'HEAD') and v_answer -> 'ok' = 'true' then
    v_etag := 'W/"' || left(private.canonical_sha256(v_answer - 'server_time'), 32) || '"';
    perform set_config('response.headers', jsonb_build_array(
      jsonb_build_object('ETag', v_etag),
      jsonb_build_object('Cache-Control', 'private'),
      jsonb_build_object('Vary', 'Authorization'))::text, true);
    if private.etag_matches(nullif(current_setting('request.headers', true), '')::jsonb ->> 'if-none-match', v_etag) then
      perform set_config('response.status', '304', true);
      return null;
    end if;
  end if;
  return v_answer;
end;
$$;
revoke all on function public.handshake(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.handshake(jsonb) to authenticated;
comment on function public.handshake(jsonb) is 'Brings the app up to date in one call: content files, what the caller may use, own courses, cohort, credits.
p_request (all of it optional, up to 256 kB): {cookie: the last answer''s, kept as it is; schema: number of the answer''s form that the app was written for;
platform: ios, android or web; app_version: up to four numbers, 1.4.2 (a build number after + is left out); locale; manifests: {name: sha256} of the files
that the app holds, at most 500; custom_courses: {custom_course_id: sha256} of the courses it holds, at most 1,000}. Unknown keys are ignored. Without
manifests, or custom_courses, the app does not say what it holds.
Answer when anything is new: {ok, cookie, reset, complete, changed: [{name, version, sha256, content}], removed: [name], entitlements: {plan, state, entitled,
source, environment, expires_at, will_renew}, courses: [course_code], custom_courses: [{custom_course_id, title, status, sha256, archived_at, updated_at,
audio?, course?}], cohort: {slug, splash, variant} or null, credits: as credit_balance, server_time}.
Answer when nothing is (cookie current, and the hashes sent are right): {ok, cookie, reset: false, changed: [], removed: [], credits, server_time}, under 500
bytes.
reset: true: drop everything kept from handshakes and take this answer (first call, another user''s, malformed or too new a cookie, another schema). complete:
true: changed is the whole set, every other file may be deleted; it is so after a reset, and when the app did not say what it holds and its cookie is out of
date. changed has the files whose hash differs or was not sent; removed those held that the user no longer has.
custom_courses lists all that the user has: delete the others. course is there when its hash differs or was not sent; audio too, and whenever data of the
user''s own changed since the cookie, since the hash is the course''s alone. A content''s sha256 is that of its canonical JSON text (see master_manifests).
Times are RFC 3339 with an offset; credits are whole numbers, live in every answer.
A file that names a platform or bounds of app versions is not sent to an app that does not say its own, or says a version that cannot be compared
(1.4.2-beta).
POST fills the server''s cache. GET /rpc/handshake?p_request={…} (URL-encoded) works on a read-only replica; it answers with an ETag over everything but
server_time, Cache-Control: private and Vary: Authorization, and a GET whose If-None-Match names that ETag gets 304 without a body.
Refusals: user_not_found (404, the account was erased); replica_behind (503, by a read replica that has not got as far as the cookie; Retry-After, details.retry_after
seconds: keep what you have, and ask again or ask the primary). PT400 for a bad request.
Example: POST /rpc/handshake {"p_request": {"cookie": "h1.42.7.19.1.3.5feceb66ffc86f38.6b86b273.1767225600000000", "schema": 3, "platform": "ios",
"app_version": "1.4.2", "locale": "en", "manifests": {"shop.json": "9f86d081…"}}}.';

create or replace function private.handshake(p_user_id uuid, p_request jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_request_sha256 bytea;
  v_usage record;
  v_request record;
  v_row record;
  v_cookie text;
  v_credits jsonb;
  v_current boolean;
  v_known boolean;
  v_same_user_generation boolean;
  v_given text[];
  v_changed jsonb;
  v_removed jsonb;
  v_custom_courses jsonb;
begin
  -- Nearly every call is the request that the kept row expects, word for word, and nothing has changed: one look tells, and nothing wide is read.
  if jsonb_typeof(p_request -> 'cookie') = 'string' then
    v_request_sha256 := sha256(convert_to(p_request::text, 'UTF8'));
    select u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt, u.resets_at, u.clock_at,
           u.next_change_at > p_at and u.next_change_at > u.clock_at
           and u.facts_generation = (select g.generation from private.sync_generations as g where g.scope = 'entitlement')
           and not exists (select 1 from private.referral_clawbacks as r where r.user_id = p_user_id and r.settled_at is null) as is_settled
      into v_usage
      from public.cached_handshake_responses as c
      left join private.user_sync as s on s.user_id = c.user_id
      left join public.ai_usage as u on u.user_id = c.user_id
     where c.user_id = p_user_id and c.next_request_sha256 = v_request_sha256 and c.user_generation = coalesce(s.generation, 1)
       and c.boundary_at <= p_at and p_at < c.valid_until
       and not exists (
         select 1 from private.sync_generations as g
          where g.generation <> case g.scope when 'content' then c.content_generation when 'cohort' then c.cohort_generation
                                             when 'schema' then c.schema_generation else g.generation end);
    if found then
      return jsonb_build_object(
        'ok', true,
        'cookie', p_request -> 'cookie',
        'reset', false,
        'changed', '[]'::jsonb,
        'removed', '[]'::jsonb,
        'credits', case
          when v_usage.is_settled then private.balance_answer(
            v_usage.weekly_peak, v_usage.weekly_used, v_usage.promotional, v_usage.bank, v_usage.held, v_usage.debt, v_usage.resets_at)
          else private.credit_balance(p_user_id, greatest(p_at, v_usage.clock_at))
        end,
        'server_time', p_at);
    end if;
  end if;

  v_request := private.handshake_request(p_request);
  v_row := private.handshake_row(
    p_user_id, v_request.platform, v_request.app_version, v_request.locale, v_request.schema, p_request, p_at);
  if v_row.cookie_end is null then
    return private.refuse('user_not_found');
  end if;
  v_cookie := concat('h1.', v_row.content_generation, '.', v_row.cohort_generation, '.', v_row.user_generation, '.', v_row.schema_generation,
    '.', v_request.schema, '.', v_row.cookie_end);
  v_credits := private.credit_balance(p_user_id, greatest(p_at, v_row.clock_at));
  v_current := coalesce(v_request.cookie = v_cookie, false);
  -- The app said it in other words than were expected of it, or the row is new.
  if v_current
     and (v_request.manifests is null or sha256(convert_to(v_request.manifests::text, 'UTF8')) = v_row.manifests_sha256)
     and (v_request.custom_courses is null or sha256(convert_to(v_request.custom_courses::text, 'UTF8')) = v_row.custom_courses_sha256) then
    return jsonb_build_object(
      'ok', true,
      'cookie', v_cookie,
      'reset', false,
      'changed', '[]'::jsonb,
      'removed', '[]'::jsonb,
      'credits', v_credits,
      'server_time', p_at);
  end if;

  -- A cookie that this user was given before, current or not: what its holder has can be brought up to date. Otherwise the app starts over:
  -- none, malformed, another user's, of another schema, or of a generation that has not been yet. Another platform, app version or locale is no
  -- reason to: an app update keeps its files. A cookie is compared, never trusted: whoever forges one gets their own answer.
  v_known := v_current;
  v_same_user_generation := v_current;
  if not v_current and v_request.cookie ~ '^h1(\.[0-9]{1,18}){5}\.[0-9a-f]{16}\.[0-9a-f]{8}\.[0-9]{1,18}$' then
    v_given := string_to_array(v_request.cookie, '.');
    v_known := v_given[2]::bigint <= v_row.content_generation
      and v_given[3]::bigint <= v_row.cohort_generation
      and v_given[4]::bigint <= v_row.user_generation
      and v_given[5] = v_row.schema_generation::text
      and v_given[6] = v_request.schema::text
      and v_given[7] = left(v_row.cookie_end, 16);
    v_same_user_generation := v_known and v_given[4] = v_row.user_generation::text;
    -- A standby that has not got as far as the cookie: its older set would take from the phone what it has got since.
    if not v_known and v_given[6] = v_request.schema::text and v_given[7] = left(v_row.cookie_end, 16) and pg_is_in_recovery()
       and (v_given[2]::bigint > v_row.content_generation or v_given[3]::bigint > v_row.cohort_generation
            or v_given[4]::bigint > v_row.user_generation or v_given[5]::bigint > v_row.schema_generation) then
      return private.refuse('replica_behind', '{"retry_after": 1}');
    end if;
  end if;

  select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'version', m.version, 'sha256', m.sha256, 'content', m.content) order by m.name), '[]'),
         (select coalesce(jsonb_agg(h.name order by h.name), '[]')
            from jsonb_object_keys(v_request.manifests) as h (name)
           where not v_row.manifests ? h.name)
    into strict v_changed, v_removed
    from public.master_manifests as m
   where m.manifest_id = any (array(
     select (r.value ->> 'manifest_id')::uuid
       from jsonb_each(v_row.manifests) as r
      where not v_known
         or case when v_request.manifests is null then not v_current
                 else v_request.manifests ->> r.key is distinct from r.value ->> 'sha256' end));
  v_custom_courses := v_row.body -> 'custom_courses';
  if v_custom_courses <> '[]'
     and not (v_same_user_generation
              and case when v_request.custom_courses is null then v_current
                       else sha256(convert_to(v_request.custom_courses::text, 'UTF8')) = v_row.custom_courses_sha256 end) then
    select coalesce(jsonb_agg(
             case
               -- What is sent along is as new as this statement: so is all that is said of it.
               when c.user_id is not null then jsonb_build_object(
                 'custom_course_id', c.custom_course_id, 'title', c.title, 'status', c.status, 'sha256', c.sha256,
                 'archived_at', c.archived_at, 'updated_at', c.updated_at, 'audio', c.audio)
                 || case when s.send_course then jsonb_build_object('course', c.course) else '{}' end
               else s.listed
             end order by s.n), '[]')
      into strict v_custom_courses
      from (select l.listed, l.n,
                   not v_known
                   or case when v_request.custom_courses is null then not v_current
                           else v_request.custom_courses ->> (l.listed ->> 'custom_course_id') is distinct from l.listed ->> 'sha256' end as send_course,
                   -- The hash is the course's: it does not tell of a change of the audio references.
                   not v_same_user_generation as send_audio
              from jsonb_array_elements(v_custom_courses) with ordinality as l (listed, n)) as s
      left join public.custom_courses as c
        on (s.send_course or s.send_audio)
       and c.user_id = p_user_id and c.custom_course_id = (s.listed ->> 'custom_course_id')::uuid and c.revoked_at is null
     where c.user_id is not null or not (s.send_course or s.send_audio);
  end if;
  return jsonb_build_object(
    'ok', true,
    'cookie', v_cookie,
    'reset', not v_known,
    'complete', not v_known or (v_request.manifests is null and not v_current),
    'changed', v_changed,
    'removed', v_removed,
    'entitlements', v_row.body -> 'entitlements',
    'courses', v_row.body -> 'courses',
    'custom_courses', v_custom_courses,
    'cohort', v_row.body -> 'cohort',
    'credits', v_credits,
    'server_time', p_at);
end;
$$;
revoke all on function private.handshake(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake(uuid, jsonb, timestamptz) is 'handshake of a user at a given time.
A cookie is h1.<content>.<cohort>.<user>.<schema generation>.<the client''s schema>.<16 hex digits of a SHA-256 of the user>.<8 of (platform, app version,
locale)>.<last time boundary passed, µs since 1970>.';

create or replace function private.etag_matches(p_if_none_match text, p_etag text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- If-None-Match compares weakly (RFC 9110, 13.1.2): W/ makes no difference on either side.
  return coalesce(btrim(p_if_none_match) = '*', false)
    or exists (
      select 1 from regexp_matches(left(p_if_none_match, 8192), '"[^"]*"', 'g') as t (tag)
       where t.tag[1] = substring(p_etag from '"[^"]*"'));
end;
$$;
revoke all on function private.etag_matches(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.etag_matches(text, text) is 'Whether an If-None-Match header names an ETag: one tag, a list of them, weak or strong, or *.
False when there is no header.';

create or replace function private.handshake_request(
  p_request jsonb,
  out cookie text, out schema integer, out platform text, out app_version text, out locale text,
  out manifests jsonb, out custom_courses jsonb)
language plpgsql
immutable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_request jsonb := coalesce(nullif(p_request, 'null'), '{}');
begin
  -- One look at all that a right request is; what is wrong with another is looked at then.
  if jsonb_typeof(v_request) <> 'object' or pg_column_size(v_request) > 262144
     or jsonb_typeof(v_request -> 'cookie') not in ('string', 'null')
     or jsonb_typeof(v_request -> 'schema') not in ('number', 'null') or v_request ->> 'schema' !~ '^([0-9]{1,6}|1000000)$'
     or jsonb_typeof(v_request -> 'platform') not in ('string', 'null') or length(v_request ->> 'platform') > 16
     or jsonb_typeof(v_request -> 'app_version') not in ('string', 'null') or length(v_request ->> 'app_version') > 32
     or jsonb_typeof(v_request -> 'locale') not in ('string', 'null') or length(v_request ->> 'locale') > 35 then
    -- PostgREST hands the parameter of a GET over as a JSON string of what stands in the URL.
    if jsonb_typeof(v_request) = 'string' and pg_column_size(v_request) <= 262144 then
      begin
        v_request := coalesce(nullif((v_request #>> '{}')::jsonb, 'null'), '{}');
      exception
        when invalid_text_representation or untranslatable_character then
          null;
      end;
    end if;
    if jsonb_typeof(v_request) <> 'object' then
      raise sqlstate 'PT400' using
        message = 'p_request must be a JSON object',
        hint = 'Keys: cookie, schema, platform, app_version, locale, manifests, custom_courses.';
    elsif pg_column_size(v_request) > 262144 then
      raise sqlstate 'PT400' using message = 'p_request is larger than 262144 bytes';
    end if;
    -- A cookie is whatever this server once gave out: one of any other length is unknown, not wrong.
    perform private.json_text(v_request, 'cookie', 262144), private.json_integer(v_request, 'schema', 0, 1000000),
      private.json_text(v_request, 'platform', 16), private.json_text(v_request, 'app_version', 32), private.json_text(v_request, 'locale', 35);
  end if;
  perform private.assert_hashes(v_request, 'manifests', 500), private.assert_hashes(v_request, 'custom_courses', 1000);
  select v_request ->> 'cookie', coalesce(v_request ->> 'schema', '0')::integer,
         coalesce(v_request ->> 'platform', ''), coalesce(v_request ->> 'app_version', ''), coalesce(v_request ->> 'locale', ''),
         nullif(v_request -> 'manifests', 'null'), nullif(v_request -> 'custom_courses', 'null')
    into strict cookie, schema, platform, app_version, locale, manifests, custom_courses;
end;
$$;
revoke all on function private.handshake_request(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_request(jsonb) is 'The request of a handshake, checked (PT400).
schema is 0, platform, app_version and locale are empty when absent; manifests and custom_courses are NULL when the client does not say what it holds.
Unknown keys are ignored: apps newer than this server send them. PARALLEL UNSAFE because of its EXCEPTION block.';

create or replace function private.assert_hashes(p_object jsonb, p_key text, p_max_items integer)
returns void
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_right boolean;
begin
  if coalesce(p_object -> p_key, 'null') in ('null', '{}') then
    return;
  elsif jsonb_typeof(p_object -> p_key) = 'object' then
    select count(*) <= p_max_items
           and bool_and(length(h.key) <= 100 and jsonb_typeof(h.value) in ('string', 'null') and coalesce(length(h.value #>> '{}') <= 100, true))
      into strict v_is_right
      from jsonb_each(p_object -> p_key) as h;
  end if;
  if v_is_right is distinct from true then
    raise sqlstate 'PT400' using
      message = format('%s must be an object of at most %s names with their SHA-256, each of at most 100 characters', p_key, p_max_items);
  end if;
end;
$$;
revoke all on function private.assert_hashes(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_hashes(jsonb, text, integer) is 'Refuses (PT400) a member of a JSON argument that is no {name: hash} of at most p_max_items.
A hash may be null (the name is held, its hash not known); absent or null the member says nothing, and passes.';
