create or replace function private.log_room(p_operation text, p_user_id uuid, p_address_hmac bytea, p_at timestamptz)
returns integer
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_room integer;
begin
  select floor(least(
           case when p_user_id is not null then
             extract(epoch from l.per - greatest(u.theoretical_arrival_at - p_at, interval '0')) / greatest(extract(epoch from l.per / l.attempts), 0.000001)
           end,
           case when p_address_hmac is not null then
             extract(epoch from l.per - greatest(a.theoretical_arrival_at - p_at, interval '0'))
               / greatest(extract(epoch from l.per / (l.attempts * s.address_bucket_factor)), 0.000001)
           end) + 0.001)
    into strict v_room
    from private.throttle_limits as l
   cross join private.settings as s
    left join private.user_throttles as u
      on u.user_id = p_user_id and u.operation = l.operation and u.theoretical_arrival_at > p_at
    left join private.address_throttles as a
      on a.address_hmac = p_address_hmac and a.operation = l.operation and a.theoretical_arrival_at > p_at
   where l.operation = p_operation;
  return greatest(v_room, 0);
end;
$$;
revoke all on function private.log_room(text, uuid, bytea, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_room(text, uuid, bytea, timestamptz) is 'How many events the buckets of a user and of a client address (either may be NULL) have room for now; locks nothing.';
