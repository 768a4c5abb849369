-- Deploy functions/handshake/handshake_generations: stamped from functions/handshake/handshake_generations.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_generations(
  p_user_id uuid,
  out content_generation bigint, out cohort_generation bigint, out user_generation bigint, out schema_generation bigint)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  select max(g.generation) filter (where g.scope = 'content'),
         max(g.generation) filter (where g.scope = 'cohort'),
         -- The row begins at 1, and comes with the user's first write.
         coalesce((select s.generation from private.user_sync as s where s.user_id = p_user_id), 1),
         max(g.generation) filter (where g.scope = 'schema')
    into strict content_generation, cohort_generation, user_generation, schema_generation
    from private.sync_generations as g;
end;
$$;
revoke all on function private.handshake_generations(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_generations(uuid) is 'The four generations that a handshake of the user depends on. They are read in a statement of their own, before what they stand for: an answer that raced with a change is then labelled older than it is, and the next handshake repeats it.';
commit;
