-- 4.3.5: what an event costs does not grow with how many the user has had (ADR 18).
begin;
select plan(10);
set local enable_seqscan = off;
set local enable_bitmapscan = off;

create function pg_temp.event(p_n integer, p_type text default 'renewed', p_transaction integer default null, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object(
    'store', 'apple', 'environment', 'production', 'notification_id', 'n-' || p_n, 'type', p_type,
    'occurred_at', timestamptz '2026-01-01Z' + p_n * interval '30 days', 'user_id', 'a0000000-0000-4000-8000-000000000001',
    'transaction', jsonb_build_object('transaction_id', 't-' || coalesce(p_transaction, p_n), 'original_transaction_id', 't-1')
      || case when p_type = 'renewed' then jsonb_build_object(
           'product_id', 'dochub.premium.monthly', 'purchased_at', timestamptz '2026-01-01Z' + p_n * interval '30 days',
           'expires_at', timestamptz '2026-01-01Z' + (p_n + 1) * interval '30 days') else '{}' end || p_more)
$$;
create function pg_temp.read_of_log() returns bigint language sql volatile as $$
  select sum(pg_stat_get_xact_tuples_returned(c) + pg_stat_get_xact_tuples_fetched(c))::bigint
    from pg_class as k cross join lateral (values (k.oid)) as v (c)
   where k.oid = 'public.subscription_events'::regclass or k.oid in (select i.indexrelid from pg_index as i where i.indrelid = 'public.subscription_events'::regclass)
$$;
create function pg_temp.written() returns bigint[] language sql volatile as $$
  select array[pg_stat_get_xact_tuples_inserted(t), pg_stat_get_xact_tuples_updated(t), pg_stat_get_xact_tuples_deleted(t)]
    from (select 'private.store_transactions'::regclass as t) as r
$$;
-- What an event reads of the log, and how many transactions it inserts, changes and deletes.
create function pg_temp.cost(p_event jsonb) returns text language plpgsql as $$
declare
  v_read bigint := pg_temp.read_of_log();
  v_written bigint[] := pg_temp.written();
  v_answer jsonb := private.apply_store_event(p_event, '2090-01-01Z');
  v_now bigint[] := pg_temp.written();
begin
  return format('%s, reads %s, writes %s', v_answer ->> 'disposition', pg_temp.read_of_log() - v_read,
    array[v_now[1] - v_written[1], v_now[2] - v_written[2], v_now[3] - v_written[3]]);
end;
$$;

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001');
select is(pg_temp.cost(pg_temp.event(1)), 'applied, reads 0, writes {1,0,0}', 'the first event reads nothing of the log and writes one transaction');
select is(pg_temp.cost(pg_temp.event(2)), 'applied, reads 0, writes {1,0,0}', 'and so does the second');
select lives_ok($$ select private.apply_store_event(pg_temp.event(n), '2090-01-01Z') from generate_series(3, 60) as n $$, 'five years of them');
select is(pg_temp.cost(pg_temp.event(61)), 'applied, reads 0, writes {1,0,0}', 'the 61st costs what the second did');
select is(pg_temp.cost(pg_temp.event(62, 'canceled', 61)), 'applied, reads 0, writes {0,0,0}', 'a cancellation writes no transaction');
select is(pg_temp.cost(pg_temp.event(63, 'refunded', 20)), 'applied, reads 0, writes {0,1,0}', 'a refund of an old period writes that one');
select is((select revoked_at from private.store_transactions where transaction_id = 't-20'), timestamptz '2026-01-01Z' + 63 * interval '30 days', 'it does');
select isnt(pg_temp.cost(pg_temp.event(3, 'canceled', 4, '{"token": "t"}') || '{"notification_id": "late"}'), 'stale, reads 0, writes {0,0,0}',
  'one that is older than what is known looks at all: the counters count');
select is((select count(*) from private.store_transactions), 61::bigint, 'and loses nothing');

-- A token by which transactions belong together: the newest report names nothing but its own, and yet regroups another.
do $$
declare
  v_event jsonb;
begin
  for v_n in 101 .. 103 loop
    v_event := pg_temp.event(v_n, 'renewed', least(v_n, 102), '{"token": "shared", "original_transaction_id": "t-102"}') || '{"store": "google"}';
    if v_n < 103 then
      v_event := v_event #- '{transaction,original_transaction_id}';
    end if;
    perform private.apply_store_event(
      jsonb_set(v_event, '{transaction,purchased_at}', to_jsonb(timestamptz '2026-01-01Z' + least(v_n, 102) * interval '30 days')), '2090-01-01Z');
  end loop;
end $$;
select is((select array_agg(transaction_id || ' of ' || original_transaction_id order by transaction_id) from private.store_transactions where store = 'google'),
  array['t-101 of t-102', 't-102 of t-102'], '4.3.4 a subscription that hangs together by a token is folded from all its events');

select * from finish();
rollback;
