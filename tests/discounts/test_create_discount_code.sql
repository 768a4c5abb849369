-- 4.5.5 and the specification of section 5: making codes.
begin;
select plan(87);

insert into public.courses (course_code, title, price_micros, currency, status) values
  ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published'), ('unborn', 'Not yet', 9990000, 'USD', 'draft');
insert into public.cohorts (slug, name, kind) values ('acme', 'Acme', 'institution');

create function pg_temp.create_code(p_spec jsonb) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform set_config('response.status', '', true);
  set local role service_role;
  v_answer := public.create_discount_code('{"product_type": "any", "benefit": {"kind": "percent", "value": 10}}' || p_spec);
  reset role;
  return v_answer;
end
$$;
create function pg_temp.refusal(p_spec jsonb) returns text language sql as
  $$ select (a ->> 'code') || ' ' || current_setting('response.status') from (select pg_temp.create_code(p_spec) as a offset 0) as t $$;

-- The answer
select is(
  pg_temp.create_code('{"code": "spring-26", "product_type": "course", "product_ids": ["unborn", "deep-sleep", "unborn"],
    "benefit": {"kind": "amount", "value": 2000000, "currency": "USD"}, "lifespan_days": 30, "starts_at": "2026-03-01T00:00:00Z",
    "expires_at": "2026-06-01T00:00:00Z", "max_redemptions": 500, "first_time_only": true, "min_amount_micros": 5000000, "currency": "USD",
    "cohort": "acme", "user_id": "A0000000-0000-4000-8000-000000000001", "owner_user_id": "a0000000-0000-4000-8000-000000000002"}'),
  '{"ok": true, "code": "SPRING26", "product_type": "course", "product_ids": ["deep-sleep", "unborn"],
    "benefit": {"kind": "amount", "value": 2000000, "currency": "USD"}, "lifespan_days": 30, "starts_at": "2026-03-01T00:00:00+00:00",
    "expires_at": "2026-06-01T00:00:00+00:00", "clipped": false, "max_redemptions": 500, "first_time_only": true, "min_amount_micros": 5000000,
    "currency": "USD", "cohort": "acme", "user_id": "a0000000-0000-4000-8000-000000000001", "parent_code": null, "depth": 1,
    "owner_user_id": "a0000000-0000-4000-8000-000000000002"}'::jsonb,
  'section 5: create_discount_code answers with the specification as stored');
select results_eq(
  $$ select d.code, d.product_ids, d.benefit_kind, d.benefit_value, d.benefit_currency, d.lifespan_days, d.max_redemptions, d.times_redeemed, d.is_active
       from public.discount_codes as d where d.code = 'SPRING26' $$,
  $$ values ('SPRING26', array['deep-sleep', 'unborn'], 'amount', 2000000::bigint, 'USD', 30, 500, 0, true) $$,
  'section 5: and the row is that');
select is(
  pg_temp.create_code('{"code": "PLAIN"}'),
  '{"ok": true, "code": "PLAIN", "product_type": "any", "product_ids": [], "benefit": {"kind": "percent", "value": 10, "currency": null},
    "lifespan_days": null, "starts_at": null, "expires_at": null, "clipped": false, "max_redemptions": null, "first_time_only": false,
    "min_amount_micros": null, "currency": null, "cohort": null, "user_id": null, "parent_code": null, "depth": 1, "owner_user_id": null}'::jsonb,
  'section 5: only product_type and benefit are required; without a start or an end both are null');
select is(
  pg_temp.create_code('{"code": "NULLS", "product_ids": null, "starts_at": null, "max_redemptions": null, "parent_code": null, "user_id": null}') -> 'ok',
  'true', 'section 5: null is the same as absent');
select matches(pg_temp.create_code('{}') ->> 'code', '^[2-9A-HJKMNP-TV-Z]{14}$', '4.5.7 without a code one is made');
select is(pg_temp.create_code('{"code": "NONE", "max_redemptions": 0}') -> 'max_redemptions', '0', 'a code may be made that nobody can redeem yet');

