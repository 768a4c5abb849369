-- Revert policies/private/base_data (reworked after @v0.1.0): stamped from policies/private/base_data.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Base data: functions read it, deployments change it by ordinary SQL as dochub_owner, no API writes it.
-- What functions count on to be there has no DELETE: plans, stores, types of notification, limits, the one row of settings.

-- Plans, and what each gives.
select private.drop_policies('private.plans');
alter table private.plans enable row level security;
alter table private.plans force row level security;
create policy plans_select_all on private.plans for select to dochub_backup, dochub_owner using (true);
create policy plans_insert_owner on private.plans for insert to dochub_owner with check (true);
create policy plans_update_owner on private.plans for update to dochub_owner using (true) with check (true);
comment on policy plans_select_all on private.plans is 'Functions and deployments read plans; backups read every row.';
comment on policy plans_insert_owner on private.plans is 'Deployments add plans by ordinary SQL.';
comment on policy plans_update_owner on private.plans is 'Deployments change plans by ordinary SQL.';

-- The stores.
select private.drop_policies('private.stores');
alter table private.stores enable row level security;
alter table private.stores force row level security;
create policy stores_select_all on private.stores for select to dochub_backup, dochub_owner using (true);
create policy stores_insert_owner on private.stores for insert to dochub_owner with check (true);
create policy stores_update_owner on private.stores for update to dochub_owner using (true) with check (true);
comment on policy stores_select_all on private.stores is 'Functions and deployments read stores; backups read every row.';
comment on policy stores_insert_owner on private.stores is 'Deployments add stores by ordinary SQL.';
comment on policy stores_update_owner on private.stores is 'Deployments change stores by ordinary SQL.';

-- Products of the stores, and their prices.
select private.drop_policies('private.store_products');
alter table private.store_products enable row level security;
alter table private.store_products force row level security;
create policy store_products_select_all on private.store_products for select to dochub_backup, dochub_owner using (true);
create policy store_products_insert_owner on private.store_products for insert to dochub_owner with check (true);
create policy store_products_update_owner on private.store_products for update to dochub_owner using (true) with check (true);
create policy store_products_delete_owner on private.store_products for delete to dochub_owner using (true);
comment on policy store_products_select_all on private.store_products is 'Functions and deployments read products; backups read every row.';
comment on policy store_products_insert_owner on private.store_products is 'Deployments add products by ordinary SQL.';
comment on policy store_products_update_owner on private.store_products is 'Deployments change products by ordinary SQL.';
comment on policy store_products_delete_owner on private.store_products is 'Deployments remove products by ordinary SQL.';

-- Prices in further currencies.
select private.drop_policies('private.store_prices');
alter table private.store_prices enable row level security;
alter table private.store_prices force row level security;
create policy store_prices_select_all on private.store_prices for select to dochub_backup, dochub_owner using (true);
create policy store_prices_insert_owner on private.store_prices for insert to dochub_owner with check (true);
create policy store_prices_update_owner on private.store_prices for update to dochub_owner using (true) with check (true);
create policy store_prices_delete_owner on private.store_prices for delete to dochub_owner using (true);
comment on policy store_prices_select_all on private.store_prices is 'Functions and deployments read prices; backups read every row.';
comment on policy store_prices_insert_owner on private.store_prices is 'Deployments add prices by ordinary SQL.';
comment on policy store_prices_update_owner on private.store_prices is 'Deployments change prices by ordinary SQL.';
comment on policy store_prices_delete_owner on private.store_prices is 'Deployments remove prices by ordinary SQL.';

