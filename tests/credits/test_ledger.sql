-- 4.2.6: the ledger.
begin;
select plan(15);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001');
select private.ensure_user('a0000000-0000-4000-8000-000000000001', '2026-03-02T00:00Z');
create function pg_temp.spend(p_amount integer, p_key text, p_at timestamptz) returns jsonb language sql as
  $$ select private.deduct_credits('a0000000-0000-4000-8000-000000000001', p_amount, p_key, 'because', p_at) $$;
insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vested_at, expires_at) values
  ('a0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'goodwill', 5, 0, '2026-03-01', '2026-03-01', '2026-03-11T12:00Z');
select private.post_credits('a0000000-0000-4000-8000-000000000001', 'grant', '2026-03-02T00:00Z',
  p_promotional_split => '{"c0000000-0000-4000-8000-000000000001": 5}', p_credit_id => 'c0000000-0000-4000-8000-000000000001');
select private.post_credits('a0000000-0000-4000-8000-000000000001', 'purchase', '2026-03-02T00:00Z', p_bank => 10, p_store => 'apple', p_environment => 'production', p_transaction_id => 't-1');
select pg_temp.spend(4, 'ledger-01', '2026-03-03Z');

select is((select (weekly_used, promotional, bank)::text from private.credit_ledger where kind = 'spend'), '(3,-1,0)', '4.2.6 a spend is one row with its split by source');
select is((select promotional_split from private.credit_ledger where kind = 'spend'), '{"c0000000-0000-4000-8000-000000000001": -1}', '4.2.6 and names the promotional credits it took');
select is((select reason from private.credit_reasons where entry_no = 3), 'because', 'the reason is kept apart, where it can be erased');
select is(private.credit_balance('a0000000-0000-4000-8000-000000000001', '2026-03-11T12:00Z') ->> 'promotional', '0', '4.2.1 promotional credits count until they expire');
select is(private.credit_balance('a0000000-0000-4000-8000-000000000001', '2026-03-11T11:59:59.999999Z') ->> 'promotional', '4', '4.2.1 to the microsecond');
select is((select remaining from public.referral_credits), 4, '4.2.6 a read writes no expiry');
select pg_temp.spend(1, 'ledger-02', '2026-03-11T12:00Z');
select is((select (promotional, credit_id)::text from private.credit_ledger where kind = 'expiry'), '(-4,c0000000-0000-4000-8000-000000000001)', '4.2.6 the next write settles it in a row of its own');
select is((select array_agg(kind order by entry_no) from private.credit_ledger), array['grant', 'purchase', 'spend', 'week', 'expiry', 'spend'], '4.2.6 one row a movement, in order');
select is((select array_agg(entry_no order by entry_no) from private.credit_ledger), array[1, 2, 3, 4, 5, 6]::bigint[], '4.2.6 numbered without gaps');
select is(
  (select (sum(l.weekly_used), sum(l.bank), sum(l.held), sum(l.debt), sum(l.promotional))::text from private.credit_ledger as l),
  (select (u.weekly_used::bigint, u.bank::bigint, u.held::bigint, u.debt::bigint, (select sum(remaining) from public.referral_credits))::text from public.ai_usage as u),
  '4.2.6 the stored balances equal the ledger''s sums');

select throws_ok('update private.credit_ledger set bank = 99', '42501', null, '4.2.6 no role changes a ledger row, not even a superuser');
select throws_ok('delete from private.credit_ledger', '42501', null, '4.2.6 no role deletes a ledger row');
select throws_ok('truncate private.credit_ledger cascade', '42501', null, '4.2.6 no role empties the ledger');
select throws_ok('update public.subscription_events set state = null', '42501', null, 'subscription_events is append-only for every role');
select throws_ok($$ select private.post_credits('a0000000-0000-4000-8000-000000000001', 'spend', '2026-03-12Z', p_bank => -11) $$, '23514', null, '4.2.4 no movement takes a balance below zero, whoever calls');

select * from finish();
rollback;
