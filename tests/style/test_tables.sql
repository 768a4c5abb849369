-- pytest.mark.gate
-- Which tables there are, and that row-level security binds everybody on each of them.
begin;
select plan(11);

create temporary view relations as
select c.oid, n.nspname::text collate "default" as schema, c.relname::text collate "default" as name, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname in ('public', 'private') and c.relkind not in ('i', 'I');

select results_eq(
  $$select r.name from pg_temp.relations as r where r.schema = 'public' order by r.name collate "C"$$,
  array[
    'ai_credit_purchases', 'ai_usage', 'analytics', 'app_logs', 'audio_usage', 'cached_handshake_responses', 'cohorts', 'course_purchases',
    'courses', 'custom_course_purchases', 'custom_courses', 'discount_codes', 'manifest_cohorts', 'master_manifests', 'referral_credits',
    'server_logs', 'subscription_events', 'subscriptions', 'user_cohorts', 'user_discounts', 'user_profile'],
  'public holds the 21 tables and no other relation');

select cmp_ok((select count(*) from pg_temp.relations), '>=', 44::bigint, 'the rules below look at all tables and partitions');
select is_empty($$select r.schema, r.name, r.relkind from pg_temp.relations as r where r.relkind not in ('r', 'p')$$,
  'there is no view, sequence, foreign table or composite type, only tables');
select is_empty($$select r.schema, r.name from pg_temp.relations as r where not r.relrowsecurity$$, 'row-level security is enabled on every table and partition');
select is_empty($$select r.schema, r.name from pg_temp.relations as r where not r.relforcerowsecurity$$, 'row-level security is forced on every table and partition, so that it binds the owner too');
select is_empty($$select r.schema, r.name from pg_temp.relations as r where r.relowner <> 'dochub_owner'::regrole$$, 'dochub_owner owns every table and partition');
select is_empty($$select r.schema, r.name from pg_temp.relations as r where r.relispartition and r.schema <> 'private'$$, 'partitions are in private');
select is_empty(
  $$select r.schema, r.name, a.grantee::regrole, a.privilege_type
      from pg_temp.relations as r cross join lateral aclexplode(r.relacl) as a
     where a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') and a.grantee <> r.relowner$$,
  'nobody but the owner has TRUNCATE, REFERENCES, TRIGGER or MAINTAIN');
select is_empty(
  $$select r.schema, r.name from pg_temp.relations as r
     where not exists (select from pg_policy as p where p.polrelid = r.oid)$$,
  'every table and partition has policies');

select results_eq(
  $$select t.tgrelid::regclass::text collate "default"
      from pg_trigger as t
     where t.tgfoid = 'private.refuse_change'::regproc and t.tgenabled = 'O'
       and t.tgtype & 1 = 0 and t.tgtype & 2 = 2                       -- for each statement, before
       and t.tgtype & 8 = 8 and t.tgtype & 16 = 16 and t.tgtype & 32 = 32 -- delete, update and truncate
     order by 1$$,
  array['private.audit_log', 'private.credit_ledger', 'subscription_events'],
  'the append-only tables have their trigger');
select is_empty(
  $$select r.schema, r.name from pg_temp.relations as r
     where r.name in ('audit_log', 'credit_ledger', 'subscription_events')
       and (has_table_privilege('dochub_owner', r.oid, 'update') or has_table_privilege('dochub_owner', r.oid, 'delete') or has_table_privilege('dochub_owner', r.oid, 'truncate'))$$,
  'their owner has lost UPDATE, DELETE and TRUNCATE');
select * from finish();
rollback;
