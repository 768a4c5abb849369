create or replace function private.count_attempt(p_operation text, p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit private.throttle_limits;
  v_factor integer;
begin
  select * into strict v_limit from private.throttle_limits as l where l.operation = p_operation;
  select s.address_bucket_factor into strict v_factor from private.settings as s;
  update private.user_throttles as t
     set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + v_limit.per / v_limit.attempts
   where t.user_id = p_user_id and t.operation = p_operation;
  update private.address_throttles as t
     set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + v_limit.per / (v_limit.attempts * v_factor)
   where t.address_hmac = private.client_address_hmac() and t.operation = p_operation;
end;
$$;
revoke all on function private.count_attempt(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.count_attempt(text, uuid, timestamptz) is 'Counts one attempt against the buckets that throttle_wait locked in this transaction.';
