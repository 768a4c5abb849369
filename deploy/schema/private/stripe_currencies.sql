-- Deploy schema/private/stripe_currencies: stamped from schema/private/stripe_currencies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Currencies whose amounts Stripe does not count in hundredths. Stripe's own list: it differs from ISO 4217 (ISK and UGX are hundredths, MGA is whole).
create table private.stripe_currencies (
  currency  text not null,
  decimals  integer not null,
  constraint stripe_currencies_pkey primary key (currency),
  constraint stripe_currencies_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint stripe_currencies_decimals_check check (decimals between 0 and 6)
);
comment on table private.stripe_currencies is 'How many decimals the amounts of Stripe''s API have, for the currencies where it is not two. Base data.';
comment on column private.stripe_currencies.currency is 'ISO 4217 code.';
comment on column private.stripe_currencies.decimals is 'Decimals: an amount of 1 is 10 to the power of minus this many units of the currency.';

insert into private.stripe_currencies (currency, decimals)
select c, 0 from unnest(array[
  'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']) as c
union all
select c, 3 from unnest(array['BHD', 'JOD', 'KWD', 'OMR', 'TND']) as c;
commit;
