create or replace function private.lock_user_throttle(p_operation text, p_user_id uuid)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_arrival timestamptz;
begin
  loop
    insert into private.user_throttles (user_id, operation) values (p_user_id, p_operation) on conflict (user_id, operation) do nothing;
    select t.theoretical_arrival_at into v_arrival
      from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation for update;
    -- Maintenance may have dropped the bucket, which was full, between the two.
    exit when found;
  end loop;
  return v_arrival;
end;
$$;
revoke all on function private.lock_user_throttle(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_user_throttle(text, uuid) is 'Locks a user''s throttle bucket until the end of the transaction, making it when there is none, and returns its theoretical arrival time.';
