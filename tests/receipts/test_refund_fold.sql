-- 4.2.7: what a purchase has lost is a function of the set of its refunds that no reversal undid, for credits and courses alike.
-- Random sets in every order: test_refund_properties.py.
begin;
select plan(44);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 20) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 20) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1000000, 'EUR', 'published');
insert into private.store_products (store, product_id, kind, credits, price_micros, currency) values ('stripe', 'credits.7', 'credits', 7, 1000000, 'EUR');

create function pg_temp.purchase(p_transaction text, p_more jsonb) returns jsonb language sql as
  $$ select jsonb_build_object('store', 'stripe', 'environment', 'production', 'transaction_id', p_transaction) || p_more $$;
create function pg_temp.buy(p_n integer, p_transaction text, p_more jsonb default '{}') returns jsonb language sql as
  $$ select private.record_credit_purchase(pg_temp.uid(p_n), pg_temp.purchase(p_transaction, '{"product_id": "dochub.credits.50"}' || p_more), '2026-03-03Z') $$;
-- refund, chargeback or (a notification that it undoes) reversal; occurred on a day of March.
create function pg_temp.report(p_transaction text, p_id text, p_kind text, p_day integer, p_more jsonb default '{}') returns jsonb language sql as $$
  select private.refund(pg_temp.purchase(p_transaction, jsonb_build_object('notification_id', p_transaction || p_id, 'kind', case when p_kind in ('refund', 'chargeback') then p_kind else 'reversal' end,
    'refund_notification_id', case when p_kind not in ('refund', 'chargeback') then p_transaction || p_kind end, 'occurred_at', '2026-03-' || lpad(p_day::text, 2, '0') || 'T00:00:00Z') || p_more),
    '{credits,course,custom_course}', '2026-03-20Z')
$$;
create function pg_temp.event(p_transaction text, p_id text, p_type text, p_day integer, p_more jsonb default '{}') returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition') from private.apply_store_event(jsonb_build_object('store', 'stripe', 'environment', 'production', 'notification_id', p_transaction || p_id, 'type', p_type,
    'occurred_at', '2026-03-' || lpad(p_day::text, 2, '0') || 'T00:00:00Z', 'transaction', jsonb_build_object('transaction_id', p_transaction) || p_more), '2026-03-20Z') as a
$$;
create function pg_temp.bank(p_n integer) returns integer language sql as $$ select u.bank - u.debt from public.ai_usage as u where u.user_id = pg_temp.uid(p_n) $$;
create function pg_temp.lost(p_transaction text) returns text language sql as $$
  select coalesce((select row(a.refunded_percentage, a.refunded_credits)::text from public.ai_credit_purchases as a where a.transaction_id = p_transaction),
    (select row(c.validation, c.refunded_percentage)::text from public.course_purchases as c where c.transaction_id = p_transaction),
    (select row(c.validation, c.refunded_percentage)::text from public.custom_course_purchases as c where c.transaction_id = p_transaction))
$$;
create function pg_temp.took(p_answer jsonb) returns text language sql as $$ select row(p_answer ->> 'percentage', p_answer ->> 'credits')::text $$;

-- A dispute that is won, and a refund
select pg_temp.buy(1, 'a');
select is(pg_temp.took(pg_temp.report('a', 'd', 'chargeback', 4)), '(100,50)', '4.2.7 a dispute takes all');
select is(pg_temp.took(pg_temp.report('a', 'r', 'refund', 5)), '(0,0)', '4.2.7 a refund after it has nothing left to take');
select is(pg_temp.took(pg_temp.report('a', 'w', 'd', 6)), '(0,0)', '4.2.7 the dispute is won: the refund stands');
select is((pg_temp.lost('a'), pg_temp.bank(1))::text, '("(100,50)",0)', '4.2.7 dispute, refund, dispute won: nothing is left');
select pg_temp.buy(2, 'b');
select pg_temp.report('b', 'r', 'refund', 4), pg_temp.report('b', 'd', 'chargeback', 5);
select is(pg_temp.took(pg_temp.report('b', 'w', 'd', 6)), '(0,0)', '4.2.7 refund, dispute, dispute won');
select is((pg_temp.lost('b'), pg_temp.bank(2))::text, '("(100,50)",0)', '4.2.7 ends alike');
select is(pg_temp.took(pg_temp.report('b', 'v', 'r', 7)), '(100,50)', '4.2.7 until the refund is undone as well');
select is(pg_temp.took(pg_temp.report('b', 'v2', 'r', 7)), '(0,0)', '4.2.7 once');
select is((pg_temp.report('b', 'v', 'r', 7) - 'balance')::text, (select jsonb_build_object('ok', true, 'disposition', 'applied', 'user_id', pg_temp.uid(2), 'percentage', 100, 'credits', 50, 'replayed', true)::text), '4.2.7 a repeat answers alike');
select private.record_course_purchase(pg_temp.uid(3), pg_temp.purchase('ca', '{"course_code": "sleep"}'), '2026-03-03Z'),
       private.record_course_purchase(pg_temp.uid(4), pg_temp.purchase('cb', '{"course_code": "sleep"}'), '2026-03-03Z');
