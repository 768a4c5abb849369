-- Deploy functions/private/refuse_identity_change: stamped from functions/private/refuse_identity_change.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.refuse_identity_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_column text;
begin
  foreach v_column in array tg_argv loop
    if v_new -> v_column is distinct from v_old -> v_column then
      raise sqlstate '42501' using
        message = format('%I.%I.%I identifies the row and never changes', tg_table_schema, tg_table_name, v_column),
        hint = 'Revoke this row and record another.';
    end if;
  end loop;
  return new;
end;
$$;
revoke all on function private.refuse_identity_change() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_identity_change() is 'Trigger: refuses an UPDATE that changes one of the columns named in its arguments.';
commit;
