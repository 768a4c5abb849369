-- Deploy schema/private/store_prices: stamped from schema/private/store_prices.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What a product costs in another currency than that of its list price.
create table private.store_prices (
  store         text not null,
  product_id    text not null,
  currency      text not null,
  price_micros  bigint not null,
  constraint store_prices_pkey primary key (store, product_id, currency),
  constraint store_prices_product_fkey foreign key (store, product_id) references private.store_products (store, product_id) on delete restrict,
  constraint store_prices_currency_fkey foreign key (currency) references private.currencies (currency) on delete restrict,
  constraint store_prices_price_micros_check check (price_micros >= 0)
);
create index store_prices_currency_idx on private.store_prices (currency);
comment on table private.store_prices is 'Prices of the stores'' products in further currencies: the stores have a price a country.
The list price is in private.store_products. Base data; a deployment changes it by ordinary SQL as dochub_owner.';
comment on column private.store_prices.store is 'Store that sells it.';
comment on column private.store_prices.product_id is 'Product identifier in that store.';
comment on column private.store_prices.currency is 'ISO 4217 code of the price.';
comment on column private.store_prices.price_micros is 'Price in millionths of the currency unit.';
commit;
