-- Deploy schema/private/stripe_currencies: stamped from schema/private/stripe_currencies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Currencies that Stripe counts otherwise than ISO 4217 (private.currencies): its amounts of ISK and UGX are hundredths, those of MGA whole.
create table private.stripe_currencies (
  currency  text not null,
  decimals  integer not null,
  constraint stripe_currencies_pkey primary key (currency),
  constraint stripe_currencies_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint stripe_currencies_decimals_check check (decimals between 0 and 6)
);
comment on table private.stripe_currencies is 'How many decimals the amounts of Stripe''s API have, for the currencies where it is not what ISO 4217 says (private.currencies). Base data.';
comment on column private.stripe_currencies.currency is 'ISO 4217 code.';
comment on column private.stripe_currencies.decimals is 'Decimals: an amount of 1 is 10 to the power of minus this many units of the currency.';

insert into private.stripe_currencies (currency, decimals) values
  ('ISK', 2),
  ('MGA', 0),
  ('UGX', 2);
commit;
