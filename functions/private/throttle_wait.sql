create or replace function private.throttle_wait(p_operation text, p_user_id uuid, p_at timestamptz)
returns integer
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit private.throttle_limits;
  v_factor integer;
  v_address bytea := private.client_address_hmac();
  v_arrival timestamptz;
  v_wait interval;
begin
  select * into strict v_limit from private.throttle_limits as l where l.operation = p_operation;
  select s.address_bucket_factor into strict v_factor from private.settings as s;

  v_arrival := private.lock_user_throttle(p_operation, p_user_id);
  v_wait := greatest(v_arrival, p_at) - p_at - (v_limit.per - v_limit.per / v_limit.attempts);

  if v_address is not null then
    v_arrival := private.lock_address_throttle(p_operation, v_address);
    v_wait := greatest(v_wait, greatest(v_arrival, p_at) - p_at - (v_limit.per - v_limit.per / (v_limit.attempts * v_factor)));
  end if;

  return greatest(0, ceil(extract(epoch from v_wait)))::integer;
end;
$$;
revoke all on function private.throttle_wait(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.throttle_wait(text, uuid, timestamptz) is 'Seconds until the user, and the client address, may try the operation again; 0: now. Locks both buckets until the end of the transaction, so that attempts at once are counted one after the other; count_attempt counts one.';
