-- pytest.mark.gate
-- Keys, foreign keys and names: nothing that stands in the way of distributing the user tables by user_id.
begin;
select plan(21);

create temporary view tables as
select c.oid, c.oid::regclass::text as name, c.relname,
       (select a.attnum from pg_attribute as a where a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped) as user_id
  from pg_class as c
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') and not c.relispartition;

-- Tables with a user_id that are not keyed by it, each with its reason.
create temporary table exceptions (name, reason) as values
  ('app_logs',                      'rows of visitors have no user; partitioned by time'),
  ('server_logs',                   'rows may concern no user; partitioned by time'),
  ('custom_course_purchases',       'a purchase may precede its account'),
  ('private.allowance_claims',      'claim table, keyed by the subscription and week'),
  ('private.account_claims',        'claim table, keyed by the account token'),
  ('private.email_claims',          'claim table, keyed by the address'),
  ('private.receipt_claims',        'claim table, keyed by the receipt'),
  ('private.referral_code_claims',  'claim table, keyed by the code'),
  ('private.referral_payment_claims', 'claim table, keyed by the payment'),
  ('private.store_refunds',         'keyed by the notification, which may have no user yet'),
  ('private.store_inbox',           'keyed by the notification, which may have no user yet');
grant select on pg_temp.exceptions to public;

create temporary view user_tables as
select t.* from pg_temp.tables as t where t.user_id is not null and not exists (select from pg_temp.exceptions as e where e.name = t.name);

create temporary view foreign_keys as
select c.*, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
       (select t.user_id from pg_temp.tables as t where t.oid = c.conrelid) as child_user_id,
       (select t.user_id from pg_temp.tables as t where t.oid = c.confrelid) as parent_user_id
  from pg_constraint as c
 where c.contype = 'f' and c.conrelid in (select t.oid from pg_temp.tables as t);

select cmp_ok((select count(*) from pg_temp.tables), '>=', 42::bigint, 'the rules below look at all tables');
select cmp_ok((select count(*) from pg_temp.user_tables), '>=', 22::bigint, 'most of them are per user');
select is_empty('select e.name from pg_temp.exceptions as e where e.name not in (select t.name from pg_temp.tables as t where t.user_id is not null)', 'every exception is a table with a user_id');

select is_empty($$select t.name from pg_temp.tables as t where not exists (select from pg_index as i where i.indrelid = t.oid and i.indisprimary)$$, 'every table has a primary key');
select is_empty(
  $$select t.name
      from pg_temp.user_tables as t
      join pg_attribute as a on a.attrelid = t.oid and a.attnum = t.user_id
     where a.atttypid <> 'uuid'::regtype or not a.attnotnull$$,
  'user_id is uuid not null');
select is_empty(
  $$select t.name, i.indexrelid::regclass
      from pg_temp.user_tables as t
      join pg_index as i on i.indrelid = t.oid
     where (i.indisunique or i.indisexclusion) and i.indkey[0] <> t.user_id$$,
  'user_id comes first in every primary key, unique and exclusion constraint and unique index of a per-user table');
select is_empty(
  $$select e.name
      from pg_temp.exceptions as e
      join pg_temp.tables as t on t.name = e.name
     where not exists (select from pg_index as i where i.indrelid = t.oid and i.indisunique and i.indkey[0] <> t.user_id)$$,
  'every exception is one still');

select cmp_ok((select count(*) from pg_temp.foreign_keys), '>=', 35::bigint, 'the rules below look at all foreign keys');
select is_empty(
  $$select f.child, f.conname
      from pg_temp.foreign_keys as f
     where f.parent_user_id is not null
       and not exists (select from generate_subscripts(f.conkey, 1) as n where f.conkey[n] = f.child_user_id and f.confkey[n] = f.parent_user_id)$$,
  'a foreign key to a per-user table goes from user_id to user_id; a catalog table has none');
select is_empty(
  $$select f.child, f.conname
      from pg_temp.foreign_keys as f
      join pg_temp.exceptions as e on e.name = f.child and e.name <> 'custom_course_purchases'$$,
  'claim tables, logs and the inbox have no foreign keys: they lie elsewhere than the user');
