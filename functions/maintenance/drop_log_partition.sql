create or replace function private.drop_log_partition(p_partition regclass)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A regclass writes its name quoted and qualified.
  execute format('drop table %s', p_partition);
end;
$$;
revoke all on function private.drop_log_partition(regclass) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_log_partition(regclass) is 'Drops a partition of a log table. Under lock_log_tables.';
