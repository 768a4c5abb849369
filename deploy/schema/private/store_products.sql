-- Deploy schema/private/store_products: stamped from schema/private/store_products.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What the stores sell. Prices of everything but courses come from here, never from a client.
create table private.store_products (
  store             text not null,
  product_id        text not null,
  kind              text not null,
  plan              text,
  credits           integer,
  course_code       text,
  billing_period    interval,
  price_micros      bigint not null,
  currency          text not null,
  is_active         boolean not null default true,
  constraint store_products_pkey primary key (store, product_id),
  constraint store_products_plan_fkey foreign key (plan) references private.plans (plan) on delete restrict,
  constraint store_products_course_code_fkey foreign key (course_code) references public.courses (course_code) on delete restrict,
  constraint store_products_currency_fkey foreign key (currency) references private.currencies (currency) on delete restrict,
  constraint store_products_store_fkey foreign key (store) references private.stores (store) on delete restrict,
  constraint store_products_product_id_check check (length(product_id) between 1 and 200),
  constraint store_products_kind_check check (kind in ('subscription', 'credits', 'course', 'custom_course')),
  constraint store_products_kind_columns_check check (
    (kind = 'subscription') = (plan is not null)
    and (kind = 'credits') = (credits is not null)
    and (kind = 'course') = (course_code is not null)
    and (kind = 'subscription' or billing_period is null)
  ),
  constraint store_products_credits_check check (credits between 1 and 1000000),
  constraint store_products_price_micros_check check (price_micros >= 0)
);
create index store_products_plan_idx on private.store_products (plan);
create index store_products_course_code_idx on private.store_products (course_code);
create index store_products_currency_idx on private.store_products (currency);
comment on table private.store_products is 'Products of the stores: what each gives (a plan, credits, a course, a custom course) and what it costs there. Base data; a deployment changes it by ordinary SQL as dochub_owner.';
comment on column private.store_products.store is 'Store that sells it: apple, google, stripe, web.';
comment on column private.store_products.product_id is 'Product identifier in that store.';
comment on column private.store_products.kind is 'What is sold: subscription (gives plan), credits (gives credits), course (gives course_code), custom_course.';
comment on column private.store_products.plan is 'Plan that a subscription gives; NULL for other kinds.';
comment on column private.store_products.credits is 'AI credits that one unit gives to the bank; NULL for other kinds.';
comment on column private.store_products.course_code is 'Course that the product is; NULL for other kinds.';
comment on column private.store_products.billing_period is 'Length of one billing period of a subscription.';
comment on column private.store_products.price_micros is 'List price in millionths of the currency unit; private.store_prices has those in other currencies.';
comment on column private.store_products.currency is 'ISO 4217 code of the price.';
comment on column private.store_products.is_active is 'Whether it is still sold. Receipts for a product no longer sold are honoured all the same.';

insert into private.store_products (store, product_id, kind, plan, credits, billing_period, price_micros, currency)
select s.store, p.*
  from (values ('apple'), ('google'), ('stripe')) as s (store)
 cross join (values
    ('dochub.premium.monthly', 'subscription', 'premium', null::integer, interval '1 month',   9990000::bigint, 'USD'),
    ('dochub.premium.yearly',  'subscription', 'premium', null,          interval '1 year',   59990000,         'USD'),
    ('dochub.credits.10',      'credits',      null,      10,            null,                 4990000,         'USD'),
    ('dochub.credits.50',      'credits',      null,      50,            null,                19990000,         'USD')
  ) as p (product_id, kind, plan, credits, billing_period, price_micros, currency);
commit;
