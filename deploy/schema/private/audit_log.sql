-- Deploy schema/private/audit_log: stamped from schema/private/audit_log.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What was done to an account by others than its user, and its erasure. Append-only.
create table private.audit_log (
  user_id      uuid not null,
  entry_id     uuid not null default gen_random_uuid(),
  at           timestamptz not null,
  action       text not null,
  actor_id     uuid,
  actor_class  text not null,
  details      jsonb not null default '{}',
  constraint audit_log_pkey primary key (user_id, entry_id),
  constraint audit_log_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint audit_log_action_check check (action ~ '^[a-z][a-z_]{2,63}$'),
  constraint audit_log_actor_class_check check (actor_class in ('client', 'admin', 'service')),
  constraint audit_log_details_check check (jsonb_typeof(details) = 'object' and length(details::text) <= 4096)
);
comment on table private.audit_log is 'Append-only log of what administrators and services changed about an account, and of its erasure: one row a change. It outlives the account and holds nothing personal.';
comment on column private.audit_log.user_id is 'The account.';
comment on column private.audit_log.entry_id is 'Identifier of the row.';
comment on column private.audit_log.at is 'When it was done, by the account''s clock.';
comment on column private.audit_log.action is 'What was done: name of the function.';
comment on column private.audit_log.actor_id is 'Who did it: the user of the token; NULL for a service without one.';
comment on column private.audit_log.actor_class is 'As what: client (the user), admin, service.';
comment on column private.audit_log.details is 'What changed, such as {role: admin}; never free text, never personal.';

create trigger audit_log_append_only before update or delete or truncate on private.audit_log
  for each statement execute function private.refuse_change();
commit;
