-- Deploy functions/accounts/ensure_profile: stamped from functions/accounts/ensure_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.ensure_profile(p_profile jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_profile jsonb;
  v_settings private.settings;
  v_claims jsonb := private.claims();
  v_verified text := private.verified_email();
  v_email text;
  v_zone text;
  v_warnings jsonb := '[]'::jsonb;
  v_at timestamptz;
  v_row public.user_profile;
begin
  perform private.assert_writable();
  v_user_id := private.target_user(null);
  v_profile := private.json_object_argument('p_profile', coalesce(p_profile, '{}'), 8192,
    array['first_name', 'last_name', 'display_name', 'locale', 'time_zone']);
  v_zone := private.json_text(v_profile, 'time_zone', 64);
  -- The phone's list of zones may be newer than the server's, or older: nobody stays outside for that.
  if v_zone is not null and not private.is_time_zone(v_zone) then
    v_zone := null;
    v_warnings := '["unknown_time_zone"]';
  end if;
  if private.json_text(v_profile, 'locale', 35) !~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$' then
    raise sqlstate 'PT400' using message = 'locale must be a BCP 47 language tag', hint = 'Such as en or de-AT.';
  end if;
  select * into strict v_settings from private.settings;
  v_email := case when jsonb_typeof(v_claims #> v_settings.claim_email_path) = 'string' then btrim(v_claims #>> v_settings.claim_email_path) end;
  v_email := case when length(v_email) between 3 and 320 then v_email end;

  -- What the stores told of this account before it was made; it takes others' locks, too.
  perform private.bind_events(v_user_id, now());
  v_at := private.lock_user(v_user_id, now());
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  if v_verified is not null and not private.claim_email(v_user_id, v_verified, v_at) then
    return private.refuse('email_in_use');
  end if;
  v_zone := nullif(v_zone, (select d.time_zone from private.user_details as d where d.user_id = v_user_id));
  if v_zone is not null then
    perform private.set_time_zone(v_user_id, v_zone, v_at);
  end if;

  update public.user_profile as p
     set email = coalesce(v_email, p.email),
         is_email_verified = case when v_email is null then p.is_email_verified else v_verified is not null end,
         is_anonymous = coalesce(v_claims #> v_settings.claim_anonymous_path = 'true', false),
         first_name = coalesce(private.json_text(v_profile, 'first_name', 100), p.first_name),
         last_name = coalesce(private.json_text(v_profile, 'last_name', 100), p.last_name),
         display_name = coalesce(private.json_text(v_profile, 'display_name', 100), p.display_name),
         locale = coalesce(v_profile ->> 'locale', p.locale)
   where p.user_id = v_user_id
  returning * into strict v_row;
  perform private.join_by_domain(v_user_id, v_verified, v_at);
  return jsonb_build_object(
    'ok', true,
    'user_id', v_user_id,
    'profile', to_jsonb(v_row) - 'user_id' || jsonb_build_object(
      'time_zone', (select d.time_zone from private.user_details as d where d.user_id = v_user_id)),
    'warnings', v_warnings);
end;
$$;
revoke all on function public.ensure_profile(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.ensure_profile(jsonb) to authenticated;
comment on function public.ensure_profile(jsonb) is 'Call it after every sign-in: makes the caller''s account or brings it up to date.
Repeating it changes nothing. p_profile: {first_name, last_name, display_name, locale, time_zone}, each optional; null and absent leave the stored value.
Id and e-mail address come from the JWT, never from p_profile. A verified address belongs to one account at a time, and one in the domain of
an institution makes the caller its member while there are seats (see join_cohort).
time_zone decides when the credit week starts: a name of pg_timezone_names as it stands there, such as Europe/Berlin, Asia/Calcutta or Japan.
A name that this server does not know (POSIX strings such as EST5EDT4, abbreviations such as CEST, and other spellings are none) refuses nothing:
everything else is stored, the zone stays as it was, and warnings says unknown_time_zone. So send what the phone says.
Answer: {ok, user_id, profile, warnings}; warnings is a list, nearly always empty.
Refusals: user_not_found (404, the account was erased), email_in_use (409); PT400 for a bad argument.
Example: POST /rpc/ensure_profile {"p_profile": {"first_name": "Ada", "time_zone": "Europe/London"}}.';

create or replace function private.claim_email(p_user_id uuid, p_email text, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_holder uuid;
begin
  if p_email is null then
    delete from private.email_claims as c where c.user_id = p_user_id;
    return true;
  end if;
  insert into private.email_claims (email, user_id, claimed_at)
  values (p_email, p_user_id, p_at)
  on conflict (email) do nothing;
  select c.user_id into strict v_holder from private.email_claims as c where c.email = p_email for share;
  if v_holder <> p_user_id then
    return false;
  end if;
  delete from private.email_claims as c where c.user_id = p_user_id and c.email <> p_email;
  return true;
end;
$$;
revoke all on function private.claim_email(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_email(uuid, text, timestamptz) is 'Claims a verified address for a user and gives up the user''s earlier one.

p_email: in lower case; NULL gives up what the user holds. False when another user holds the address. Called under the user''s lock.';

create or replace function private.set_time_zone(p_user_id uuid, p_time_zone text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_zone text;
  v_week_start timestamptz;
  v_week_ends_at timestamptz;
begin
  -- Until now the old zone counted: a week that began in it is written down before the change.
  perform private.settle_credits(p_user_id, p_at);
  update private.user_details as d set time_zone = p_time_zone where d.user_id = p_user_id;
  v_zone := private.user_zone(p_user_id);
  v_week_start := private.monday_at_or_before(v_zone, p_at);
  v_week_ends_at := private.monday_at_or_after(v_zone, p_at + interval '1 microsecond');
  -- Who has never moved a credit has drawn on no week yet: theirs simply starts in the new zone.
  update public.ai_usage as u
     set week_start = v_week_start,
         week_ends_at = v_week_ends_at,
         weekly_peak = 0, next_change_at = '-infinity'
   where u.user_id = p_user_id and u.last_entry_no = 0;
end;
$$;
revoke all on function private.set_time_zone(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_time_zone(uuid, text, timestamptz) is 'Changes a user''s time zone.
The credit week that runs keeps its start and lasts until the new zone''s first Monday 00:00 at or after its end.
Called under the user''s lock with a name that private.is_time_zone knows.';
commit;
