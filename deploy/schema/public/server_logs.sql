-- Deploy schema/public/server_logs: stamped from schema/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Execution logs of the edge functions, partitioned by the time of receipt.
create table public.server_logs (
  received_at    timestamptz not null default now(),
  log_id         uuid not null default gen_random_uuid(),
  user_id        uuid,
  function_name  text not null,
  request_id     text,
  level          text not null,
  message        text,
  is_truncated   boolean not null default false,
  context        jsonb,
  status         integer,
  duration_ms    bigint,
  environment    text,
  constraint server_logs_pkey primary key (received_at, log_id),
  constraint server_logs_function_name_check check (length(function_name) between 1 and 100),
  constraint server_logs_request_id_check check (length(request_id) <= 128),
  constraint server_logs_level_check check (level in ('debug', 'info', 'warning', 'error', 'fatal')),
  constraint server_logs_message_check check (length(message) <= 8192),
  constraint server_logs_context_check check (length(context::text) <= 65536),
  constraint server_logs_status_check check (status between 100 and 599),
  constraint server_logs_duration_ms_check check (duration_ms >= 0),
  constraint server_logs_environment_check check (length(environment) <= 32)
) partition by range (received_at);
create index server_logs_user_id_idx on public.server_logs (user_id, received_at);

-- Deploy makes only the default partition; private.ensure_log_partitions makes the others ahead of time.
create table private.server_logs_default partition of public.server_logs default;

comment on table public.server_logs is 'Execution logs of the edge functions, for debugging and monitoring. Written by log_server_event.';
comment on column public.server_logs.received_at is 'When it was received; set by the server.';
comment on column public.server_logs.log_id is 'Identifier of the row.';
comment on column public.server_logs.user_id is 'User on whose behalf the function ran; NULL when none.';
comment on column public.server_logs.function_name is 'Edge function.';
comment on column public.server_logs.request_id is 'Request that it ran for.';
comment on column public.server_logs.level is 'debug, info, warning, error, fatal.';
comment on column public.server_logs.message is 'Message, cut to 8,192 characters, known secrets redacted.';
comment on column public.server_logs.is_truncated is 'Whether the message, the context or another text was cut.';
comment on column public.server_logs.context is 'Further details, known secrets redacted.';
comment on column public.server_logs.status is 'HTTP status that the function answered with.';
comment on column public.server_logs.duration_ms is 'How long it ran, in milliseconds.';
comment on column public.server_logs.environment is 'Deployment it ran in: production, staging, …';
comment on table private.server_logs_default is 'Partition of server_logs for rows that no other partition takes; maintenance warns when it is not empty.';
commit;
