create or replace function private.lock_log_tables()
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
begin
  for v_try in 1 .. 10 loop
    begin
      -- Both at once, and parents before partitions, as writers lock them: nobody who waits here holds what a writer wants.
      -- A weaker lock would let in writers who looked the partition up before the change, and their rows would be refused.
      lock table only public.app_logs, only public.server_logs, private.app_logs_default, private.server_logs_default in access exclusive mode;
      return true;
    exception
      when lock_not_available or deadlock_detected then
        null;
    end;
    -- Who queued up behind this attempt goes first.
    perform pg_sleep(0.05);
  end loop;
  return false;
end;
$$;
revoke all on function private.lock_log_tables() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_log_tables() is 'Locks the log tables and their default partitions until the end of the transaction, so that partitions can be made and dropped. Writers wait for each of ten attempts 100 ms at most; false when something else (a backup, a long report) keeps the tables: try again later.';
