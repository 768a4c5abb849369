-- 4.2.7: purchases, refunds, reversals, debt; 4.3.1 receipts claimed once.
begin;
select plan(111);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id, is_tester) select pg_temp.uid(n), n = 9 from generate_series(1, 9) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 9) as n;
create function pg_temp.buy(p_n integer, p_transaction text, p_more jsonb default '{}', p_at timestamptz default '2026-03-03Z') returns jsonb language sql as $$
  select private.record_credit_purchase(pg_temp.uid(p_n), '{"store": "apple", "environment": "production", "product_id": "dochub.credits.50"}' || jsonb_build_object('transaction_id', p_transaction) || p_more, p_at)
$$;
create function pg_temp.refund(p_transaction text, p_notification text, p_more jsonb default '{}', p_at timestamptz default '2026-03-04Z') returns jsonb language sql as $$
  select private.refund('{"store": "apple", "environment": "production", "kind": "refund"}' || jsonb_build_object('transaction_id', p_transaction, 'notification_id', p_notification) || p_more, '{credits}', p_at)
$$;
create function pg_temp.reverse(p_transaction text, p_notification text, p_undone text, p_at timestamptz default '2026-03-05Z') returns jsonb language sql as $$
  select pg_temp.refund(p_transaction, p_notification, jsonb_build_object('kind', 'reversal', 'refund_notification_id', p_undone), p_at)
$$;
create function pg_temp.state(p_n integer) returns text language sql as $$ select (u.bank, u.held, u.debt)::text from public.ai_usage as u where u.user_id = pg_temp.uid(p_n) $$;
create function pg_temp.spend(p_n integer, p_amount integer, p_at timestamptz default '2026-03-06Z') returns text language sql as
  $$ select coalesce(d ->> 'code', 'ok') from private.deduct_credits(pg_temp.uid(p_n), p_amount, gen_random_uuid()::text, null, p_at) as d $$;
create temporary table t (name text primary key, value jsonb);