-- Currencies and their coins.
select private.drop_policies('private.currencies');
alter table private.currencies enable row level security;
alter table private.currencies force row level security;
create policy currencies_select_all on private.currencies for select to dochub_backup, dochub_owner using (true);
create policy currencies_insert_owner on private.currencies for insert to dochub_owner with check (true);
create policy currencies_update_owner on private.currencies for update to dochub_owner using (true) with check (true);
comment on policy currencies_select_all on private.currencies is 'Functions and deployments read currencies; backups read every row.';
comment on policy currencies_insert_owner on private.currencies is 'Deployments add currencies by ordinary SQL.';
comment on policy currencies_update_owner on private.currencies is 'Deployments change currencies by ordinary SQL.';

-- The stores' types of notification, as apply_store_event understands them.
select private.drop_policies('private.store_event_types');
alter table private.store_event_types enable row level security;
alter table private.store_event_types force row level security;
create policy store_event_types_select_all on private.store_event_types for select to dochub_backup, dochub_owner using (true);
create policy store_event_types_insert_owner on private.store_event_types for insert to dochub_owner with check (true);
create policy store_event_types_update_owner on private.store_event_types for update to dochub_owner using (true) with check (true);
comment on policy store_event_types_select_all on private.store_event_types is 'Functions and deployments read types; backups read every row.';
comment on policy store_event_types_insert_owner on private.store_event_types is 'Deployments add types by ordinary SQL.';
comment on policy store_event_types_update_owner on private.store_event_types is 'Deployments change types by ordinary SQL.';

-- Limits of attempts.
select private.drop_policies('private.throttle_limits');
alter table private.throttle_limits enable row level security;
alter table private.throttle_limits force row level security;
create policy throttle_limits_select_all on private.throttle_limits for select to dochub_backup, dochub_owner using (true);
create policy throttle_limits_insert_owner on private.throttle_limits for insert to dochub_owner with check (true);
create policy throttle_limits_update_owner on private.throttle_limits for update to dochub_owner using (true) with check (true);
comment on policy throttle_limits_select_all on private.throttle_limits is 'Functions and deployments read limits; backups read every row.';
comment on policy throttle_limits_insert_owner on private.throttle_limits is 'Deployments add limits by ordinary SQL.';
comment on policy throttle_limits_update_owner on private.throttle_limits is 'Deployments change limits by ordinary SQL.';

-- The registry of codes that functions answer with.
select private.drop_policies('private.error_codes');
alter table private.error_codes enable row level security;
alter table private.error_codes force row level security;
create policy error_codes_select_all on private.error_codes for select to dochub_backup, dochub_owner using (true);
create policy error_codes_insert_owner on private.error_codes for insert to dochub_owner with check (true);
create policy error_codes_update_owner on private.error_codes for update to dochub_owner using (true) with check (true);
create policy error_codes_delete_owner on private.error_codes for delete to dochub_owner using (true);
comment on policy error_codes_select_all on private.error_codes is 'Functions and deployments read codes; backups read every row.';
comment on policy error_codes_insert_owner on private.error_codes is 'Deployments add codes by ordinary SQL.';
comment on policy error_codes_update_owner on private.error_codes is 'Deployments change codes by ordinary SQL.';
comment on policy error_codes_delete_owner on private.error_codes is 'Deployments remove codes by ordinary SQL.';

-- Settings, with a secret among them (client_address_key): only functions, deployments and backups read it.
select private.drop_policies('private.settings');
alter table private.settings enable row level security;
alter table private.settings force row level security;
create policy settings_select_all on private.settings for select to dochub_backup, dochub_owner using (true);
create policy settings_update_owner on private.settings for update to dochub_owner using (true) with check (true);
comment on policy settings_select_all on private.settings is 'Functions and deployments read settings; backups read every row.';
comment on policy settings_update_owner on private.settings is 'Deployments change settings by ordinary SQL.';

revoke all on table
  private.plans, private.stores, private.store_products, private.store_prices, private.currencies, private.store_event_types, private.throttle_limits, private.error_codes, private.settings
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.plans, private.stores, private.store_products, private.store_prices, private.currencies, private.store_event_types, private.throttle_limits, private.error_codes, private.settings
  to dochub_backup;
commit;
