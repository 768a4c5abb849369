-- Deploy schema/private/recent_log_events: stamped from schema/private/recent_log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Identifiers of the log events of the last days, so that one that is sent again is dropped.
create unlogged table private.recent_log_events (
  user_id       uuid not null,
  address_hmac  bytea not null,
  event_sha256  bytea not null,
  received_at   timestamptz not null,
  constraint recent_log_events_pkey primary key (user_id, address_hmac, event_sha256),
  constraint recent_log_events_values_check check (length(address_hmac) in (0, 32) and length(event_sha256) = 32)
);
create index recent_log_events_received_at_idx on private.recent_log_events (received_at);
comment on table private.recent_log_events is 'Identifiers of recent log events, each under its sender, so that nobody can have another sender''s event dropped.
app_logs itself cannot have the key: a unique key of a partitioned table needs the partition column.
Kept for settings.log_event_ids_kept_for. Without a foreign key: anonymous senders have no user.
Not logged: after a crash, an event that is sent again is stored again.';
comment on column private.recent_log_events.user_id is 'User who sent it; the nil uuid for anonymous senders.';
comment on column private.recent_log_events.address_hmac is 'For anonymous senders the HMAC of the client address, or 32 zero bytes where addresses are not used; empty for users.';
comment on column private.recent_log_events.event_sha256 is 'SHA-256 of the client''s event_id as it was sent.';
comment on column private.recent_log_events.received_at is 'When the event was received first.';
commit;
