-- Deploy schema/private/idempotency_keys: stamped from schema/private/idempotency_keys.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- First answers, kept for their idempotency keys.
create table private.idempotency_keys (
  user_id       uuid not null,
  operation     text not null,
  caller_class  text not null,
  key_sha256    bytea not null,
  parameters    jsonb not null,
  answer        jsonb not null,
  created_at    timestamptz not null,
  kept_until    timestamptz not null,
  constraint idempotency_keys_pkey primary key (user_id, operation, caller_class, key_sha256),
  constraint idempotency_keys_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  -- One CHECK, without a regular expression: each is read and planned anew by every statement that writes.
  constraint idempotency_keys_values_check check (
    length(operation) between 3 and 64 and translate(operation, 'abcdefghijklmnopqrstuvwxyz_', '') = '' and left(operation, 1) <> '_'
    and caller_class in ('client', 'admin', 'service') and length(key_sha256) = 32 and jsonb_typeof(answer) = 'object')
);
create index idempotency_keys_kept_until_idx on private.idempotency_keys (kept_until) where kept_until < 'infinity';
comment on table private.idempotency_keys is 'First answer to each idempotent operation that leaves no entry with its key in the credit ledger: refusals, and what moves no credits.
A key is unique within user, operation and caller class, so that no caller can occupy another''s keys.';
comment on column private.idempotency_keys.user_id is 'User whom the operation is about.';
comment on column private.idempotency_keys.operation is 'Name of the function.';
comment on column private.idempotency_keys.caller_class is 'Who called: client (the user), admin, service.';
comment on column private.idempotency_keys.key_sha256 is 'SHA-256 of the caller''s key (8–128 characters).';
comment on column private.idempotency_keys.parameters is 'Parameters that a repeat must match, field by field; a free-text reason is not among them.';
comment on column private.idempotency_keys.answer is 'The answer given, or the refusal.';
comment on column private.idempotency_keys.created_at is 'When it was given.';
comment on column private.idempotency_keys.kept_until is 'Until when it is replayed: infinity for what moved money or credits; settings.refusals_kept_for for a refusal.';
commit;
