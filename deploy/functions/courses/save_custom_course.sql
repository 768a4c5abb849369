-- Deploy functions/courses/save_custom_course: stamped from functions/courses/save_custom_course.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.save_custom_course(p_user_id uuid, p_course jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.save_course(private.target_user(p_user_id), p_course, now());
end;
$$;
revoke all on function public.save_custom_course(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.save_custom_course(uuid, jsonb) to service_role;
comment on function public.save_custom_course(uuid, jsonb) is 'Makes a custom course of a user, or brings it up to date while it is generated.
p_course: {custom_course_id, title, status, course, audio: [{audio_id, url, sha256, seconds}], hold_id}. custom_course_id: left out, a new course is made; given, that course of the user is made or, when it is there, brought up to date, so that a call with an id of your own can be repeated. In an update what is left out (or null) stays as it is; a title given overwrites the one that the owner may have chosen. title: 1–200 characters. status: queued (the default of a new course), generating, ready or failed; it goes from queued over generating to ready or failed, steps may be left out; a ready course stays ready and may be corrected, a failed one starts again. course: any JSON object up to 1 MB as text, kept whole, its numbers integers within ±(2^53−1) (fractions as strings); needed at once only for a course that starts as ready. audio: up to 1 MB as text; url begins with https://, sha256 is in lower-case hex, seconds an integer. hold_id: the user''s credit hold that pays for it.
Answer: {ok, custom_course_id, title, status, sha256, hold_id, created}. sha256 is that of the canonical text of course, docs/canonical-json.md says how to compute it elsewhere.
Refusals: unsupported_number (422; details.number), user_not_found (404), hold_not_found (404), course_status_conflict (409; details.status is the course''s); PT400 for a bad argument.
Example: POST /rpc/save_custom_course {"p_user_id": "…", "p_course": {"title": "Better sleep", "status": "generating", "hold_id": "…"}}.';
commit;
