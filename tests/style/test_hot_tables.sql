-- pytest.mark.gate
-- Tables that calls of users change all day: each statement that writes reads and plans their CHECKs anew, and dead rows are found and cleared soon.
begin;
select plan(8);

create temporary table hot (name, is_updated) as values
  ('ai_usage',                       true),
  ('audio_usage',                    true),
  ('cached_handshake_responses',     true),
  ('discount_codes',                 true),
  ('subscriptions',                  true),
  ('private.address_throttles',      true),
  ('private.credit_holds',           true),
  ('private.credit_ledger',          false),
  ('private.device_plays',           true),
  ('private.store_subscriptions',    true),
  ('private.user_sync',              true),
  ('private.user_throttles',         true);

-- Tables with room in their pages for another reason.
create temporary table exceptions (name, reason) as values
  ('private.currencies', 'so many pages that the index is always cheaper');
grant select on pg_temp.exceptions to public;

create temporary view tables as
select c.oid, c.oid::regclass::text as name, coalesce(h.is_updated, false) as is_updated, h.name is not null as is_hot,
       (select coalesce(jsonb_object_agg(o.option_name, o.option_value::numeric), '{}')
          from pg_options_to_table(c.reloptions) as o) as options
  from pg_class as c
  left join pg_temp.hot as h on h.name = c.oid::regclass::text
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') and not c.relispartition;

create temporary view checks as
select t.name, t.is_hot, c.conname, pg_get_constraintdef(c.oid) as definition
  from pg_temp.tables as t
  join pg_constraint as c on c.conrelid = t.oid and c.contype = 'c';

select is_empty('select h.name from pg_temp.hot as h where h.name not in (select t.name from pg_temp.tables as t)', 'every hot table is a table');
select is_empty('select e.name from pg_temp.exceptions as e where e.name not in (select t.name from pg_temp.tables as t where t.options ? ''fillfactor'')', 'every exception is a table with a fillfactor');
select is_empty('select t.name from pg_temp.tables as t where t.options ? ''fillfactor'' and not t.is_hot and t.name not in (select e.name from pg_temp.exceptions as e)', 'every table with a fillfactor is listed as hot');
select is_empty('select c.name from pg_temp.checks as c where c.is_hot group by c.name having count(*) > 1', 'a hot table has one CHECK at most');
select is_empty('select c.name, c.conname from pg_temp.checks as c where c.is_hot and c.definition ~ ''\(\w+ !?~''', 'and no regular expression in it');
select is_empty('select t.name, t.options from pg_temp.tables as t where t.is_updated and coalesce((t.options -> ''fillfactor'')::integer, 100) not between 70 and 80', 'rows that are updated have room beside them (fillfactor 70 to 80)');
select is_empty('select t.name from pg_temp.tables as t where t.is_updated and coalesce((t.options -> ''autovacuum_vacuum_scale_factor'')::numeric, 1) > 0.02', 'dead rows of hot tables are cleared at a fiftieth of the table');
select is_empty('select t.name from pg_temp.tables as t where t.is_hot and not t.is_updated and coalesce((t.options -> ''autovacuum_vacuum_insert_scale_factor'')::numeric, 1) > 0.02', 'and new rows of those that only grow are looked at as often');

select * from finish();
rollback;
