create or replace function private.set_time_zone(p_user_id uuid, p_time_zone text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Until now the old zone counted: a week that began in it is written down before the change.
  perform private.settle_credits(p_user_id, p_at);
  update private.user_details as d set time_zone = p_time_zone where d.user_id = p_user_id;
  -- Who has never moved a credit has drawn on no week yet: theirs simply starts in the new zone.
  update public.ai_usage as u
     set week_start = private.monday_at_or_before(p_time_zone, p_at),
         week_ends_at = private.monday_at_or_after(p_time_zone, p_at + interval '1 microsecond'),
         weekly_peak = 0
   where u.user_id = p_user_id and u.last_entry_no = 0;
end;
$$;
revoke all on function private.set_time_zone(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_time_zone(uuid, text, timestamptz) is 'Changes a user''s time zone. The credit week that runs keeps its start and lasts until the new zone''s first Monday 00:00 at or after its end. Called under the user''s lock with a name that private.is_time_zone knows.';
