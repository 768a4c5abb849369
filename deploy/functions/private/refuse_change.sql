-- Deploy functions/private/refuse_change: stamped from functions/private/refuse_change.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.refuse_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  raise sqlstate '42501' using
    message = format('%I.%I is append-only', tg_table_schema, tg_table_name),
    detail = format('%s refused for every role.', tg_op),
    hint = 'Add a row that corrects the earlier one.';
end;
$$;
revoke all on function private.refuse_change() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_change() is 'Trigger of the append-only tables: refuses UPDATE, DELETE and TRUNCATE for every role, those with BYPASSRLS and the owner included.';
commit;
