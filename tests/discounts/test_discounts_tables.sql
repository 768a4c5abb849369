-- ADR 15 and 19: what the tables promise to the functions that write them often.
begin;
select plan(12);

select is((select string_agg(c.relname, ' ' order by c.relname) from pg_catalog.pg_class as c
            where c.oid in ('private.user_throttles'::regclass, 'private.address_throttles'::regclass) and c.relpersistence = 'u'),
  'address_throttles user_throttles', 'ADR 15: throttle buckets are UNLOGGED');
select is_empty(
  $$ select a.attname from pg_catalog.pg_attribute as a
      where a.attrelid = 'public.discount_codes'::regclass and a.attnum > 0
        and a.attname not in ('code', 'times_redeemed', 'note', 'created_at', 'updated_at')  -- what the staff wrote is no term
        and not exists (select 1 from pg_catalog.pg_trigger as t
                         where t.tgrelid = a.attrelid and t.tgname = 'discount_codes_touch' and a.attnum = any (t.tgattr)) $$,
  'ADR 19: every term of a code has its version: a change of it moves updated_at');

-- The counter is the only column that redemptions change, and it is in no index.
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('HOTCODE', 'any', 'percent', 20);
insert into public.user_profile (user_id) select ('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(1, 10) as n;
create temporary table before_hot as
  select s.n_tup_upd, s.n_tup_hot_upd from pg_catalog.pg_stat_xact_user_tables as s where s.relid = 'public.discount_codes'::regclass;
select is((select count(*) from generate_series(1, 10) as n
            where private.redeem_discount(('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'HOTCODE', 'any', 'key-00001', null, null, null,
                                          '2026-03-03T12:00Z') -> 'ok' = 'true'), 10::bigint, 'ten redeem one code');
select is((select row(s.n_tup_upd - b.n_tup_upd, s.n_tup_hot_upd - b.n_tup_hot_upd)::text
             from pg_catalog.pg_stat_xact_user_tables as s, before_hot as b where s.relid = 'public.discount_codes'::regclass), '(10,10)',
  'every count is a HOT update: one each, no index touched');

-- Credits are settled only where credits or days are given; the clock is stored all the same.
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('CREDITS5', 'any', 'credits', 5);
select is((select row(u.week_start, u.clock_at)::text from public.ai_usage as u where u.user_id = 'c0000000-0000-4000-8000-000000000001'),
  (select row('2026-03-02Z'::timestamptz, '2026-03-03T12:00Z'::timestamptz)::text), 'the user''s week is that of the account''s first call');
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('LATER', 'any', 'percent', 20);
select is(private.redeem_discount('c0000000-0000-4000-8000-000000000001', 'LATER', 'any', 'key-00002', null, null, null, '2026-03-12T12:00Z') -> 'ok', 'true',
  'a week later a percentage is redeemed');
select is((select row(u.week_start, u.clock_at)::text from public.ai_usage as u where u.user_id = 'c0000000-0000-4000-8000-000000000001'),
  (select row('2026-03-02Z'::timestamptz, '2026-03-12T12:00Z'::timestamptz)::text), 'which settles nothing, and moves the clock');
select is(private.redeem_discount('c0000000-0000-4000-8000-000000000001', 'CREDITS5', 'any', 'key-00003', null, null, null, '2026-03-12T12:00Z') -> 'ok', 'true',
  'then credits');
select is((select u.week_start from public.ai_usage as u where u.user_id = 'c0000000-0000-4000-8000-000000000001'), '2026-03-09Z'::timestamptz,
  'for which the new week is settled');

-- Rules that one CHECK holds.
select throws_ok(format('insert into public.discount_codes (code, product_type, benefit_kind, benefit_value%s) values (%s)', b.more, b.row), '23514', null,
  'discount_codes: ' || b.what)
  from (values ('', '''abc'', ''any'', ''percent'', 5', 'a code of three'), (', currency', '''ABCD'', ''any'', ''percent'', 5, ''USD''', 'a currency without its minimum'),
    (', times_redeemed', '''ABCD'', ''any'', ''percent'', 5, -1', 'a negative counter')) as b (more, row, what);

select * from finish();
rollback;
