-- Attempt counters a client address, kept under an HMAC. UNLOGGED: ADR 15.
create unlogged table private.address_throttles (
  address_hmac            bytea not null,
  operation               text not null,
  theoretical_arrival_at  timestamptz not null default '-infinity',
  constraint address_throttles_pkey primary key (address_hmac, operation),
  constraint address_throttles_operation_fkey foreign key (operation) references private.throttle_limits (operation) on delete cascade,
  constraint address_throttles_address_hmac_check check (length(address_hmac) = 32)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index address_throttles_operation_idx on private.address_throttles (operation);
comment on table private.address_throttles is 'Throttle buckets of client addresses: the same algorithm as user_throttles, with settings.address_bucket_factor times the attempts.
A crash empties them, and a standby cannot read them.';
comment on column private.address_throttles.address_hmac is 'HMAC-SHA-256 of the client address under settings.client_address_key; the address itself is kept nowhere.';
comment on column private.address_throttles.operation is 'Operation that is limited.';
comment on column private.address_throttles.theoretical_arrival_at is 'Theoretical arrival time, as in user_throttles.';
