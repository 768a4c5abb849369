-- Deploy functions/logs/take_log_quota: stamped from functions/logs/take_log_quota.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.take_log_quota(p_operation text, p_user_id uuid, p_address_hmac bytea, p_ready integer, p_wanted integer, p_at timestamptz, out taken integer, out retry_after integer)
returns record
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit private.throttle_limits;
  v_factor integer;
  v_missing integer;
  v_wait interval := '0'::interval;
begin
  select * into strict v_limit from private.throttle_limits as l where l.operation = p_operation;
  select s.address_bucket_factor into strict v_factor from private.settings as s;
  if p_user_id is not null then
    perform private.lock_user_throttle(p_operation, p_user_id);
  end if;
  if p_address_hmac is not null then
    perform private.lock_address_throttle(p_operation, p_address_hmac);
  end if;
  taken := least(p_ready, private.log_room(p_operation, p_user_id, p_address_hmac, p_at));
  v_missing := least(p_wanted - taken, v_limit.attempts);
  if taken > 0 then
    update private.user_throttles as t
       set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + taken * (v_limit.per / v_limit.attempts)
     where t.user_id = p_user_id and t.operation = p_operation;
    update private.address_throttles as t
       set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + taken * (v_limit.per / (v_limit.attempts * v_factor))
     where t.address_hmac = p_address_hmac and t.operation = p_operation;
  end if;
  retry_after := 0;
  if v_missing > 0 then
    select max(greatest(b.arrival, p_at) + v_missing * b.spacing - v_limit.per - p_at) into v_wait
      from (select t.theoretical_arrival_at, v_limit.per / v_limit.attempts
              from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation
             union all
            select t.theoretical_arrival_at, v_limit.per / (v_limit.attempts * v_factor)
              from private.address_throttles as t where t.address_hmac = p_address_hmac and t.operation = p_operation) as b (arrival, spacing);
    retry_after := greatest(1, ceil(extract(epoch from v_wait)));
  end if;
end;
$$;
revoke all on function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz) is 'Counts log events against the buckets of the user and the client address (either may be NULL): as many of p_ready as there is room for. retry_after: seconds until the rest of p_wanted fits, or a whole bucket of it. Locks both buckets until the end of the transaction.';
commit;
