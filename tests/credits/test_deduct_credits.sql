-- Spending credits: burn order, refusal, idempotency, arguments.
begin;
select plan(38);

create temporary table t (name text primary key, value jsonb);
grant all on t to public;
insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
select private.ensure_user('a0000000-0000-4000-8000-000000000001', '2026-03-02T12:00Z');
select private.ensure_user('a0000000-0000-4000-8000-000000000002', '2026-03-02T12:00Z');

-- Two promotional grants and a bank, as the purchase and grant functions post them.
insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vested_at, expires_at) values
  ('a0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'referral', 4, 0, '2026-03-01', '2026-03-01', '2026-06-01'),
  ('a0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000002', 'goodwill', 2, 0, '2026-03-01', '2026-03-01', '2026-04-01');
select private.post_credits('a0000000-0000-4000-8000-000000000001', 'grant', '2026-03-02T12:00Z',
  p_promotional_split => '{"c0000000-0000-4000-8000-000000000001": 4, "c0000000-0000-4000-8000-000000000002": 2}');
select private.post_credits('a0000000-0000-4000-8000-000000000001', 'purchase', '2026-03-02T12:00Z', p_bank => 10);

create function pg_temp.spend(p_amount integer, p_key text, p_at timestamptz default '2026-03-03T09:00Z') returns jsonb language sql as
  $$ select private.deduct_credits('a0000000-0000-4000-8000-000000000001', p_amount, p_key, null, p_at) $$;
create function pg_temp.promotional(p_credit_id uuid) returns integer language sql as
  $$ select remaining from public.referral_credits where credit_id = p_credit_id $$;

insert into t values ('first', pg_temp.spend(2, 'spend-001'));
select is(value -> 'split', '{"weekly": 2, "promotional": 0, "bank": 0}', '4.2.1 the weekly allowance is spent first') from t where name = 'first';
select is(value -> 'balance' ->> 'weekly_remaining', '1', '4.2.8 a spend answers what is left of the week') from t where name = 'first';
select is(value -> 'balance' ->> 'available', '17', '4.2.8 a spend answers what is left in all') from t where name = 'first';
select is(value ->> 'replayed', 'false', 'a first answer is not a replay') from t where name = 'first';

select is(pg_temp.spend(4, 'spend-002') -> 'split', '{"weekly": 1, "promotional": 3, "bank": 0}', '4.2.1 promotional credits follow the weekly allowance');
select is(pg_temp.promotional('c0000000-0000-4000-8000-000000000002'), 0, '4.2.1 the promotional credits that expire soonest are spent first');
select is(pg_temp.promotional('c0000000-0000-4000-8000-000000000001'), 3, '4.2.1 then those that expire later');
select is(pg_temp.spend(5, 'spend-003') -> 'split', '{"weekly": 0, "promotional": 3, "bank": 2}', '4.2.1 the purchased bank is spent last');

insert into t values ('refusal', pg_temp.spend(9, 'spend-004'));
select is(value ->> 'code', 'insufficient_credits', '4.2.4 more than there is is refused') from t where name = 'refusal';
select is(value ->> 'ok', 'false', '4.2.4 a refusal says ok: false') from t where name = 'refusal';
select is(current_setting('response.status'), '402', '4.2.4 the refusal has HTTP status 402');
select is((value ->> 'details')::jsonb ->> 'available', '8', '4.2.4 the refusal says what is available') from t where name = 'refusal';
select is((value ->> 'details')::jsonb ->> 'needed', '9', '4.2.4 the refusal says what is needed') from t where name = 'refusal';
select is(((value ->> 'details')::jsonb ->> 'resets_at')::timestamptz, '2026-03-09T00:00Z'::timestamptz, '4.2.4 the refusal says when the week resets') from t where name = 'refusal';
select is((select bank from public.ai_usage where user_id = 'a0000000-0000-4000-8000-000000000001'), 8, '4.2.4 nothing moves on a refusal');
select is(pg_temp.spend(8, 'spend-005') -> 'balance' ->> 'available', '0', '4.2.4 exactly what there is can be spent');
select is(pg_temp.spend(1, 'spend-006') ->> 'code', 'insufficient_credits', '4.2.4 an empty balance refuses one credit');

-- Idempotency
select is(pg_temp.spend(2, 'spend-001'), value || '{"replayed": true}', 'the same key and amount get the first answer, replayed') from t where name = 'first';
select is((select count(*) from private.credit_ledger where user_id = 'a0000000-0000-4000-8000-000000000001' and kind = 'spend'), 4::bigint, 'a replay moves nothing');
select is(pg_temp.spend(9, 'spend-004'), value, 'the same key after a refusal gets the same refusal') from t where name = 'refusal';
select is(pg_temp.spend(3, 'spend-001') ->> 'code', 'idempotency_mismatch', 'the same key with another amount is refused');
select is((pg_temp.spend(3, 'spend-001') ->> 'details')::jsonb ->> 'field', 'p_amount', 'the mismatch names the field');
select is(current_setting('response.status'), '409', 'the mismatch has HTTP status 409');
select is(private.deduct_credits('a0000000-0000-4000-8000-000000000002', 3, 'spend-001', null, '2026-03-03T09:00Z') ->> 'replayed', 'false', 'another user''s key is another key');
select private.post_credits('a0000000-0000-4000-8000-000000000001', 'purchase', '2026-03-03T09:00Z', p_bank => 20);
select is(pg_temp.spend(9, 'spend-004', '2026-04-02T08:59Z') ->> 'code', 'insufficient_credits', 'a refusal is kept for 30 days, whatever was bought since');
select is(pg_temp.spend(9, 'spend-004', '2026-04-02T09:01Z') ->> 'ok', 'true', 'after 30 days the key of a refusal is free again');
select is(pg_temp.spend(2, 'spend-001', '2036-01-01Z') ->> 'replayed', 'true', 'the answer to a spend is kept for ever');

-- Through the API function, as the user
set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-4000-8000-000000000002"}', true);
select throws_ok('select public.deduct_credits(0, ''key-00000'')', 'PT400', 'p_amount must be an integer from 1 to 1000000', '4.2.4 zero credits are misuse');
select throws_ok('select public.deduct_credits(-1, ''key-00000'')', 'PT400', null, '4.2.4 negative amounts are misuse');
select throws_ok('select public.deduct_credits(1000001, ''key-00000'')', 'PT400', null, '4.2.4 more than 1,000,000 credits are misuse');
select throws_ok('select public.deduct_credits(null, ''key-00000'')', 'PT400', null, 'a missing amount is misuse');
select throws_ok('select public.deduct_credits(1, ''short'')', 'PT400', null, 'a key of less than 8 characters is misuse');
select throws_ok('select public.deduct_credits(1, repeat(''k'', 129))', 'PT400', null, 'a key of more than 128 characters is misuse');
select throws_ok('select public.deduct_credits(1, null)', 'PT400', null, 'a missing key is misuse');
select throws_ok('select public.deduct_credits(1, ''key-00000'', repeat(''r'', 201))', 'PT400', null, 'a reason of more than 200 characters is misuse');
select throws_ok('select public.deduct_credits(1, ''key-00000'', null, ''a0000000-0000-4000-8000-000000000001'')', '42501', null, 'a user cannot spend another''s credits');
select set_config('request.jwt.claims', '{}', true);
select throws_ok('select public.deduct_credits(1, ''key-00000'')', '42501', null, 'a token without sub spends nobody''s credits');
reset role;
set local role service_role;
select is(public.deduct_credits(1, 'key-00000', null, 'a0000000-0000-4000-8000-00000000dead') ->> 'code', 'user_not_found', 'a service that names an unknown user is told so');
reset role;

select * from finish();
rollback;
