-- 4.2.3: what a week allows.
begin;
select plan(22);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id, is_anonymous) select pg_temp.uid(n), n = 9 from generate_series(1, 9) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 9) as n;
-- Weeks of 2026-03-02 and 2026-03-09, UTC.
create function pg_temp.subscribe(p_n integer, p_from timestamptz, p_to timestamptz, p_transaction text, p_environment text default 'production') returns void language sql as $$
  insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
  values (pg_temp.uid(p_n), 'apple', p_environment, p_transaction, 'original-' || split_part(p_transaction, '-', 1), 'dochub.premium.monthly', 'premium', p_from, p_to, p_from)
$$;
create function pg_temp.allowance(p_n integer, p_at timestamptz) returns integer language sql as
  $$ select (private.credit_balance(pg_temp.uid(p_n), p_at) ->> 'weekly_allowance')::integer $$;
create function pg_temp.spend(p_n integer, p_amount integer, p_key text, p_at timestamptz) returns text language sql as
  $$ select private.deduct_credits(pg_temp.uid(p_n), p_amount, p_key, null, p_at) ->> 'ok' $$;

select is(pg_temp.allowance(1, '2026-03-03Z'), 3, '4.2.3 the free plan allows 3 credits a week');
select is(pg_temp.spend(1, 3, 'allow-01', '2026-03-03Z'), 'true', '4.2.3 which can be spent');
select pg_temp.subscribe(1, '2026-03-04Z', '2026-04-04Z', 'a-1');
select is(pg_temp.allowance(1, '2026-03-03T23:59:59.999999Z'), 3, '4.2.3 not before the upgrade');
select is(pg_temp.allowance(1, '2026-03-04Z'), 30, '4.2.3 from the upgrade on the premium allowance holds');
select is(private.credit_balance(pg_temp.uid(1), '2026-03-04Z') ->> 'weekly_remaining', '27', '4.2.3 an upgrade mid-week adds the difference once');
select is(pg_temp.spend(1, 28, 'allow-02', '2026-03-04Z'), 'false', '4.2.3 and no more than that');
select is(pg_temp.spend(1, 27, 'allow-03', '2026-03-04Z'), 'true', '4.2.3 the difference can be spent');

select pg_temp.subscribe(2, '2026-02-04Z', '2026-03-04Z', 'b-1');
select is(pg_temp.allowance(2, '2026-03-07Z'), 30, '4.2.3 a downgrade mid-week takes nothing back');
select is(pg_temp.allowance(2, '2026-03-09Z'), 3, '4.2.3 the week after has the lower allowance');
select is(pg_temp.spend(2, 30, 'allow-04', '2026-03-08T23:59:59.999999Z'), 'true', '4.2.3 the premium allowance is good to the end of the week');
select pg_temp.subscribe(3, '2026-02-02Z', '2026-03-02Z', 'c-1');
select is(pg_temp.allowance(3, '2026-03-02Z'), 3, '4.2.3 a period that ends as the week begins gives nothing in it');

-- Billing retry: expired, no grace.
select pg_temp.subscribe(4, '2026-02-01Z', '2026-03-01Z', 'd-1');
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, is_in_billing_retry, attributes_at)
values (pg_temp.uid(4), 'apple', 'production', 'original-d', true, true, '2026-03-01Z');
select is(pg_temp.allowance(4, '2026-03-03Z'), 3, '4.2.3 billing retry gives no premium allowance');
update private.store_transactions set grace_expires_at = '2026-03-17Z' where transaction_id = 'd-1';
select is(pg_temp.allowance(4, '2026-03-03Z'), 30, '4.2.3 grace entitles, so it does');

-- Revocation
select pg_temp.subscribe(5, '2026-02-20Z', '2026-03-20Z', 'e-1');
update private.store_transactions set revoked_at = '2026-03-01Z' where transaction_id = 'e-1';
select is(pg_temp.allowance(5, '2026-03-03Z'), 3, '4.2.3 a period revoked before the week gives nothing in it');

-- One subscription, handed on
select pg_temp.subscribe(6, '2026-03-01Z', '2026-04-01Z', 'f-1');
select is(pg_temp.spend(6, 30, 'allow-05', '2026-03-03Z'), 'true', '4.2.3 the holder draws the week''s premium allowance');
update private.store_transactions set user_id = pg_temp.uid(7) where transaction_id = 'f-1';
select is(pg_temp.allowance(7, '2026-03-04Z'), 3, '4.2.3 the next holder of the same subscription does not draw it again that week');
select is(pg_temp.spend(7, 4, 'allow-06', '2026-03-04Z'), 'false', '4.2.3 nor can spend it');
select is(pg_temp.allowance(7, '2026-03-09Z'), 30, '4.2.3 but does the week after');
select is(pg_temp.allowance(6, '2026-03-05Z'), 30, '4.2.3 what the first holder had stays for the week');

select pg_temp.subscribe(8, '2026-03-01Z', '2026-04-01Z', 'g-1', 'sandbox');
select is(pg_temp.allowance(8, '2026-03-03Z'), 3, '4.3.2 a sandbox subscription gives nothing to a user who is no tester');
update public.user_profile set is_tester = true where user_id = pg_temp.uid(8);
select is(pg_temp.allowance(8, '2026-03-03Z'), 30, '4.3.2 it does to a tester');

select is(pg_temp.allowance(9, '2026-03-03Z'), 0, '4.2.3 a user of anonymous sign-in gets none');

select * from finish();
rollback;
