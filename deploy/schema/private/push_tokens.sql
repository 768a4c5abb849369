-- Deploy schema/private/push_tokens: stamped from schema/private/push_tokens.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Push tokens of registered devices, apart from the profile that clients read.
create table private.push_tokens (
  user_id     uuid not null,
  device_id   text not null,
  push_token  text not null,
  updated_at  timestamptz not null,
  constraint push_tokens_pkey primary key (user_id, device_id),
  constraint push_tokens_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint push_tokens_device_id_check check (length(device_id) between 1 and 128),
  constraint push_tokens_push_token_check check (length(push_token) between 1 and 4096)
);
comment on table private.push_tokens is 'Push tokens of the devices in user_profile.devices. A phone that is handed on may leave its token with two users: then the row that was updated last counts.';
comment on column private.push_tokens.user_id is 'Whose device it is.';
comment on column private.push_tokens.device_id is 'The device, as register_device named it.';
comment on column private.push_tokens.push_token is 'Token of the platform''s push service.';
comment on column private.push_tokens.updated_at is 'When the device last sent it.';
commit;