select is(pg_temp.create_code(format('{"benefit": {"kind": "percent", "value": %s}}', v.value)::jsonb) #>> '{benefit,value}', v.stored, format('4.5.2 percentages may have two decimals: %s', v.value))
  from (values ('12.5', '12.5'), ('33.33', '33.33'), ('0.01', '0.01'), ('100', '100'), ('12.50', '12.5'), ('2.5e1', '25')) as v (value, stored);

-- The staff's words
select is(pg_temp.create_code('{"code": "NOTED", "note": "For the spring letter"}') ->> 'note', 'For the spring letter', 'a code may have a note');
select is(public.update_discount_code('NOTED', '{"max_redemptions": 5}') ->> 'note', 'For the spring letter', 'which stays when something else changes');
select is(public.update_discount_code('NOTED', '{"note": null}') ? 'note', false, 'and goes with null');
select throws_ok($$ select pg_temp.create_code(jsonb_build_object('note', repeat('n', 501))) $$, 'PT400', 'note must be a string of at most 500 characters', 'a note is no essay');

-- Refusals
select is(pg_temp.refusal('{"code": "Spring 26"}'), 'code_exists 409', '4.5.1 a code exists once, however it is written');
select is(pg_temp.refusal('{"product_type": "course", "product_ids": ["deep-sleep", "nowhere"]}'), 'unknown_product 422', 'a product must exist');
select is((pg_temp.create_code('{"product_type": "course", "product_ids": ["deep-sleep", "nowhere"]}') ->> 'details')::jsonb, '{"product_id": "nowhere"}', 'and is named');
select is(pg_temp.refusal('{"product_type": "subscription", "product_ids": ["deep-sleep"]}'), 'unknown_product 422', 'a product of another type is unknown');
select is(pg_temp.refusal('{"product_type": "subscription", "product_ids": ["dochub.credits.10"]}'), 'unknown_product 422', 'also of another kind in the store');
select is(pg_temp.create_code('{"product_type": "subscription", "product_ids": ["dochub.premium.yearly"]}') -> 'ok', 'true', 'a store product is known');
select is(pg_temp.refusal('{"cohort": "nobody"}'), 'unknown_cohort 422', 'a cohort must exist');
select is((pg_temp.create_code('{"cohort": "nobody"}') ->> 'details')::jsonb, '{"slug": "nobody"}', 'and is named');
select is(pg_temp.refusal('{"parent_code": "UNKNOWN"}'), 'parent_not_found 404', '4.5.5 a parent must exist');
select is(pg_temp.refusal('{"parent_code": "?"}'), 'parent_not_found 404', '4.5.5 what cannot be a code is no parent');

-- Chains
select is(pg_temp.create_code('{"code": "LINK1", "expires_at": "2026-06-01T00:00:00Z"}') -> 'depth', '1', '4.5.5 a code without a parent has depth 1');
select is(pg_temp.create_code('{"code": "LINK2", "parent_code": "link-1"}') - '{ok,code,product_type,product_ids,benefit}'::text[] @> '{"depth": 2, "parent_code": "LINK1", "expires_at": "2026-06-01T00:00:00+00:00", "clipped": true}', true,
  '4.5.5 a child without an end has its parent''s, and says so');
select is(pg_temp.create_code('{"code": "LINK3", "parent_code": "LINK2", "expires_at": "2026-07-01T00:00:00Z"}') @> '{"depth": 3, "expires_at": "2026-06-01T00:00:00+00:00", "clipped": true}', true,
  '4.5.5 a later end is cut to the parent''s, and the answer says so');
select is(pg_temp.create_code('{"code": "LINK4", "parent_code": "LINK3", "expires_at": "2026-05-01T00:00:00Z"}') @> '{"depth": 4, "expires_at": "2026-05-01T00:00:00+00:00", "clipped": false}', true,
  '4.5.5 an earlier end stands');
select is(pg_temp.create_code('{"code": "LINK5", "parent_code": "LINK4"}') @> '{"depth": 5, "expires_at": "2026-05-01T00:00:00+00:00"}', true,
  '4.5.5 five links are allowed; the end is handed down');
select is(pg_temp.refusal('{"code": "LINK6", "parent_code": "LINK5"}'), 'chain_too_deep 422', '4.5.5 a sixth is not');
select is((select count(*) from public.discount_codes as d where d.code = 'LINK6'), 0::bigint, 'and is not there');
select throws_ok($$ select pg_temp.create_code('{"code": "LATE", "parent_code": "LINK1", "starts_at": "2026-06-01T00:00:00Z"}') $$, 'PT400',
  'the code would expire before it starts', '4.5.5 a child that would start after its parent''s end is misuse');
select is((select count(*) from public.discount_codes as c join public.discount_codes as p on p.code = c.parent_code where c.expires_at > p.expires_at), 0::bigint,
  '4.5.5 no code ends after its parent');

-- Misuse
select throws_ok(format('select pg_temp.create_code(%L)', m.spec), 'PT400', m.message, format('misuse: %s', left(m.spec, 100)))
  from (values
    (1, '{"code": "ABC"}', 'code must be 4 to 32 characters of A–Z and 0–9'),
    (2, '{"code": ""}', 'code must be 4 to 32 characters of A–Z and 0–9'),
    (3, '{"code": "SPRING_26"}', 'code must be 4 to 32 characters of A–Z and 0–9'),
    (4, '{"code": 26}', 'code must be a string of at most 200 characters'),
    (5, '{"surprise": 1}', 'p_spec has an unknown key: surprise'),
    (6, '{"product_type": "book"}', 'product_type must be course, custom_course, subscription, credits or any'),
    (7, '{"product_type": null}', 'product_type must be course, custom_course, subscription, credits or any'),
    (8, '{"product_ids": ["deep-sleep"]}', 'product_ids need a product_type other than any'),
    (9, '{"product_type": "course", "product_ids": "deep-sleep"}', 'product_ids must be an array of at most 500 strings of 1 to 200 characters'),
    (10, '{"product_type": "course", "product_ids": [1]}', 'product_ids must be an array of at most 500 strings of 1 to 200 characters'),
    (11, '{"benefit": null}', 'benefit must be a JSON object'),
    (12, '{"benefit": []}', 'benefit must be a JSON object'),
    (13, '{"benefit": {"kind": "percent", "value": 10, "more": 1}}', 'benefit has an unknown key: more'),
    (14, '{"benefit": {"value": 10}}', 'benefit.kind must be percent, amount, free_days or credits'),
    (15, '{"benefit": {"kind": "gift", "value": 10}}', 'benefit.kind must be percent, amount, free_days or credits'),
    (16, '{"benefit": {"kind": "percent"}}', 'benefit.value is missing'),
    (17, '{"benefit": {"kind": "percent", "value": null}}', 'benefit.value is missing'),
    (18, '{"benefit": {"kind": "percent", "value": 0}}', 'value must be a number from 0.01 to 100 with at most two decimals'),
    (19, '{"benefit": {"kind": "percent", "value": 100.01}}', 'value must be a number from 0.01 to 100 with at most two decimals'),
    (20, '{"benefit": {"kind": "percent", "value": 12.505}}', 'value must be a number from 0.01 to 100 with at most two decimals'),
    (21, '{"benefit": {"kind": "percent", "value": "12.5"}}', 'value must be a number from 0.01 to 100 with at most two decimals'),
    (22, '{"benefit": {"kind": "percent", "value": 1e-30}}', 'value must be a number from 0.01 to 100 with at most two decimals'),
    (23, '{"benefit": {"kind": "free_days", "value": 3661}}', 'value must be an integer from 1 to 3660'),
    (24, '{"benefit": {"kind": "credits", "value": 1000001}}', 'value must be an integer from 1 to 1000000'),
    (25, '{"benefit": {"kind": "credits", "value": 1.5}}', 'value must be an integer from 1 to 1000000'),
    (26, '{"benefit": {"kind": "amount", "value": 9e99, "currency": "USD"}}', 'value must be an integer from 1 to 1000000000000000'),
    (27, '{"benefit": {"kind": "amount", "value": 1}}', 'benefit.currency goes with benefit.kind amount, and only with it'),
    (28, '{"benefit": {"kind": "percent", "value": 1, "currency": "USD"}}', 'benefit.currency goes with benefit.kind amount, and only with it'),
    (29, '{"benefit": {"kind": "amount", "value": 1, "currency": "usd"}}', 'a currency must be an ISO 4217 code'),
    (30, '{"benefit": {"kind": "amount", "value": 1, "currency": "ABC"}}', 'a currency must be an ISO 4217 code'),
    (31, '{"min_amount_micros": 1, "currency": "XAU"}', 'a currency must be an ISO 4217 code'),
    (32, '{"lifespan_days": 0}', 'lifespan_days must be an integer from 1 to 3660'),
    (33, '{"lifespan_days": 3661}', 'lifespan_days must be an integer from 1 to 3660'),
    (34, '{"max_redemptions": -1}', 'max_redemptions must be an integer from 0 to 2147483647'),
    (35, '{"max_redemptions": 2147483648}', 'max_redemptions must be an integer from 0 to 2147483647'),
    (36, '{"first_time_only": 1}', 'first_time_only must be true or false'),
    (37, '{"min_amount_micros": 1}', 'min_amount_micros and currency go together'),
    (38, '{"currency": "USD"}', 'min_amount_micros and currency go together'),
    (39, '{"min_amount_micros": -1, "currency": "USD"}', 'min_amount_micros must be an integer from 0 to 1000000000000000'),
    (40, '{"min_amount_micros": 1, "currency": "$"}', 'a currency must be an ISO 4217 code'),
    (41, '{"starts_at": "tomorrow"}', 'starts_at must be a time with its offset'),
    (42, '{"expires_at": "infinity"}', 'expires_at must be a time with its offset'),
    (43, '{"starts_at": "2026-03-01T00:00:00Z", "expires_at": "2026-03-01T00:00:00Z"}', 'the code would expire before it starts'),
    (44, '{"user_id": "ada"}', 'user_id and owner_user_id must be uuids'),
    (45, '{"owner_user_id": "{a0000000-0000-4000-8000-00000000000}"}', 'owner_user_id must be a string of at most 36 characters'),
    (46, '{"cohort": ["acme"]}', 'cohort must be a string of at most 64 characters')) as m (n, spec, message)
 order by m.n;
select throws_ok($$ select public.create_discount_code(null) $$, 'PT400', 'p_spec must be a JSON object', 'misuse: NULL');
select throws_ok($$ select public.create_discount_code('[]') $$, 'PT400', 'p_spec must be a JSON object', 'misuse: an array');
select throws_ok($$ select public.create_discount_code(jsonb_build_object('code', repeat('A', 1000000))) $$, 'PT400', 'p_spec is larger than 262144 bytes', 'misuse: a megabyte');

-- Who may
set local role authenticated;
select throws_ok($$ select public.create_discount_code('{}') $$, '42501', null, 'users make no codes');
reset role;
set local role dochub_admin;
select is(public.create_discount_code('{"product_type": "any", "benefit": {"kind": "credits", "value": 5}}') -> 'ok', 'true', 'administrators do');
reset role;
set local transaction_read_only = on;
select throws_ok($$ select public.create_discount_code(null) $$, 'PT405', null, 'section 2: a read-only transaction is refused before the argument is looked at');

select * from finish();
rollback;
