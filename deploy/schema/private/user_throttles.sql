-- Deploy schema/private/user_throttles: stamped from schema/private/user_throttles.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Attempt counters a user (generic cell rate algorithm: one timestamp is the whole bucket). UNLOGGED: ADR 15.
create unlogged table private.user_throttles (
  user_id                 uuid not null,
  operation               text not null,
  theoretical_arrival_at  timestamptz not null default '-infinity',
  constraint user_throttles_pkey primary key (user_id, operation),
  constraint user_throttles_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint user_throttles_operation_fkey foreign key (operation) references private.throttle_limits (operation) on delete cascade
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index user_throttles_operation_idx on private.user_throttles (operation);
comment on table private.user_throttles is 'Throttle buckets of users, one row a user and operation, by the generic cell rate algorithm.
A crash empties them, and a standby cannot read them.';
comment on column private.user_throttles.user_id is 'User whose attempts are counted.';
comment on column private.user_throttles.operation is 'Operation that is limited.';
comment on column private.user_throttles.theoretical_arrival_at is 'Theoretical arrival time: each counted attempt moves it on by per/attempts from now at the earliest.
The next attempt is refused while it is more than per − per/attempts ahead.';
commit;