select pg_temp.report('ca', 'd', 'chargeback', 4), pg_temp.report('ca', 'r', 'refund', 5), pg_temp.report('ca', 'w', 'd', 6);
select is(pg_temp.lost('ca'), '(revoked,100)', '4.2.7 a course: dispute, refund, dispute won');
select pg_temp.report('cb', 'r', 'refund', 4), pg_temp.report('cb', 'd', 'chargeback', 5), pg_temp.report('cb', 'w', 'd', 6);
select is(pg_temp.lost('cb'), '(revoked,100)', '4.2.7 a course: refund, dispute, dispute won');
select private.record_custom_course_purchase(pg_temp.uid(5), (private.save_custom_course(pg_temp.uid(5), '{"title": "Mine"}', '2026-03-03Z') ->> 'custom_course_id')::uuid, pg_temp.purchase('cc', '{}'), '2026-03-03Z');
select pg_temp.report('cc', 'w', 'd', 6), pg_temp.report('cc', 'r', 'refund', 5, '{"percentage": 60}'), pg_temp.report('cc', 'd', 'chargeback', 4);
select is(pg_temp.lost('cc'), '(valid,60)', '4.2.7 a custom course: the reversal first of all; what stands is in part');

-- Parts
select pg_temp.buy(6, 'p', '{"product_id": "credits.7", "quantity": 1}');
select is(pg_temp.took(pg_temp.report('p', '1', 'refund', 4, '{"percentage": 33}')), '(33,3)', '4.2.7 a part is prorated and rounded up');
select is(pg_temp.took(pg_temp.report('p', '2', 'refund', 4, '{"percentage": 33}')), '(33,2)', '4.2.7 all parts together, once');
select is(pg_temp.took(pg_temp.report('p', '3', 'refund', 4, '{"percentage": 50}')), '(34,2)', '4.2.7 and never more than was given');
select is(pg_temp.took(pg_temp.report('p', '4', '3', 5, '{}')), '(34,2)', '4.2.7 a reversal gives back what no other refund takes');

-- Units
select pg_temp.buy(7, 'q', '{"quantity": 4}');
select is(pg_temp.took(pg_temp.report('q', '1', 'refund', 4, '{"quantity": 1}')), '(25,50)', '4.2.7 one unit of four takes its share');
select is(pg_temp.took(pg_temp.report('q', '2', 'refund', 4, '{"quantity": 2, "percentage": 50}')), '(25,50)', '4.2.7 half the price of two is one');
select is(pg_temp.event('q', '3', 'refunded', 5, '{"quantity": 1}'), 'applied', '4.3.3 an event says how many, too');
select is((pg_temp.lost('q'), pg_temp.bank(7))::text, '("(75,150)",50)', '4.2.7 three of four are gone');
select is(pg_temp.took(pg_temp.report('q', '4', 'refund', 6, '{"quantity": 9}')), '(25,50)', '4.2.7 more than there were is all');
select pg_temp.buy(8, 'q7', '{"product_id": "credits.7", "quantity": 3}');
select is((select array_agg(pg_temp.took(pg_temp.report('q7', n::text, 'refund', 4, '{"quantity": 1}'))) from generate_series(1, 3) as n), array['(33,7)', '(33,7)', '(34,7)'], '4.2.7 three thirds are all');
select private.record_course_purchase(pg_temp.uid(7), pg_temp.purchase('cq', '{"course_code": "sleep"}'), '2026-03-03Z');
select is(pg_temp.report('cq', '1', 'refund', 4, '{"quantity": 1}') ->> 'percentage', '100', '4.2.7 of a course quantity 1 is all');

