-- Deploy policies/private/kernel: stamped from policies/private/kernel.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What every write meets on its way: kept answers and attempt counters.

-- Answers kept for repeated calls: functions only; a caller gets its own answer by repeating the call.
select private.drop_policies('private.idempotency_keys');
alter table private.idempotency_keys enable row level security;
alter table private.idempotency_keys force row level security;
create policy idempotency_keys_select_all on private.idempotency_keys for select to dochub_backup, dochub_owner using (true);
create policy idempotency_keys_insert_owner on private.idempotency_keys for insert to dochub_owner with check (true);
create policy idempotency_keys_update_owner on private.idempotency_keys for update to dochub_owner using (true) with check (true);
create policy idempotency_keys_delete_owner on private.idempotency_keys for delete to dochub_owner using (true);
comment on policy idempotency_keys_select_all on private.idempotency_keys is 'recall_idempotent looks a key up; backups read every row.';
comment on policy idempotency_keys_insert_owner on private.idempotency_keys is 'keep_idempotent keeps an answer.';
comment on policy idempotency_keys_update_owner on private.idempotency_keys is 'keep_idempotent replaces one that is over its time.';
comment on policy idempotency_keys_delete_owner on private.idempotency_keys is 'Sweepers drop refusals that are over their time.';

-- Attempt counters of users: functions only, so that nobody sees or resets one.
select private.drop_policies('private.user_throttles');
alter table private.user_throttles enable row level security;
alter table private.user_throttles force row level security;
create policy user_throttles_select_all on private.user_throttles for select to dochub_backup, dochub_owner using (true);
create policy user_throttles_insert_owner on private.user_throttles for insert to dochub_owner with check (true);
create policy user_throttles_update_owner on private.user_throttles for update to dochub_owner using (true) with check (true);
create policy user_throttles_delete_owner on private.user_throttles for delete to dochub_owner using (true);
comment on policy user_throttles_select_all on private.user_throttles is 'throttle_wait reads a bucket; backups read every row.';
comment on policy user_throttles_insert_owner on private.user_throttles is 'count_attempt makes a bucket.';
comment on policy user_throttles_update_owner on private.user_throttles is 'count_attempt fills a bucket.';
comment on policy user_throttles_delete_owner on private.user_throttles is 'Sweepers and erasure drop buckets.';

-- Attempt counters of client addresses: functions only, so that nobody sees or resets one.
select private.drop_policies('private.address_throttles');
alter table private.address_throttles enable row level security;
alter table private.address_throttles force row level security;
create policy address_throttles_select_all on private.address_throttles for select to dochub_backup, dochub_owner using (true);
create policy address_throttles_insert_owner on private.address_throttles for insert to dochub_owner with check (true);
create policy address_throttles_update_owner on private.address_throttles for update to dochub_owner using (true) with check (true);
create policy address_throttles_delete_owner on private.address_throttles for delete to dochub_owner using (true);
comment on policy address_throttles_select_all on private.address_throttles is 'throttle_wait reads a bucket; backups read every row.';
comment on policy address_throttles_insert_owner on private.address_throttles is 'count_attempt makes a bucket.';
comment on policy address_throttles_update_owner on private.address_throttles is 'count_attempt fills a bucket.';
comment on policy address_throttles_delete_owner on private.address_throttles is 'Sweepers drop empty buckets.';

revoke all on table
  private.idempotency_keys, private.user_throttles, private.address_throttles
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.idempotency_keys, private.user_throttles, private.address_throttles
  to dochub_backup;
commit;
