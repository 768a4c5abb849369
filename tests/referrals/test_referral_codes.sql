-- 4.5.5 and 4.5.7: a user's referral code, and who may enter it.
begin;
select plan(59);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('e0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
-- User n signed up on the nth of January, for n to 20; everybody from 21 on at 2026-03-01 00:00 UTC.
insert into public.user_profile (user_id, created_at)
select pg_temp.uid(n), case when n <= 20 then '2026-01-01Z'::timestamptz + make_interval(hours => 24 * (n - 1)) else '2026-03-01Z' end from generate_series(1, 60) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 60) as n;
create function pg_temp.acting(p_n integer) returns void language sql as
  $$ select set_config('request.jwt.claims', json_build_object('sub', pg_temp.uid(p_n))::text, true) $$;
create function pg_temp.my_code(p_n integer) returns jsonb language plpgsql as $$
begin
  perform pg_temp.acting(p_n), set_config('response.status', '', true);
  return public.my_referral_code();
end
$$;
-- Enters the code of another user, or a text, at 2026-03-02.
create function pg_temp.enter(p_n integer, p_code text, p_at timestamptz default '2026-03-02T12:00Z') returns jsonb language plpgsql as $$
begin
  perform set_config('response.status', '', true);
  return private.use_referral_code(pg_temp.uid(p_n), p_code, p_at);
end
$$;
create function pg_temp.verdict(p_n integer, p_code text, p_at timestamptz default '2026-03-02T12:00Z') returns text language plpgsql as $$
declare
  v_answer jsonb := pg_temp.enter(p_n, p_code, p_at);
begin
  return concat_ws(' ', coalesce(v_answer ->> 'code', 'ok'), nullif(current_setting('response.status'), ''), (v_answer ->> 'details')::jsonb ->> 'reason');
end
$$;
create function pg_temp.code_of(p_n integer) returns text language sql as $$ select u.referral_code from public.user_profile as u where u.user_id = pg_temp.uid(p_n) $$;

-- One's own code
create temporary table mine as select pg_temp.my_code(1) as a;
select matches(m.a ->> 'referral_code', '^[2-9A-HJKMNP-TV-Z]{14}$', '4.5.7 my_referral_code makes a code of 14 random characters') from mine as m;
select is(pg_temp.my_code(1), m.a, '4.5.5 once: the same answer after') from mine as m;
select is((select (c.referral_code, c.user_id)::text from private.referral_code_claims as c where c.user_id = pg_temp.uid(1)),
  (select (u.referral_code, u.user_id)::text from public.user_profile as u where u.user_id = pg_temp.uid(1)), '4.5.5 it is claimed, and in the profile');
select isnt(pg_temp.my_code(2) ->> 'referral_code', m.a ->> 'referral_code', '4.5.5 another user has another') from mine as m;
update public.user_profile set is_anonymous = true where user_id = pg_temp.uid(3);
select is((pg_temp.my_code(3) ->> 'code') || ' ' || current_setting('response.status'), 'anonymous_account 403', 'an anonymous account has none');
update public.user_profile set is_anonymous = false where user_id = pg_temp.uid(3);
select is(pg_temp.my_code(3) -> 'ok', 'true', 'but when it has signed up');
update public.user_profile set is_anonymous = true where user_id = pg_temp.uid(3);
select is(pg_temp.my_code(3) -> 'ok', 'true', 'one that is there stays');
select pg_temp.my_code(n) from generate_series(4, 40) as n;
select is((select count(*) from private.referral_code_claims as c where length(c.referral_code) = 14), 40::bigint, '4.5.7 forty codes of forty users, all different');
select pg_temp.acting(41);
update public.user_profile set erased_at = '2026-03-01T12:00Z' where user_id = pg_temp.uid(41);
select is(public.my_referral_code() ->> 'code', 'user_not_found', '4.1.4 an erased account gets none');
select is(private.use_referral_code(pg_temp.uid(41), 'CODE', '2026-03-02Z') ->> 'code', 'user_not_found', '4.1.4 and enters none');

-- Somebody else's
create temporary table entered as select pg_temp.enter(21, lower(left(pg_temp.code_of(1), 5)) || '- ' || substr(pg_temp.code_of(1), 6)) as a;
select is(e.a, jsonb_build_object('ok', true, 'referral_code', pg_temp.code_of(1), 'referred_at', '2026-03-02T12:00:00+00:00'), '4.5.5 use_referral_code: however it is typed') from entered as e;
select is((select (r.user_id, r.referrer_id, r.referred_at, r.credit_id)::text from private.referrals as r), (select row(pg_temp.uid(21), pg_temp.uid(1), '2026-03-02T12:00Z'::timestamptz, null::uuid)::text), '4.5.5 it is on record');
select is((select count(*) from public.referral_credits), 0::bigint, '4.5.6 and gives nobody anything yet');
select is(pg_temp.verdict(21, pg_temp.code_of(2)), 'already_referred 409', '4.5.5 set once');
select is((pg_temp.enter(21, pg_temp.code_of(2)) ->> 'details')::jsonb, '{"referred_at": "2026-03-02T12:00:00+00:00", "is_this_code": false}', '4.5.5 and not with this code');
select is((pg_temp.enter(21, pg_temp.code_of(1)) ->> 'details')::jsonb -> 'is_this_code', 'true', '4.5.5 with this code it was: a repeated call knows');
select is(pg_temp.verdict(22, pg_temp.code_of(1)), 'ok', '4.5.5 a code may be entered by many');

