-- Section 2 for validate_discount and redeem_discount: who may call, what is misuse, in which order the guards stand.
begin;
select plan(60);

insert into public.user_profile (user_id) values ('f0000000-0000-4000-8000-000000000001');
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('GOODCODE', 'any', 'percent', 10);
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "f0000000-0000-4000-8000-000000000001"}', true);

set local role authenticated;
create function pg_temp.both(p_arguments text, p_message text, p_what text) returns setof text language plpgsql as $$
begin
  return next throws_ok(format('select public.validate_discount(%s)', p_arguments), 'PT400', p_message, 'validate_discount: ' || p_what);
  return next throws_ok(format('select public.redeem_discount(%s, p_idempotency_key => %L)', p_arguments, 'key-00001'), 'PT400', p_message, 'redeem_discount: ' || p_what);
end
$$;
select pg_temp.both($$ p_code => null, p_product_type => 'any' $$, 'p_code is missing or has more than 200 characters', 'p_code is required');
select pg_temp.both($$ p_code => repeat('A', 201), p_product_type => 'any' $$, 'p_code is missing or has more than 200 characters', 'p_code has an end');
select pg_temp.both($$ p_code => repeat('A', 1000000), p_product_type => 'any' $$, 'p_code is missing or has more than 200 characters', 'p_code is no megabyte');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => null $$, 'p_product_type must be course, custom_course, subscription, credits or any', 'p_product_type is required');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'book' $$, 'p_product_type must be course, custom_course, subscription, credits or any', 'p_product_type is one of five');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'Course' $$, 'p_product_type must be course, custom_course, subscription, credits or any', 'p_product_type is in lower case');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'course', p_product_id => '' $$, 'p_product_id must have 1 to 200 characters', 'an empty p_product_id is none');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'course', p_product_id => repeat('x', 201) $$, 'p_product_id must have 1 to 200 characters', 'p_product_id has an end');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'course', p_product_id => repeat('x', 1000000) $$, 'p_product_id must have 1 to 200 characters', 'p_product_id is no megabyte');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => -1, p_currency => 'USD' $$, 'p_amount_micros must be an integer from 0 to 1000000000000000', 'no price is negative');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 1000000000000001, p_currency => 'USD' $$, 'p_amount_micros must be an integer from 0 to 1000000000000000', 'no price is a billion');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 9223372036854775807, p_currency => 'USD' $$, 'p_amount_micros must be an integer from 0 to 1000000000000000', 'the greatest bigint overflows nothing');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 1, p_currency => 'usd' $$, 'p_currency must be an ISO 4217 code', 'currencies are in capitals');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 1, p_currency => E'USD\n' $$, 'p_currency must be an ISO 4217 code', 'currencies have three letters');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 1, p_currency => '' $$, 'p_currency must be an ISO 4217 code', 'an empty currency is none');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_amount_micros => 1 $$, 'without p_product_id, p_amount_micros and p_currency go together', 'an amount has a currency');
select pg_temp.both($$ p_code => 'GOODCODE', p_product_type => 'any', p_currency => 'USD' $$, 'without p_product_id, p_amount_micros and p_currency go together', 'a currency alone is no price');
select throws_ok($$ select public.redeem_discount('GOODCODE', 'any', null) $$, 'PT400', 'p_idempotency_key must have 8 to 128 characters', 'redeem_discount: p_idempotency_key is required');
select throws_ok($$ select public.redeem_discount('GOODCODE', 'any', 'short') $$, 'PT400', 'p_idempotency_key must have 8 to 128 characters', 'redeem_discount: p_idempotency_key has 8 characters');
select throws_ok($$ select public.redeem_discount('GOODCODE', 'any', repeat('k', 1000000)) $$, 'PT400', 'p_idempotency_key must have 8 to 128 characters', 'redeem_discount: p_idempotency_key is no megabyte');
reset role;
select is((select count(*) from private.user_throttles), 0::bigint, '4.5.7 misuse is refused before any look-up: nothing was counted');

-- What is allowed
set local role authenticated;
select is(public.validate_discount('GOODCODE', 'any') -> 'ok', 'true', 'validate_discount: the optional arguments may be left out');
select is(public.validate_discount('GOODCODE', 'any', null, null, null) -> 'ok', 'true', 'validate_discount: or be NULL');
select is(public.validate_discount('GOODCODE', 'any', null, 0, 'USD') -> 'amount_due_micros', '0', 'validate_discount: a price may be 0');
select is(public.validate_discount('GOODCODE', 'any', null, 1000000000000000, 'USD') -> 'amount_off_micros', '100000000000000', 'validate_discount: or a billion less nothing');
select is(public.validate_discount(repeat('-', 192) || 'GOODCODE', 'any') -> 'ok', 'true', 'validate_discount: 200 characters are allowed');
select is(public.validate_discount(repeat(U&'\FDFA', 200), 'any') ->> 'code', 'code_not_found', 'validate_discount: also of characters that NFKC makes eighteen of');
select is(public.redeem_discount('GOODCODE', 'any', 'key-00001', null, null, null) -> 'ok', 'true', 'redeem_discount: the optional arguments may be NULL');

-- Who
select set_config('request.jwt.claims', '{"role": "authenticated"}', true);
select throws_ok($$ select public.validate_discount('GOODCODE', 'any') $$, '42501', 'the request names no user', 'validate_discount: a token without a user is nobody''s');
select throws_ok($$ select public.redeem_discount('GOODCODE', 'any', 'key-00001') $$, '42501', 'the request names no user', 'redeem_discount: a token without a user is nobody''s');
select throws_ok($$ select public.validate_discount(null, 'any') $$, 'PT400', null, 'section 2: arguments are looked at before the user');
reset role;
select throws_ok(format('set local role %I; select public.%s', r.role, f.call), '42501', null, format('%s may not call %s', r.role, split_part(f.call, '(', 1)))
  from unnest(array['anon', 'service_role', 'dochub_admin']) as r (role), unnest(array['validate_discount(''GOODCODE'', ''any'')', 'redeem_discount(''GOODCODE'', ''any'', ''key-00001'')']) as f (call);
select is((select p.provolatile::text || p.prosecdef from pg_catalog.pg_proc as p where p.oid = 'public.validate_discount'::regproc), 'vtrue', 'validate_discount counts, so it is VOLATILE: PostgREST runs its GET read-only');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "f0000000-0000-4000-8000-000000000002"}', true);
update public.user_profile set erased_at = now() where user_id = 'f0000000-0000-4000-8000-000000000001';
set local role authenticated;
select is(public.validate_discount('GOODCODE', 'any') -> 'ok', 'true', 'a user who is seen for the first time may validate');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "f0000000-0000-4000-8000-000000000001"}', true);
select is(public.validate_discount('GOODCODE', 'any') ->> 'code', 'user_not_found', 'an erased user is not found');
select is(public.redeem_discount('GOODCODE', 'any', 'key-00002') ->> 'code', 'user_not_found', 'nor can redeem');

-- Read-only transactions, before everything else
set local transaction_read_only = on;
select throws_ok($$ select public.validate_discount(null, null) $$, 'PT405', null, 'section 2: validate_discount in a read-only transaction is refused before its arguments are looked at');
select throws_ok($$ select public.redeem_discount(null, null, null) $$, 'PT405', null, 'section 2: redeem_discount in a read-only transaction is refused before its arguments are looked at');

select * from finish();
rollback;
