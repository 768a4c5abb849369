create or replace function private.lock_address_throttle(p_operation text, p_address_hmac bytea)
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
    insert into private.address_throttles (address_hmac, operation) values (p_address_hmac, p_operation) on conflict (address_hmac, operation) do nothing;
    select t.theoretical_arrival_at into v_arrival
      from private.address_throttles as t where t.address_hmac = p_address_hmac and t.operation = p_operation for update;
    -- Maintenance may have dropped the bucket, which was full, between the two.
    exit when found;
  end loop;
  return v_arrival;
end;
$$;
revoke all on function private.lock_address_throttle(text, bytea) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_address_throttle(text, bytea) is 'Locks a client address''s throttle bucket until the end of the transaction, making it when there is none, and returns its theoretical arrival time.';