-- Events, which do not say what they undo
select pg_temp.buy(9, 'e');
select is(pg_temp.event('e', '1', 'refunded', 4, '{"refund_percentage": 10}'), 'applied', '4.3.3 an event of a part');
select is(pg_temp.bank(9), 45, '4.3.3 keeps what is left');
select is(pg_temp.event('e', '2', 'refunded', 5, '{"refund_percentage": 0}'), 'applied', '4.3.3 of nothing');
select is(pg_temp.bank(9), 45, '4.3.3 takes nothing');
select is(pg_temp.event('e', '3', 'refund_reversed', 8), 'applied', '4.2.7 a reversal undoes the latest refund before it: that of nothing');
select is(pg_temp.bank(9), 45, '4.2.7 which gives nothing');
select is(pg_temp.event('e', '4', 'refunded', 7, '{"refund_percentage": 60}'), 'applied', '4.2.7 one that was before it and comes after it');
select is(pg_temp.bank(9), 45, '4.2.7 is the one that it undid');
select is(pg_temp.event('e', '5', 'revoked', 9, '{"refund_percentage": 60}'), 'applied', '4.3.3 revoked');
select is(pg_temp.bank(9), 0, '4.3.3 is all');
select pg_temp.buy(10, 'f');
select pg_temp.event('f', '1', 'refunded', 4, '{"refund_id": "dp_1"}'), pg_temp.event('f', '2', 'refunded', 5, '{"refund_id": "re_1", "refund_percentage": 30}');
select is(pg_temp.event('f', '3', 'refund_reversed', 6, '{"refund_id": "dp_1"}'), 'applied', '4.2.7 an event that names the dispute which was won');
select is((pg_temp.lost('f'), pg_temp.bank(10))::text, '("(30,15)",35)', '4.2.7 leaves the refund');
select is(pg_temp.event('f', '4', 'refunded', 5, '{"refund_id": "re_1", "refund_percentage": 30}'), 'applied', '4.2.7 two notifications of one refund');
select is(pg_temp.bank(10), 35, '4.2.7 take once');
select is((private.refund(pg_temp.purchase('f', '{"notification_id": "re_1", "kind": "refund", "percentage": 30}'), '{credits}', '2026-03-20Z')) ->> 'replayed', 'true', '4.2.7 as does the same refund told by the service');
select is((select array_agg(i.disposition order by i.notification_id) from private.store_inbox as i where i.transaction_id in ('e', 'f')), array_fill('applied'::text, array[9]), '4.3.5 nothing waits');
select private.record_course_purchase(pg_temp.uid(8), pg_temp.purchase('cp', '{"course_code": "sleep"}'), '2026-03-03Z');
select pg_temp.event('cp', '1', 'refunded', 4, '{"refund_percentage": 99}');
select is(pg_temp.lost('cp'), '(valid,99)', '4.3.3 a course that is refunded in part stays');

-- Debt
select pg_temp.buy(11, 'g');
select private.deduct_credits(pg_temp.uid(11), 53, 'key-00000', null, '2026-03-04Z');
select is((pg_temp.report('g', '1', 'refund', 5, '{"percentage": 40}') #> '{balance,debt}'), '20', '4.2.7 what is spent already becomes debt');
select is((pg_temp.report('g', '2', 'chargeback', 5) #> '{balance,debt}'), '50', '4.2.7 at most what was given');
select is((pg_temp.report('g', '3', '2', 6) #> '{balance,debt}'), '20', '4.2.7 a reversal pays it back as far as the others leave it');
select ok((select bool_and((u.bank, u.debt)::text = (select (coalesce(sum(l.bank), 0), coalesce(sum(l.debt), 0))::text from private.credit_ledger as l where l.user_id = u.user_id)) from public.ai_usage as u), '4.2.6 the balances equal the ledger''s sums');
select * from finish();
rollback;
