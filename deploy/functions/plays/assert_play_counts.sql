-- Deploy functions/plays/assert_play_counts: stamped from functions/plays/assert_play_counts.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.assert_play_counts(p_device_id text, p_counts jsonb)
returns void
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_files bigint;
  v_bad text;
begin
  if p_device_id is null or length(p_device_id) not between 1 and 128 then
    raise sqlstate 'PT400' using message = 'p_device_id must have 1 to 128 characters';
  elsif jsonb_typeof(p_counts) is distinct from 'object' then
    raise sqlstate 'PT400' using
      message = 'p_counts must be a JSON object',
      hint = 'Times played on this device by audio file: {"ocean": 3}.';
  end if;
  select count(*),
         min(e.key) filter (where length(e.key) not between 1 and 200 or jsonb_typeof(e.value) <> 'number'
                               or case when length(e.value #>> '{}') > 7 or e.value #>> '{}' !~ '^[0-9]+$' then true
                                       else (e.value #>> '{}')::integer > 1000000 end)
    into v_files, v_bad
    from jsonb_each(p_counts) as e;
  if v_files > 500 then
    raise sqlstate 'PT400' using
      message = 'p_counts has more than 500 files',
      hint = 'Send the others with another call.';
  elsif v_bad is not null then
    raise sqlstate 'PT400' using
      message = format('p_counts: %s must be an audio file of 1 to 200 characters with an integer from 0 to 1000000', to_json(left(v_bad, 64)));
  end if;
end;
$$;
revoke all on function private.assert_play_counts(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_play_counts(text, jsonb) is 'Checks the arguments of record_plays: PT400 for what is not {audio_id: count} with at most 500 files and integer counts of 0–1,000,000.';
commit;
