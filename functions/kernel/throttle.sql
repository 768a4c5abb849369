create or replace function private.throttle_wait(p_operation text, p_user_id uuid, p_at timestamptz)
returns integer
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user record;
  v_limit record;
  v_address_arrival timestamptz;
begin
  -- Nearly nobody has a bucket: whoever has none, and no address that is counted, is through. -infinity is none (15 cannot subtract it).
  select s.client_address_header, nullif(t.theoretical_arrival_at, '-infinity') as theoretical_arrival_at into strict v_user
    from private.settings as s
    left join private.user_throttles as t on t.user_id = p_user_id and t.operation = p_operation;
  if v_user.theoretical_arrival_at is null and v_user.client_address_header is null then
    return 0;
  end if;
  select l.per, l.attempts, s.address_bucket_factor, private.client_address_hmac(s.client_address_header, s.client_address_key) as address_hmac
    into strict v_limit
    from private.throttle_limits as l cross join private.settings as s
   where l.operation = p_operation;
  if v_limit.address_hmac is not null then
    select nullif(t.theoretical_arrival_at, '-infinity') into v_address_arrival
      from private.address_throttles as t where t.address_hmac = v_limit.address_hmac and t.operation = p_operation;
  end if;
  -- greatest passes over the NULL of a bucket that is not there.
  return greatest(0, ceil(extract(epoch from greatest(
    v_user.theoretical_arrival_at - p_at - (v_limit.per - v_limit.per / v_limit.attempts),
    v_address_arrival - p_at - (v_limit.per - v_limit.per / (v_limit.attempts * v_limit.address_bucket_factor))))))::integer;
end;
$$;
revoke all on function private.throttle_wait(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.throttle_wait(text, uuid, timestamptz) is 'Seconds until the user, and the client address, may try the operation again; 0: now.
Only looks: who fails is counted, and may still be refused, by refuse_attempt.';

create or replace function private.count_attempt(p_operation text, p_user_id uuid, p_at timestamptz)
returns integer
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit record;
  v_address bytea;
  v_step interval;
begin
  select l.per, l.attempts, s.address_bucket_factor, s.client_address_header, s.client_address_key
    into strict v_limit
    from private.throttle_limits as l cross join private.settings as s
   where l.operation = p_operation;
  -- A full bucket is not counted on: the guard is the condition of one statement, whoever else counts at this moment.
  v_step := v_limit.per / v_limit.attempts;
  insert into private.user_throttles as t (user_id, operation, theoretical_arrival_at)
  values (p_user_id, p_operation, p_at + v_step)
  on conflict (user_id, operation) do update
    set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + v_step
    where t.theoretical_arrival_at <= p_at + (v_limit.per - v_step);
  if not found then
    return private.throttle_wait(p_operation, p_user_id, p_at);
  end if;
  if v_limit.client_address_header is not null then
    v_address := private.client_address_hmac(v_limit.client_address_header, v_limit.client_address_key);
  end if;
  if v_address is not null then
    v_step := v_limit.per / (v_limit.attempts * v_limit.address_bucket_factor);
    insert into private.address_throttles as t (address_hmac, operation, theoretical_arrival_at)
    values (v_address, p_operation, p_at + v_step)
    on conflict (address_hmac, operation) do update
      set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + v_step
      where t.theoretical_arrival_at <= p_at + (v_limit.per - v_step);
    if not found then
      return private.throttle_wait(p_operation, p_user_id, p_at);
    end if;
  end if;
  return 0;
end;
$$;
revoke all on function private.count_attempt(text, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.count_attempt(text, uuid, timestamptz) is 'Counts one attempt against the buckets of the user and the client address and returns 0.
Where one is full, the seconds to wait, and the caller answers too_many_attempts and nothing else. Locks the buckets until the end of the transaction.';

create or replace function private.refuse_attempt(p_operation text, p_user_id uuid, p_code text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_wait integer := private.count_attempt(p_operation, p_user_id, p_at);
begin
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  return private.refuse(p_code);
end;
$$;
revoke all on function private.refuse_attempt(text, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_attempt(text, uuid, text, timestamptz) is 'Counts an attempt that failed and returns its refusal.
The refusal is p_code, or too_many_attempts where other attempts have filled a bucket meanwhile.';

create or replace function private.client_address_hmac(p_header text, p_key bytea)
returns bytea
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_address text;
  v_inet inet;
begin
  v_address := nullif(current_setting('request.headers', true), '')::jsonb ->> p_header;
  -- Of a list the last entry is the one that the nearest proxy wrote; the others are the client's own words.
  v_address := left(lower(btrim(substring(v_address from '[^,]*$'))), 100);
  if v_address is null or v_address = '' then
    return null;
  end if;
  -- Without a port (192.0.2.1:443, [2001:db8::1]:443) and a zone (fe80::1%eth0).
  v_address := split_part(coalesce(
    substring(v_address from '^[[]([^]]+)[]]'), substring(v_address from '^([0-9.]+):[0-9]+$'), v_address), '%', 1);
  begin
    v_inet := v_address::inet;
    if v_inet << '::ffff:0:0/96' then
      v_address := substring(host(v_inet) from '[0-9.]+$');  -- IPv4 in the clothes of IPv6
    elsif family(v_inet) = 6 then
      -- One subscriber has a /64 at least, and could use another address of it for each call.
      v_address := host(network(set_masklen(v_inet, 64)));
    else
      v_address := host(v_inet);
    end if;
  exception
    when invalid_text_representation then
      null;  -- What is no address is a name like any other.
  end;
  return private.hmac_sha256(p_key, convert_to(v_address, 'UTF8'));
end;
$$;
revoke all on function private.client_address_hmac(text, bytea) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.client_address_hmac(text, bytea) is 'HMAC of the client address, from the header and under the key that settings name.
However it is spelt, with or without a port; of an IPv6 address the /64, which is the least that a subscriber has.
NULL when addresses are not used (p_header is NULL) or the header is missing.';

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
