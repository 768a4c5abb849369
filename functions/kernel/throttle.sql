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

create or replace function private.client_address_hmac()
returns bytea
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings private.settings;
  v_address text;
begin
  select * into strict v_settings from private.settings;
  if v_settings.client_address_header is null then
    return null;
  end if;
  v_address := nullif(current_setting('request.headers', true), '')::jsonb ->> v_settings.client_address_header;
  -- Of a list the last entry is the one that the nearest proxy wrote; the others are the client's own words.
  v_address := left(lower(btrim(substring(v_address from '[^,]*$'))), 100);
  if v_address is null or v_address = '' then
    return null;
  end if;
  return private.hmac_sha256(v_settings.client_address_key, convert_to(v_address, 'UTF8'));
end;
$$;
revoke all on function private.client_address_hmac() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.client_address_hmac() is 'HMAC of the client address from the header named in settings.client_address_header; NULL when addresses are not used or the header is missing.';

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

create or replace function private.hmac_sha256(p_key bytea, p_message bytea)
returns bytea
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
  v_key bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
begin
  for i in 0 .. length(v_key) - 1 loop
    v_inner := set_byte(v_inner, i, get_byte(v_inner, i) # get_byte(v_key, i));
    v_outer := set_byte(v_outer, i, get_byte(v_outer, i) # get_byte(v_key, i));
  end loop;
  return sha256(v_outer || sha256(v_inner || p_message));
end;
$$;
revoke all on function private.hmac_sha256(bytea, bytea) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.hmac_sha256(bytea, bytea) is 'HMAC-SHA-256 (RFC 2104) of a message under a key, 32 bytes; written out because pgcrypto is not everywhere.';

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
