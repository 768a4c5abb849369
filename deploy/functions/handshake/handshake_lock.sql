-- Deploy functions/handshake/handshake_lock: stamped from functions/handshake/handshake_lock.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_lock(p_user_id uuid)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set lock_timeout = '250ms'
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('handshake:' || p_user_id, 0));
  return true;
exception
  when lock_not_available then
    return false;
end;
$$;
revoke all on function private.handshake_lock(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_lock(uuid) is 'Takes, until the end of the transaction, the right to write the user''s cached handshakes: of many at once one builds and the others find its row. False after 250 ms: somebody holds it for long, and the caller does without the cache. It stands before every other lock, and nobody who holds it waits for another user''s.';
commit;
