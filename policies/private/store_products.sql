-- Base data: functions take prices and products from here, deployments change them as dochub_owner.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_products'::regclass
  loop
    execute format('drop policy %I on private.store_products', v_policy);
  end loop;
end
$$;
alter table private.store_products enable row level security;
alter table private.store_products force row level security;

create policy store_products_select_owner on private.store_products for select to dochub_owner
  using (true);
comment on policy store_products_select_owner on private.store_products is 'Functions and deployments read products.';
create policy store_products_insert_owner on private.store_products for insert to dochub_owner
  with check (true);
comment on policy store_products_insert_owner on private.store_products is 'Deployments add products by ordinary SQL.';
create policy store_products_update_owner on private.store_products for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_products_update_owner on private.store_products is 'Deployments change products by ordinary SQL.';
create policy store_products_delete_owner on private.store_products for delete to dochub_owner
  using (true);
comment on policy store_products_delete_owner on private.store_products is 'Deployments remove products by ordinary SQL.';

create policy store_products_select_backup on private.store_products for select to dochub_backup
  using (true);
comment on policy store_products_select_backup on private.store_products is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_products from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_products to dochub_backup;
