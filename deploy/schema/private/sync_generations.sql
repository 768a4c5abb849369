-- Deploy schema/private/sync_generations: stamped from schema/private/sync_generations.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Generations that every user shares: bumping one row invalidates every cached handshake.
create table private.sync_generations (
  scope       text not null,
  generation  bigint not null default 1,
  constraint sync_generations_pkey primary key (scope),
  constraint sync_generations_scope_check check (scope in ('content', 'cohort', 'schema', 'entitlement')),
  constraint sync_generations_generation_check check (generation > 0)
);
comment on table private.sync_generations is 'Shared generations of the handshake. A cookie or a cached answer of another generation is out of date.';
comment on column private.sync_generations.scope is 'content (a manifest was published or retired), cohort (a cohort was changed), schema (the answer has a new form: every cookie is void).
entitlement (plans or cohorts changed: what is stored of anybody''s credits is to be worked out anew; no part of a cookie).';
comment on column private.sync_generations.generation is 'Counter, only ever raised.';

insert into private.sync_generations (scope) values ('content'), ('cohort'), ('schema'), ('entitlement');
commit;
