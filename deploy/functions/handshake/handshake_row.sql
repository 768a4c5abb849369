-- Deploy functions/handshake/handshake_row: stamped from functions/handshake/handshake_row.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_row(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamptz)
returns public.cached_handshake_responses
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_new public.cached_handshake_responses;
  v_row public.cached_handshake_responses;
begin
  v_new.user_id := p_user_id;
  v_new.platform := p_platform;
  v_new.app_version := p_app_version;
  v_new.locale := p_locale;
  for v_try in 1 .. 2 loop
    -- Generations first, in a statement and so in a snapshot of their own: a change that commits from here on makes
    -- the answer newer than its label, never older.
    select g.content_generation, g.cohort_generation, g.user_generation, g.schema_generation
      into strict v_new.content_generation, v_new.cohort_generation, v_new.user_generation, v_new.schema_generation
      from private.handshake_generations(p_user_id) as g;
    select * into v_row
      from public.cached_handshake_responses as c
     where c.user_id = p_user_id and c.platform = p_platform and c.app_version = p_app_version and c.locale = p_locale
       and c.content_generation = v_new.content_generation and c.cohort_generation = v_new.cohort_generation
       and c.user_generation = v_new.user_generation and c.schema_generation = v_new.schema_generation
       and c.boundary_at <= p_at and p_at < c.valid_until;
    if found then
      return v_row;
    end if;
    -- A replica and a GET cannot store; in a snapshot of the whole transaction an upsert could fail with a serialization error.
    if v_try = 1 and (current_setting('transaction_read_only')::boolean or current_setting('transaction_isolation') <> 'read committed'
                      or not private.handshake_lock(p_user_id)) then
      return private.handshake_build(v_new, p_at);
    end if;
  end loop;
  -- What is built now is shown for long: the experiment that it shows is the user's from now on. That raises the user's generation.
  if private.remember_cohort(p_user_id, p_at) then
    select g.content_generation, g.cohort_generation, g.user_generation, g.schema_generation
      into strict v_new.content_generation, v_new.cohort_generation, v_new.user_generation, v_new.schema_generation
      from private.handshake_generations(p_user_id) as g;
  end if;
  v_row := private.handshake_build(v_new, p_at);
  perform private.handshake_store(v_row);
  return v_row;
end;
$$;
revoke all on function private.handshake_row(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_row(uuid, text, text, text, timestamptz) is 'The resolved manifests and the body of a user''s handshake at a time: the cached row when its generations are the current ones and no time boundary lies between, else a new one, stored where the transaction can write. Must stay VOLATILE: only then does each of its statements see what was committed before it. Of many at once one builds: the others wait for its lock, shortly, and look again.';
commit;
