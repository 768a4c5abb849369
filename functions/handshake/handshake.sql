create or replace function public.handshake(p_request jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_answer jsonb := private.handshake_answer(private.target_user(null), p_request, now());
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
p_request (all of it optional, up to 256 kB): {cookie: the last answer''s, kept as it is; schema: number of the answer''s form that the app was written for; platform: ios, android or web; app_version: up to four numbers, 1.4.2 (a build number after + is left out); locale; manifests: {name: sha256} of the files that the app holds, at most 500; custom_courses: {custom_course_id: sha256} of the courses it holds, at most 1,000}. Unknown keys are ignored. Without manifests, or custom_courses, the app does not say what it holds.
Answer when anything is new: {ok, cookie, reset, complete, changed: [{name, version, sha256, content}], removed: [name], entitlements: {plan, state, entitled, source, environment, expires_at, will_renew}, courses: [course_code], custom_courses: [{custom_course_id, title, status, sha256, archived_at, updated_at, audio?, course?}], cohort: {slug, splash, variant} or null, credits: as credit_balance, server_time}.
Answer when nothing is (cookie current, and the hashes sent are right): {ok, cookie, reset: false, changed: [], removed: [], credits, server_time}, under 500 bytes.
reset: true: drop everything kept from handshakes and take this answer (first call, another user''s, malformed or too new a cookie, another schema). complete: true: changed is the whole set, every other file may be deleted; it is so after a reset, and when the app did not say what it holds and its cookie is out of date. changed has the files whose hash differs or was not sent; removed those held that the user no longer has.
custom_courses lists all that the user has: delete the others. course is there when its hash differs or was not sent; audio too, and whenever data of the user''s own changed since the cookie, since the hash is the course''s alone. A content''s sha256 is that of its canonical JSON text (see master_manifests).
Times are RFC 3339 with an offset; credits are whole numbers, live in every answer.
A file that names a platform or bounds of app versions is not sent to an app that does not say its own, or says a version that cannot be compared (1.4.2-beta).
POST fills the server''s cache. GET /rpc/handshake?p_request={…} (URL-encoded) works on a read-only replica; it answers with an ETag over everything but server_time, Cache-Control: private and Vary: Authorization, and a GET whose If-None-Match names that ETag gets 304 without a body.
Refusal: user_not_found (404, the account was erased). PT400 for a bad request.
Example: POST /rpc/handshake {"p_request": {"cookie": "h1.42.7.19.1.3.5feceb66ffc86f38.6b86b273.1767225600000000", "schema": 3, "platform": "ios", "app_version": "1.4.2", "locale": "en", "manifests": {"shop.json": "9f86d081…"}}}.';
