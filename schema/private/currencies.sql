-- Currencies, and their smallest coins: what is to be paid is a whole number of them.
create table private.currencies (
  currency         text not null,
  decimals         integer not null,
  stripe_decimals  integer,
  constraint currencies_pkey primary key (currency),
  constraint currencies_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint currencies_decimals_check check (decimals between 0 and 6),
  constraint currencies_stripe_decimals_check check (stripe_decimals between 0 and 6)
  -- Spread over so many pages that the index is always cheaper than reading all of it: each price looks for its own.
) with (fillfactor = 10);
comment on table private.currencies is 'Currencies that a price can be in, with the decimals of their smallest coin.
ISO 4217, list one as published on 2026-01-01, without the codes that have no coin (metals, units of account, tests). Base data; a deployment changes it by ordinary SQL as dochub_owner.';
comment on column private.currencies.currency is 'ISO 4217 code.';
comment on column private.currencies.decimals is 'Decimals of the smallest coin: 0 for JPY, 2 for USD, 3 for KWD. A coin is 10 ^ (6 - decimals) micros.';
comment on column private.currencies.stripe_decimals is 'Decimals of the amounts of Stripe''s API, where they are others than ISO 4217 says: hundredths of ISK and UGX, whole MGA.';

insert into private.currencies (currency, decimals, stripe_decimals)
select c.currency, d.decimals, case c.currency when 'ISK' then 2 when 'UGX' then 2 when 'MGA' then 0 end
  from (values
    (0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
    (2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' ||
      'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' ||
      'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' ||
      'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' ||
      'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG'),
    (3, 'BHD IQD JOD KWD LYD OMR TND'),
    (4, 'CLF UYW')
  ) as d (decimals, currencies)
 cross join lateral string_to_table(d.currencies, ' ') as c (currency);