select is_empty($$select f.child, f.conname from pg_temp.foreign_keys as f where f.confdeltype in ('n', 'd') or f.confupdtype <> 'a'$$, 'no foreign key sets columns or follows changed keys');
select is_empty('select f.child, f.conname from pg_temp.foreign_keys as f where f.condeferrable or not f.convalidated', 'foreign keys are checked at once, and for every row');
select is_empty(
  $$select f.child, f.conname
      from pg_temp.foreign_keys as f
     where not exists (
       select from pg_index as i
        where i.indrelid = f.conrelid and i.indisvalid
          -- A partial index serves the check only where it leaves out nothing but NULLs.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\([a-z_]+ IS NOT NULL\)$')
          and (select array_agg(i.indkey[n]) from generate_series(0, cardinality(f.conkey) - 1) as n) @> f.conkey)$$,
  'every foreign key has an index that starts with its columns');

select cmp_ok((select count(*) from pg_constraint as c join pg_temp.tables as t on t.oid = c.conrelid), '>=', 250::bigint, 'the rules below look at all constraints');
select is_empty(
  $$select t.name, c.conname
      from pg_constraint as c
      join pg_temp.tables as t on t.oid = c.conrelid
     where c.contype <> 'n' -- NOT NULL is a constraint in the catalog since 18, named by the server
       and c.conname !~ ('^' || t.relname || case c.contype
         when 'p' then '_pkey' when 'u' then '_[a-z0-9_]+_key' when 'x' then '_[a-z0-9_]+_excl' when 'f' then '_[a-z0-9_]+_fkey' when 'c' then '_[a-z0-9_]+_check' end || '$')$$,
  'constraints are named <table>_…_key, _check, _fkey, _excl or <table>_pkey, never by the server');
select is_empty(
  $$select t.name, i.indexrelid::regclass
      from pg_index as i
      join pg_temp.tables as t on t.oid = i.indrelid
      join pg_class as c on c.oid = i.indexrelid
     where not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
       and c.relname !~ ('^' || t.relname || '_[a-z0-9_]+_' || case when i.indisunique then 'key' else 'idx' end || '$')$$,
  'indexes are named <table>_…_idx, unique ones <table>_…_key');
select is_empty(
  $$select t.name, i.indexrelid::regclass, j.indexrelid::regclass
      from pg_index as i
      join pg_index as j on j.indrelid = i.indrelid and j.indexrelid <> i.indexrelid
      join pg_temp.tables as t on t.oid = i.indrelid
     where i.indkey::text = j.indkey::text and i.indclass = j.indclass and i.indoption = j.indoption
       and i.indpred is null and i.indexprs is null and not i.indisunique$$,
  'no index repeats another');
select is_empty(
  $$select t.name, g.tgname
      from pg_trigger as g
      join pg_temp.tables as t on t.oid = g.tgrelid
     where not g.tgisinternal and g.tgname !~ ('^' || t.relname || '_[a-z_]+$')$$,
  'triggers are named <table>_…');
select is_empty(
  $$select t.name, a.attname, a.atttypid::regtype
      from pg_attribute as a
      join pg_temp.tables as t on t.oid = a.attrelid
     where a.attnum > 0 and not a.attisdropped
       and a.atttypid::regtype::text <> all (array[
         'uuid', 'text', 'text[]', 'integer', 'bigint', 'boolean', 'jsonb', 'bytea', 'interval', 'date', 'timestamp with time zone'])$$,
  'columns have few types: text for texts, bigint and integer for amounts, jsonb, timestamptz');
select is_empty(
  $$select t.name, a.attname
      from pg_attribute as a
      join pg_temp.tables as t on t.oid = a.attrelid
     where a.attnum > 0 and not a.attisdropped
       and ((a.attname ~ '_at$' and a.atttypid <> 'timestamptz'::regtype) or (a.attname ~ '^is_' and a.atttypid <> 'boolean'::regtype)
            or (a.attname ~ '_micros$' and a.atttypid <> 'bigint'::regtype) or (a.attname = 'user_id' and a.atttypid <> 'uuid'::regtype))$$,
  'a name tells the type: _at is a time, is_ a boolean, _micros a bigint');
select is_empty(
  $$select t.name, d.adnum
      from pg_attrdef as d
      join pg_temp.tables as t on t.oid = d.adrelid
     where pg_get_expr(d.adbin, d.adrelid) ~ 'nextval'
     union all
    select t.name, a.attnum
      from pg_attribute as a
      join pg_temp.tables as t on t.oid = a.attrelid
     where a.attidentity <> ''$$,
  'keys do not come from sequences');
select * from finish();
rollback;
