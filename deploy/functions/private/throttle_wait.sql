-- Deploy functions/private/throttle_wait: stamped from functions/private/throttle_wait.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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

  insert into private.user_throttles (user_id, operation) values (p_user_id, p_operation) on conflict (user_id, operation) do nothing;
  select t.theoretical_arrival_at into strict v_arrival
    from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation for update;
  v_wait := greatest(v_arrival, p_at) - p_at - (v_limit.per - v_limit.per / v_limit.attempts);

  if v_address is not null then
    insert into private.address_throttles (address_hmac, operation) values (v_address, p_operation) on conflict (address_hmac, operation) do nothing;
    select t.theoretical_arrival_at into strict v_arrival
      from private.address_throttles as t where t.address_hmac = v_address and t.operation = p_operation for update;
    v_wait := greatest(v_wait, greatest(v_arrival, p_at) - p_at - (v_limit.per - v_limit.per / (v_limit.attempts * v_factor)));
  end if;

  return greatest(0, ceil(extract(epoch from v_wait)))::integer;
end;
$$;
revoke all on function private.throttle_wait(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.throttle_wait(text, uuid, timestamptz) is 'Seconds until the user, and the client address, may try the operation again; 0: now. Locks both buckets until the end of the transaction, so that attempts at once are counted one after the other; count_attempt counts one.';
commit;
