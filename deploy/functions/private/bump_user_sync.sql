-- Deploy functions/private/bump_user_sync: stamped from functions/private/bump_user_sync.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.bump_user_sync()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into private.user_sync as s (user_id, generation)
  values (case when tg_op = 'DELETE' then old.user_id else new.user_id end, 2)
  on conflict (user_id) do update set generation = s.generation + 1;
  return null;
end;
$$;
revoke all on function private.bump_user_sync() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bump_user_sync() is 'Trigger of every per-user table that the handshake shows: raises the user''s generation, so that a change made by any function, or by hand, is in the next handshake.';
commit;