-- Who not
select is(pg_temp.verdict(23, pg_temp.code_of(23)), 'self_referral 422', '4.5.5 never oneself');
select is(pg_temp.verdict(23, pg_temp.code_of(24)), 'referral_not_allowed 422 not_an_older_account', '4.5.5 only to an older account: not to one of the same moment');
update public.user_profile set created_at = '2026-03-01T00:00:00.000001Z' where user_id = pg_temp.uid(25);
select is(pg_temp.verdict(23, pg_temp.code_of(25)), 'referral_not_allowed 422 not_an_older_account', '4.5.5 nor to a younger one');
select is(pg_temp.verdict(25, pg_temp.code_of(23)), 'ok', '4.5.5 the younger one to the older');
select is(pg_temp.verdict(25, pg_temp.code_of(25)), 'self_referral 422', '4.5.1 the first refusal wins: oneself, though referred already');
select is(pg_temp.verdict(26, pg_temp.code_of(1), '2026-03-31T00:00Z'), 'referral_not_allowed 422 signup_too_old', '4.5.5 not 30 days after sign-up');
select is((pg_temp.enter(26, pg_temp.code_of(1), '2026-03-31T00:00Z') ->> 'details')::jsonb ->> 'until', '2026-03-31T00:00:00+00:00', '4.5.5 it was allowed until then');
select is(pg_temp.verdict(26, pg_temp.code_of(1), '2026-03-30T23:59:59.999999Z'), 'ok', '4.5.5 but a microsecond before');
set local time zone 'Europe/Berlin';
select is(pg_temp.verdict(27, pg_temp.code_of(1), '2026-03-30T23:59:59.999999Z'), 'ok', '4.5.5 a day is 24 hours, whatever zone the session is in');
set local time zone 'UTC';
update private.settings set referral_window = '1 hour';
select is(pg_temp.verdict(28, pg_temp.code_of(1)), 'referral_not_allowed 422 signup_too_old', '4.5.5 the window is a setting');
update private.settings set referral_window = default;

update public.user_profile set devices = '[{"device_id": "phone-1"}, {"device_id": "phone-2"}]' where user_id = pg_temp.uid(5);
update public.user_profile set devices = '[{"device_id": "phone-3"}, {"device_id": "phone-2"}]' where user_id = pg_temp.uid(29);
select is(pg_temp.verdict(29, pg_temp.code_of(5)), 'referral_not_allowed 422 same_device', '4.5.5 not by the same device');
insert into private.push_tokens (user_id, device_id, push_token, updated_at)
values (pg_temp.uid(6), 'phone-6', 'token-6', '2026-02-01Z'), (pg_temp.uid(29), 'phone-7', 'token-6', '2026-02-01Z');
select is(pg_temp.verdict(29, pg_temp.code_of(6)), 'referral_not_allowed 422 same_device', '4.5.5 nor by a device of the same push token under another name');
select is(pg_temp.verdict(29, pg_temp.code_of(7)), 'ok', '4.5.5 but somebody else');

insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at) values
  ('apple', 'production', 't-1', pg_temp.uid(7), 'subscription', 't-1', '2026-02-01Z'), ('apple', 'production', 't-2', pg_temp.uid(30), 'subscription', 't-1', '2026-02-01Z'),
  ('google', 'production', 't-1', pg_temp.uid(31), 'subscription', 't-1', '2026-02-01Z'), ('apple', 'production', 't-9', pg_temp.uid(9), 'subscription', 't-9', '2026-02-01Z');
select is(pg_temp.verdict(30, pg_temp.code_of(7)), 'referral_not_allowed 422 same_store_account', '4.5.5 not by the same store account: receipts of one subscription');
select is(pg_temp.verdict(31, pg_temp.code_of(7)), 'ok', '4.5.5 one of another store with the same number is another');
insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id) values ('apple', 'production', 't-9', '2026-02-02', pg_temp.uid(32));
select is(pg_temp.verdict(32, pg_temp.code_of(9)), 'referral_not_allowed 422 same_store_account', '4.5.5 a week''s allowance drawn from it');
-- A course that was bought on the one account and restored on the other.
insert into public.courses (course_code, title, price_micros, currency, status) values ('restored', 'Restored', 1, 'EUR', 'published');
select private.record_course_purchase(pg_temp.uid(n), jsonb_build_object('store', 'apple', 'environment', 'production', 'course_code', 'restored', 'original_transaction_id', 'bought-1', 'transaction_id', 'bought-' || n), '2026-03-02Z')
  from unnest(array[9, 30]) as n;