-- Purchases
insert into t values ('first', pg_temp.buy(1, 't-1', '{"quantity": 2}'));
select is(value ->> 'credits', '100', '4.2.7 a purchase gives the product''s credits times the quantity') from t where name = 'first';
select is(value #>> '{balance,bank}', '100', '4.2.7 to the bank') from t where name = 'first';
select is(pg_temp.buy(1, 't-1', '{"quantity": 2}', '2027-01-01Z'), value || '{"replayed": true}', '4.3.1 the same receipt again gets the first answer') from t where name = 'first';
select is(pg_temp.state(1), '(100,0,0)', '4.3.1 and gives nothing more');
select is(pg_temp.buy(2, 't-1') ->> 'code', 'receipt_already_in_use', '4.3.1 another user''s receipt is refused');
select is(current_setting('response.status'), '409', '4.3.1 receipt_already_in_use is 409');
select is(pg_temp.buy(2, 't-2', jsonb_build_object('account_token', pg_temp.uid(1))) ->> 'code', 'account_token_mismatch', '4.3.1 a purchase for another account is refused');
select is(current_setting('response.status'), '409', '4.3.1 account_token_mismatch is 409');
select is(pg_temp.buy(1, 't-1', jsonb_build_object('account_token', pg_temp.uid(2))) ->> 'code', 'account_token_mismatch', '4.3.1 always, for a known receipt too');
select is(pg_temp.buy(2, 't-2', jsonb_build_object('account_token', upper(pg_temp.uid(2)::text))) ->> 'ok', 'true', '4.3.1 the uuid as account token is the user''s');
select is(pg_temp.buy(2, 't-3', jsonb_build_object('account_token', encode(sha256(convert_to(pg_temp.uid(2)::text, 'UTF8')), 'hex'))) ->> 'ok', 'true', '4.3.1 so is its SHA-256');
select is(pg_temp.buy(2, 't-4', '{"product_id": "nothing"}') ->> 'code', 'unknown_product', 'an unknown product is refused');
select is(current_setting('response.status'), '422', 'unknown_product is 422');
select is(pg_temp.buy(2, 't-4', '{"product_id": "dochub.premium.monthly"}') ->> 'code', 'unknown_product', 'a subscription is no purchase of credits');
select is(pg_temp.buy(3, 't-4') ->> 'ok', 'true', 'a refused purchase claims no receipt');
select is(private.record_credit_purchase('a0000000-0000-4000-8000-00000000dead', '{"store": "apple", "environment": "production", "transaction_id": "t-5", "product_id": "dochub.credits.10"}', '2026-03-03Z') ->> 'code', 'user_not_found', 'a purchase needs its user');
select is(pg_temp.buy(3, 't-1', '{"environment": "sandbox"}') ->> 'credits', '0', '4.3.2 a sandbox purchase gives nothing to who is no tester');
select is(pg_temp.refund('t-1', 'n-sandbox', '{"environment": "sandbox"}') ->> 'credits', '0', '4.3.2 and its refund takes nothing');
select is(pg_temp.state(3), '(50,0,0)', '4.3.2 the production receipt of that name is another');
select is(pg_temp.buy(9, 't-9', '{"environment": "sandbox"}') ->> 'credits', '50', '4.3.2 a tester gets sandbox credits');
select is((select count(*) from public.ai_credit_purchases where token_sha256 is not null), 0::bigint, 'no token, no hash');
select is(pg_temp.buy(9, 't-10', '{"token": "secret", "price_micros": 19990000, "currency": "USD"}') ->> 'ok', 'true', 'token and price are taken');
select is((select token_sha256 from public.ai_credit_purchases where transaction_id = 't-10'), encode(sha256('secret'), 'hex'), '4.3.1 a token is kept as SHA-256 only');
select ok(not exists (select from private.idempotency_keys where answer::text like '%secret%'), '4.3.1 and nowhere else');

-- Abuse: buy 50, reserve 50, refund, release, spend.
select pg_temp.buy(4, 'abuse-1');
select private.deduct_credits(pg_temp.uid(4), 3, 'abuse-key-0', null, '2026-03-03Z');
insert into t values ('hold', private.reserve_credits(pg_temp.uid(4), 50, 'abuse-key-1', '1 day', null, '2026-03-03Z'));
select is(pg_temp.refund('abuse-1', 'abuse-n', '{}', '2026-03-03T01:00Z') -> 'balance' -> 'debt', '50', '4.2.7 what is on hold is not in the bank: it becomes debt');
select is(private.resolve_hold(pg_temp.uid(4), (value ->> 'hold_id')::uuid, 'released', null, 'canceled', '2026-03-03T02:00Z') -> 'balance' -> 'debt', '0', '4.2.7 credits given back pay debt first') from t where name = 'hold';
select is(pg_temp.state(4), '(0,0,0)', '4.2.7 nothing is left of it');
select is(pg_temp.spend(4, 1, '2026-03-03T03:00Z'), 'insufficient_credits', '4.2.7 and nothing can be spent');

-- Debt
select pg_temp.buy(5, 'debt-1');
select is(pg_temp.spend(5, 53), 'ok', '4.2.7 bank and allowance are spent');
select is(pg_temp.refund('debt-1', 'debt-n1', '{"kind": "chargeback"}', '2026-03-06Z') -> 'balance' -> 'debt', '50', '4.2.7 what is spent already becomes debt');
select is((private.credit_balance(pg_temp.uid(5), '2026-03-09Z') ->> 'available')::integer, 0, '4.2.7 available is 0 while there is debt');
select is((private.credit_balance(pg_temp.uid(5), '2026-03-09Z') ->> 'weekly_remaining')::integer, 3, '4.2.7 although the new week has an allowance');
select is(pg_temp.spend(5, 1, '2026-03-09Z'), 'insufficient_credits', '4.2.7 so nothing can be spent');
select is(pg_temp.buy(5, 'debt-2', '{"product_id": "dochub.credits.10"}', '2026-03-09Z') #> '{balance,debt}', '40', '4.2.7 credits bought later pay it first');
select is(private.adjust_credits(pg_temp.uid(5), 15, 'goodwill-1', null, '2026-03-09Z') #> '{balance,debt}', '25', '4.2.7 so do those given by hand');
select is(pg_temp.buy(5, 'debt-3', '{}', '2026-03-09Z') #>> '{balance,available}', '28', '4.2.7 what is over is the user''s');
select is(pg_temp.reverse('debt-1', 'debt-n2', 'debt-n1', '2026-03-10Z') -> 'credits', '50', '4.2.7 a reversal gives back exactly what the refund took');
select is(pg_temp.state(5), '(75,0,0)', '4.2.7 to the bank');
select is(pg_temp.reverse('debt-1', 'debt-n3', 'debt-n1', '2026-03-10Z') -> 'credits', '0', '4.2.7 two reversals of one refund: the second gives nothing');
select is(pg_temp.reverse('debt-1', 'debt-n2', 'debt-n1', '2026-03-10Z') ->> 'replayed', 'true', '4.2.7 each applies once');
select is(pg_temp.refund('debt-1', 'debt-n1', '{"kind": "chargeback"}', '2026-03-10Z') ->> 'replayed', 'true', '4.2.7 so does a refund');
select is(pg_temp.state(5), '(75,0,0)', '4.2.7 nothing moved');
select is((pg_temp.refund('debt-1', 'debt-n1') ->> 'details')::jsonb ->> 'field', 'kind', 'a notification id means one thing: kind');
select is((pg_temp.refund('debt-2', 'debt-n1', '{"kind": "chargeback"}') ->> 'details')::jsonb ->> 'field', 'transaction_id', 'transaction_id');
select is(pg_temp.refund('debt-1', 'debt-n1', '{"kind": "chargeback", "percentage": 5}') ->> 'code', 'idempotency_mismatch', 'percentage');

-- Partial refunds
select pg_temp.buy(6, 'part-1');
select is(pg_temp.refund('part-1', 'part-n1', '{"percentage": 33}') -> 'credits', '17', '4.2.7 a partial refund is prorated and rounded up');
select is(pg_temp.refund('part-1', 'part-n2', '{"percentage": 40}') -> 'credits', '20', '4.2.7 a second one too');
select is((r ->> 'percentage', r ->> 'credits')::text, '(27,13)', '4.2.7 partials sum to at most 100 %') from pg_temp.refund('part-1', 'part-n3', '{"percentage": 40}') as r;
select is(pg_temp.state(6), '(0,0,0)', '4.2.7 three partial refunds over 100 % take what there was and no more');
select is(pg_temp.refund('part-1', 'part-n4') -> 'credits', '0', '4.2.7 a full one after them takes nothing');
select is(pg_temp.reverse('part-1', 'part-n5', 'part-n3') -> 'credits', '0', '4.2.7 a reversal of one of them gives nothing while the others take all');
select is(pg_temp.reverse('part-1', 'part-n6', 'part-n4') -> 'credits', '13', '4.2.7 and what is over when they do not');
select is((select (refunded_percentage, refunded_credits)::text from public.ai_credit_purchases where transaction_id = 'part-1'), '(73,37)', '4.2.7 the purchase says so');
select is(pg_temp.refund('part-1', 'part-n0', '{"percentage": 0}') -> 'credits', '0', '4.2.7 a refund of 0 % takes nothing');

-- Whatever comes first
select is(pg_temp.refund('early-1', 'early-n1', '{}') ->> 'disposition', 'waiting', '4.2.7 a refund of a purchase not known yet waits for it');
select is(pg_temp.refund('early-1', 'early-n1', '{}') ->> 'replayed', 'true', '4.2.7 once');
select is(pg_temp.buy(7, 'early-1') #>> '{balance,bank}', '0', '4.2.7 and is applied with the purchase');
select is(pg_temp.refund('early-1', 'early-n1', '{}') ->> 'disposition', 'applied', '4.2.7 which shows when it comes again');
select is(pg_temp.reverse('early-2', 'early-n3', 'early-n2', '2026-03-03Z') ->> 'disposition', 'waiting', '4.2.7 a reversal before its purchase waits');
select is(pg_temp.buy(7, 'early-2') #>> '{balance,bank}', '50', '4.2.7 the purchase alone does not apply it');
select is(pg_temp.refund('early-2', 'early-n2') -> 'credits', '50', '4.2.7 a reversal before its refund: the refund is taken');
select is(pg_temp.state(7), '(50,0,0)', '4.2.7 and given back at once');
select is(pg_temp.reverse('early-1', 'early-n4', 'early-n2') ->> 'disposition', 'waiting', '4.2.7 a reversal that names another purchase''s refund gives nothing');
insert into private.receipt_claims values ('apple', 'production', 'course-1', pg_temp.uid(7), 'course', 'course-1', now());
select is(pg_temp.refund('course-1', 'course-n') ->> 'code', 'unknown_purchase', 'a refund of a course is refused here');
select is(current_setting('response.status'), '422', 'unknown_purchase is 422');
select is(pg_temp.buy(7, 'course-1') ->> 'code', 'receipt_already_in_use', '4.3.1 a receipt is claimed once across all kinds of purchase');

-- Adjusting
select is(private.adjust_credits(pg_temp.uid(8), -1, 'adjust-01', null, '2026-03-03Z') ->> 'code', 'insufficient_credits', 'adjust_credits does not empty a bank twice');
select is(private.adjust_credits(pg_temp.uid(8), 9, 'adjust-02', null, '2026-03-03Z') #> '{balance,bank}', '9', 'adjust_credits gives');
select is(private.adjust_credits(pg_temp.uid(8), 8, 'adjust-02', null, '2026-03-03Z') ->> 'code', 'idempotency_mismatch', 'once a key');
select ok((select bool_and((u.weekly_used, u.bank, u.held, u.debt, u.last_entry_no)::text =
    (select (coalesce(sum(l.weekly_used), 0), coalesce(sum(l.bank), 0), coalesce(sum(l.held), 0), coalesce(sum(l.debt), 0), count(*))::text from private.credit_ledger as l where l.user_id = u.user_id))
  from public.ai_usage as u), '4.2.6 after all of it the balances equal the ledger''s sums');

-- Arguments
create function pg_temp.misuse(p_call text) returns setof text language sql as $$ select throws_ok(p_call, 'PT400', null, p_call) $$;
grant execute on function pg_temp.misuse(text) to public;
set local role service_role;
select pg_temp.misuse(format('select public.record_credit_purchase(%L, %L)', 'a0000000-0000-4000-8000-000000000001',
    case when j is null or left(j, 1) <> '+' then j
         else ('{"store": "apple", "environment": "production", "transaction_id": "x", "product_id": "dochub.credits.10"}'::jsonb || substr(j, 2)::jsonb)::text end))
  from (values (null), ('null'), ('[]'), ('"x"'), ('{}'), ('+{"store": "ebay"}'), ('+{"store": null}'), ('+{"environment": "test"}'), ('+{"transaction_id": ""}'),
    ('+{"transaction_id": 5}'), ('+{"quantity": 0}'), ('+{"quantity": 101}'), ('+{"quantity": 1.5}'), ('+{"quantity": "1"}'), ('+{"price_micros": 1}'), ('+{"currency": "USD"}'),
    ('+{"price_micros": -1, "currency": "USD"}'), ('+{"price_micros": 1, "currency": "usd"}'), ('+{"purchased_at": "yesterday"}'), ('+{"purchased_at": "2026-02-30T00:00Z"}'),
    ('+{"redemption_id": "7"}'), ('+{"credits": 1000}'), (jsonb_build_object('token', repeat('x', 40000))::text)) as v (j);
select pg_temp.misuse(format('select public.refund_credit_purchase(%L)',
    case when j is null or left(j, 1) <> '+' then j
         else ('{"store": "apple", "environment": "production", "transaction_id": "x", "notification_id": "n", "kind": "refund"}'::jsonb || substr(j, 2)::jsonb)::text end))
  from (values (null), ('null'), ('[]'), ('{}'), ('+{"store": "code"}'), ('+{"kind": "gift"}'), ('+{"kind": "reversal"}'), ('+{"notification_id": ""}'), ('+{"percentage": -1}'),
    ('+{"percentage": 101}'), ('+{"percentage": 33.3}'), ('+{"percentage": "50"}'), ('+{"occurred_at": 5}'), ('+{"user_id": "x"}')) as v (j);
select pg_temp.misuse(format('select public.adjust_credits(%L, %s, %L)', u, a, k)) from (values
  ('a0000000-0000-4000-8000-000000000001', '-2147483648', 'key-00000'), ('a0000000-0000-4000-8000-000000000001', 'null', 'key-00000'),
  ('a0000000-0000-4000-8000-000000000001', '1', null), (null, '1', 'key-00000')) as v (u, a, k);
reset role;
select * from finish();
rollback;
