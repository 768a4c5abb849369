-- Deploy schema/private/stores: stamped from schema/private/stores.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- The stores that events and purchases come from. Base data; a deployment adds one by ordinary SQL as dochub_owner.
create table private.stores (
  store          text not null,
  course_source  text not null default 'store',
  constraint stores_pkey primary key (store),
  constraint stores_store_check check (store ~ '^[a-z][a-z0-9_]{1,31}$' and store <> 'code'),
  constraint stores_course_source_check check (course_source in ('store', 'web'))
);
comment on table private.stores is 'Stores that may be named in events, purchases and refunds. Amazon, Paddle or another is one INSERT, and its products in store_products. No table of receipts refers to it: what was bought stays when a store is given up.';
comment on column private.stores.store is 'Name of the store: apple, google, stripe, web (a payment that the server vouches for). code is what discount codes give.';
comment on column private.stores.course_source is 'What course_purchases.source says of a course bought there: store or web.';

insert into private.stores (store, course_source) values
  ('apple', 'store'),
  ('google', 'store'),
  ('stripe', 'web'),
  ('web', 'web');
commit;