select is(pg_temp.verdict(30, pg_temp.code_of(9)), 'referral_not_allowed 422 same_store_account', '4.5.5 a course that both have restored');
-- A subscription that ended and was restored on the new account.
select private.apply_store_event(jsonb_build_object('store', 'google', 'environment', 'production', 'notification_id', 'n-' || n, 'type', 'started', 'occurred_at', '2026-01-05T00:00:00Z', 'user_id', pg_temp.uid(n),
  'transaction', '{"transaction_id": "moved-1", "product_id": "dochub.premium.monthly", "purchased_at": "2026-01-05T00:00:00Z", "expires_at": "2026-02-05T00:00:00Z"}'::jsonb), '2026-03-02Z') ->> 'disposition'
  from unnest(array[10, 33]) as n;
select is((select c.user_id from private.receipt_claims as c where c.transaction_id = 'moved-1'), pg_temp.uid(33), 'a subscription that moved');
select is(pg_temp.verdict(33, pg_temp.code_of(10)), 'referral_not_allowed 422 same_store_account', '4.5.5 a subscription that both have had');
select is((select count(*) from private.referrals as r where r.user_id in (pg_temp.uid(23), pg_temp.uid(28), pg_temp.uid(30), pg_temp.uid(32), pg_temp.uid(33))), 0::bigint, '4.5.5 what is refused is not recorded');

-- Codes that are not there
update public.user_profile set erased_at = '2026-03-02Z', referral_code = null where user_id = pg_temp.uid(11);
create temporary table gone as select c.referral_code from private.referral_code_claims as c where c.user_id = pg_temp.uid(11);
select is(pg_temp.verdict(34, 'NOSUCHCODE'), 'code_not_found 404', '4.5.1 an unknown code');
select is(pg_temp.enter(34, g.referral_code)::text, pg_temp.enter(34, 'NOSUCHCODE')::text, '4.5.1 one whose owner erased the account: the same answer') from gone as g;
select is(pg_temp.enter(34, '?')::text, pg_temp.enter(34, '')::text, '4.5.1 and what cannot be a code');
select is((select t.theoretical_arrival_at from private.user_throttles as t where t.user_id = pg_temp.uid(34) and t.operation = 'referral_code'), '2026-03-02T12:07:30Z'::timestamptz, '4.5.7 each of the five counts');
select is(pg_temp.verdict(34, pg_temp.code_of(34)), 'self_referral 422', 'other refusals');
select is((select t.theoretical_arrival_at from private.user_throttles as t where t.user_id = pg_temp.uid(34) and t.operation = 'referral_code'), '2026-03-02T12:07:30Z'::timestamptz, '4.5.7 do not');
select is(array_agg(distinct pg_temp.verdict(34, 'WRONG' || n)), array['code_not_found 404'], '4.5.7 ten failures are allowed') from generate_series(1, 5) as n;
select is(pg_temp.verdict(34, pg_temp.code_of(12)), 'too_many_attempts 429', '4.5.7 then a right code has to wait too');
select is((pg_temp.enter(34, pg_temp.code_of(12)) ->> 'details')::jsonb, '{"retry_after": 90}', '4.5.7 and is told how long');
select is(pg_temp.verdict(34, pg_temp.code_of(12), '2026-03-02T12:01:30Z'), 'ok', '4.5.7 after which it works');
select is(private.validate_discount(pg_temp.uid(34), 'NOSUCHCODE', 'any', null, null, null, '2026-03-02T12:00Z') ->> 'code', 'code_not_found', '4.5.7 discount codes have a bucket of their own');
select is(pg_temp.my_code(34) -> 'ok', 'true', 'one''s own code is not throttled');

select throws_ok(format('select public.use_referral_code(%s)', m.code), 'PT400', 'p_code is missing or has more than 200 characters', 'misuse raises') from (values ('null'), ('repeat(''x'', 201)')) as m (code);

-- Section 2: claims are made, looked up and given up by their keys alone
select is(private.claim_referral_code('NOBODYS'), null, 'a code that nobody has is nobody''s');
select is(private.claim_referral_code('MINE', pg_temp.uid(1), '2026-03-02Z'), pg_temp.uid(1), 'whoever claims a free code has it');
select is(private.claim_referral_code('MINE', pg_temp.uid(2), '2026-03-02Z'), pg_temp.uid(1), 'it stays whose it is');
select is(private.claim_referral_code('MINE', pg_temp.uid(2)), pg_temp.uid(1), 'nobody else gives it up');
select is(private.claim_referral_code('MINE', pg_temp.uid(1)), null, 'but its owner');
select is(private.claim_referral_payment('apple', 'production', 'paid'), null, 'a payment that earned nothing');
select is(private.claim_referral_payment('apple', 'production', 'paid', pg_temp.uid(1), '2026-03-02Z'), pg_temp.uid(1), 'is claimed once');
select is(private.claim_referral_payment('apple', 'production', 'paid', pg_temp.uid(2), '2026-03-02Z'), pg_temp.uid(1), 'for one user');

select * from finish();
rollback;
