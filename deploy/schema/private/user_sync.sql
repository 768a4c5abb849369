-- Deploy schema/private/user_sync: stamped from schema/private/user_sync.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Generation of one user's own data in the handshake.
create table private.user_sync (
  user_id     uuid not null,
  generation  bigint not null default 1,
  constraint user_sync_pkey primary key (user_id),
  constraint user_sync_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint user_sync_generation_check check (generation > 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
comment on table private.user_sync is 'Per-user generation of the handshake: raised by any change of the user''s purchases, subscription, cohort, discounts or custom courses.';
comment on column private.user_sync.user_id is 'The user.';
comment on column private.user_sync.generation is 'Counter, only ever raised.';
commit;
