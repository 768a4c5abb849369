-- Deploy functions/private/assert_writable: stamped from functions/private/assert_writable.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.assert_writable()
returns void
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only')::boolean then
    raise sqlstate 'PT405' using
      message = 'this function writes and cannot run in a read-only transaction',
      hint = 'Call it with POST.';
  end if;
end;
$$;
revoke all on function private.assert_writable() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_writable() is 'Refuses (HTTP 405) a read-only transaction, such as a GET. Every function that writes calls it first: otherwise a GET would tell good arguments from bad ones without being counted.';
commit;
