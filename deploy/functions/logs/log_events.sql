-- Deploy functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.log_events(p_events jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Inside this function the role setting is still the caller's; none means no SET ROLE took place.
  v_role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  if jsonb_typeof(p_events) is distinct from 'array' then
    raise sqlstate 'PT400' using
      message = 'p_events must be a JSON array',
      hint = 'At most 50 events: [{"event_id": "…", "kind": "log", "level": "info", "message": "…"}].';
  end if;
  return private.log_batch(p_events, case when v_role <> 'anon' then private.current_user_id() end, v_role, now());
end;
$$;
revoke all on function public.log_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.log_events(jsonb) to anon, authenticated;
comment on function public.log_events(jsonb) is 'Takes logs, errors and feedback of the app, from signed-in users and from visitors. It never fails because of what an event says: an event that cannot be stored is left out and counted, and the others are stored.
p_events: an array of at most 50 events and 204,800 bytes: [{event_id, kind, level, code, message, context, session_id, app_version, platform, client_ts}], all of them optional. kind: log (default), error, feedback. level: debug, info (default; error for kind error), warning, error, fatal. event_id: made by the app, such as a random uuid; an event whose id the same sender sent within the last days (7 by default) is a duplicate and dropped, so a call whose answer was lost can simply be repeated; visitors are told apart by client address. message is cut to 8,192 characters, code to 100, event_id and session_id to 128, app_version and platform to 32; context is any JSON, and one of more than 65,536 characters or 32 levels is left out; the row then has is_truncated. client_ts: the phone''s clock (RFC 3339 with an offset), kept beside the server''s; no time: null. Other keys are ignored. User, role and time of receipt are the server''s. What looks like a secret (tokens, passwords, e-mail addresses, card numbers) is replaced before anything is stored.
Answer: {ok, accepted, dropped, duplicates, retry_after, dropped_events: [{index, reason}]}. index: place in p_events, from 0. reason: not_an_object, unknown_kind, unknown_level (do not send these again), over_quota (send again after retry_after seconds). retry_after: 0 when nothing was over quota.
Quotas count every event sent: 1,000 an hour, and for feedback and fatal errors 60 an hour of their own, so that a flood of logs never drowns them; a client address has 20 times as many. Visitors have the quota of their address; where the deployment uses no addresses all visitors share one.
Refusals, the same keys as the answer and code: payload_too_large (413; nothing is stored), too_many_events (429; some were over quota and nothing else could be stored; retry_after seconds), user_not_found (404; the account was erased). PT400 when p_events is no array and for any query parameter that filters or selects from the answer, PT405 for GET. JSON cannot hold the character U+0000: leave it out of messages.
Example: POST /rpc/log_events {"p_events": [{"event_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "kind": "error", "level": "error", "code": "audio_stalled", "message": "Buffer ran dry", "context": {"position": 31}, "client_ts": "2026-01-31T12:00:00Z"}]}.';
commit;
