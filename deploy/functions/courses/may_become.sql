-- Deploy functions/courses/may_become: stamped from functions/courses/may_become.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.may_become(p_from text, p_to text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case p_from
    when 'queued' then true
    when 'generating' then p_to <> 'queued'
    -- Content is corrected in place. A late message of a worker that gave up must not undo a course that the user listens to.
    when 'ready' then p_to = 'ready'
    -- Tried again from the start, with a new hold: the old one was given back.
    when 'failed' then p_to <> 'ready'
  end;
end;
$$;
revoke all on function private.may_become(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.may_become(text, text) is 'Whether a custom course of one status may be saved with another: queued → generating → ready or failed, steps may be left out, the same status always; a ready one stays ready, a failed one starts again.';
commit;
