-- Deploy schema/public/app_logs: stamped from schema/public/app_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Logs, error reports and feedback of the app, partitioned by the time of receipt.
create table public.app_logs (
  received_at   timestamptz not null default now(),
  log_id        uuid not null default gen_random_uuid(),
  user_id       uuid,
  role          text not null,
  event_id      text,
  kind          text not null,
  level         text not null,
  code          text,
  message       text,
  is_truncated  boolean not null default false,
  context       jsonb,
  session_id    text,
  app_version   text,
  platform      text,
  client_ts     timestamptz,
  constraint app_logs_pkey primary key (received_at, log_id),
  -- One, because each CHECK of a table is planned anew by every statement that writes.
  constraint app_logs_values_check check (
    length(role) between 1 and 63 and kind in ('log', 'error', 'feedback') and level in ('debug', 'info', 'warning', 'error', 'fatal')
    and (event_id is null or length(event_id) between 1 and 128) and (code is null or length(code) <= 100)
    and (message is null or length(message) <= 8192) and (context is null or length(context::text) <= 65536)
    and (session_id is null or length(session_id) <= 128) and (app_version is null or length(app_version) <= 32)
    and (platform is null or length(platform) <= 32))
) partition by range (received_at);
create index app_logs_user_id_idx on public.app_logs (user_id, received_at);

-- Deploy makes only the default partition; private.ensure_log_partitions makes the others ahead of time.
create table private.app_logs_default partition of public.app_logs default;

comment on table public.app_logs is 'Client app logs, error reports and feedback. Clients write through log_events and read nothing.';
comment on column public.app_logs.received_at is 'When the server received it; set by the server.';
comment on column public.app_logs.log_id is 'Identifier of the row.';
comment on column public.app_logs.user_id is 'User who sent it, from the JWT; NULL for anonymous senders.';
comment on column public.app_logs.role is 'Database role that sent it.';
comment on column public.app_logs.event_id is 'The client''s identifier of the event; a repeated one is dropped.';
comment on column public.app_logs.kind is 'log, error or feedback.';
comment on column public.app_logs.level is 'debug, info, warning, error, fatal.';
comment on column public.app_logs.code is 'Error code of the app.';
comment on column public.app_logs.message is 'Message, cut to 8,192 characters, known secrets redacted.';
comment on column public.app_logs.is_truncated is 'Whether the message, the context or another text was cut.';
comment on column public.app_logs.context is 'Further details, known secrets redacted.';
comment on column public.app_logs.session_id is 'The app''s session.';
comment on column public.app_logs.app_version is 'Version of the app.';
comment on column public.app_logs.platform is 'Platform of the app.';
comment on column public.app_logs.client_ts is 'Time of the event by the client''s clock.';
comment on table private.app_logs_default is 'Partition of app_logs for rows that no other partition takes; maintenance warns when it is not empty.';
commit;
