-- 4.5.4 and 4.5.5: changing codes, and where one stands in its chain.
begin;
select plan(55);

insert into public.courses (course_code, title, price_micros, currency, status) values ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published');
insert into public.cohorts (slug, name, kind) values ('acme', 'Acme', 'institution');
insert into public.user_profile (user_id) values ('e0000000-0000-4000-8000-000000000001');
select private.ensure_user('e0000000-0000-4000-8000-000000000001', '2026-03-02T00:00Z');

create function pg_temp.made(p_spec jsonb) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  set local role service_role;
  v_answer := public.create_discount_code('{"product_type": "any", "benefit": {"kind": "percent", "value": 10}}' || p_spec);
  reset role;
  return v_answer;
end
$$;
create function pg_temp.changed(p_code text, p_spec jsonb) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform set_config('response.status', '', true);
  set local role service_role;
  v_answer := public.update_discount_code(p_code, p_spec);
  reset role;
  return v_answer;
end
$$;
create function pg_temp.refusal(p_code text, p_spec jsonb) returns text language sql as
  $$ select (a ->> 'code') || ' ' || current_setting('response.status') from (select pg_temp.changed(p_code, p_spec) as a offset 0) as t $$;
create function pg_temp.ends(p_code text) returns timestamptz language sql as $$ select d.expires_at from public.discount_codes as d where d.code = p_code $$;
create function pg_temp.outlived() returns bigint language sql as $$
  select count(*) from public.discount_codes as c join public.discount_codes as p on p.code = c.parent_code where c.expires_at > p.expires_at
$$;

-- The keys given change, the others stay
create temporary table full_spec as select '{"code": "SPRING", "product_type": "course", "product_ids": ["deep-sleep"],
  "benefit": {"kind": "amount", "value": 2000000, "currency": "USD"}, "lifespan_days": 30, "starts_at": "2026-03-01T00:00:00Z",
  "expires_at": "2026-06-01T00:00:00Z", "max_redemptions": 500, "first_time_only": true, "min_amount_micros": 5000000, "currency": "USD",
  "cohort": "acme", "user_id": "e0000000-0000-4000-8000-000000000001", "owner_user_id": "e0000000-0000-4000-8000-000000000002"}'::jsonb as spec;
create temporary table made as select pg_temp.made(f.spec) as a from full_spec as f;
select is(pg_temp.changed('spring', '{}'), m.a || '{"is_active": true, "times_redeemed": 0, "capped": []}', 'section 5: nothing given, nothing changes; the answer is the specification as stored') from made as m;
select is(pg_temp.changed('SPRING', '{"max_redemptions": 7}') @> '{"max_redemptions": 7, "lifespan_days": 30, "first_time_only": true}', true, 'one key given: that one changes');
select is(pg_temp.changed('SPRING', m.a - '{ok,clipped,depth}'::text[]) - '{is_active,times_redeemed,capped}'::text[], m.a, 'what create_discount_code answered can be sent back') from made as m;
select is(pg_temp.changed('SPRING', '{"lifespan_days": null, "starts_at": null, "expires_at": null, "max_redemptions": null, "first_time_only": null,
    "min_amount_micros": null, "currency": null, "cohort": null, "user_id": null, "owner_user_id": null, "product_ids": null}') - '{benefit,updated_at}'::text[],
  '{"ok": true, "code": "SPRING", "product_type": "course", "product_ids": [], "lifespan_days": null, "starts_at": null, "expires_at": null, "clipped": false,
    "max_redemptions": null, "first_time_only": false, "min_amount_micros": null, "currency": null, "cohort": null, "user_id": null, "parent_code": null,
    "depth": 1, "owner_user_id": null, "is_active": true, "times_redeemed": 0, "capped": []}'::jsonb, 'null takes a condition away');
select is(pg_temp.changed('SPRING', '{"benefit": {"kind": "credits", "value": 20}, "product_type": "any"}') @> '{"benefit": {"kind": "credits", "value": 20, "currency": null}, "product_type": "any"}', true, 'what it gives may change, and on what');
select is(pg_temp.changed('SPRING', '{"is_active": false}') -> 'is_active', 'false', 'a code is switched off');
select is(private.validate_discount('e0000000-0000-4000-8000-000000000001', 'SPRING', 'any', null, null, null, '2026-03-03Z') ->> 'code', 'code_not_found', '4.5.1 and looks unknown then');
select is(pg_temp.changed('SPRING', '{"lifespan_days": 3}') -> 'is_active', 'false', 'it stays off when something else changes');
select is(pg_temp.changed('SPRING', '{"is_active": true}') -> 'is_active', 'true', 'and is switched on again');
select is(pg_temp.changed('SPRING', '{"is_active": null}') -> 'is_active', 'true', 'is_active null leaves it');

-- Refusals and misuse
select is(pg_temp.refusal('NOWHERE', '{}'), 'code_not_found 404', 'an unknown code is not found');
select is(pg_temp.refusal('?', '{}'), 'code_not_found 404', 'nor is what cannot be one');
select is(pg_temp.refusal(null, '{}'), 'code_not_found 404', 'nor none');
select is(pg_temp.refusal('SPRING', '{"product_type": "course", "product_ids": ["nowhere"]}'), 'unknown_product 422', 'a product must exist');
select is(pg_temp.refusal('SPRING', '{"cohort": "nobody"}'), 'unknown_cohort 422', 'a cohort must exist');
select throws_ok(format('select pg_temp.changed(%L, %L)', 'SPRING', m.spec), 'PT400', null, format('%s is misuse', m.spec))
  from (values ('[]'), ('null'), ('{"nonsense": 1}'), ('{"is_active": "no"}'), ('{"code": "OTHER"}'), ('{"product_type": null}'), ('{"benefit": null}'),
    ('{"benefit": {"kind": "percent", "value": 101}}'), ('{"benefit": {"value": 5}}'), ('{"min_amount_micros": 5}'), ('{"max_redemptions": -1}'),
    ('{"starts_at": "2026-06-01T00:00:00Z", "expires_at": "2026-06-01T00:00:00Z"}')) as m (spec);
select throws_ok($$ select public.update_discount_code('SPRING', null) $$, 'PT400', null, 'so is no specification');
select is(pg_temp.changed('SPRING', '{"code": "spring"}') ->> 'code', 'SPRING', 'the code itself may be named');

-- 4.5.4
select pg_temp.changed('SPRING', '{"benefit": {"kind": "percent", "value": 25}, "lifespan_days": 10}');
create temporary table granted as
  select private.redeem_discount('e0000000-0000-4000-8000-000000000001', 'SPRING', 'course', 'spring-01', 'deep-sleep', null, null, '2026-03-03Z') as a;
select is(g.a -> 'ok', 'true', '4.5.4 a code is redeemed') from granted as g;
create temporary table before_edit as select u.* from public.user_discounts as u;
select is(pg_temp.changed('SPRING', '{"benefit": {"kind": "free_days", "value": 1}, "lifespan_days": 1, "product_type": "subscription", "expires_at": "2026-03-04T00:00:00Z", "max_redemptions": 0, "is_active": false}') @> '{"ok": true, "times_redeemed": 1, "max_redemptions": 0}', true,
  '4.5.4 and changed, also to fewer redemptions than there are');
select results_eq('select u.* from public.user_discounts as u', 'select b.* from before_edit as b', '4.5.4 what was granted does not change');
select is(private.redeem_discount('e0000000-0000-4000-8000-000000000001', 'SPRING', 'course', 'spring-01', 'deep-sleep', null, null, '2026-03-05Z'), g.a || '{"replayed": true}', '4.5.4 nor the answer') from granted as g;

-- 4.5.5: a chain of five, a branch
select pg_temp.made('{"code": "LINK1", "expires_at": "2026-12-01T00:00:00Z"}');
select pg_temp.made(format('{"code": "LINK%s", "parent_code": "LINK%s"}', n, n - 1)::jsonb) from generate_series(2, 5) as n;
select pg_temp.made('{"code": "EARLY", "parent_code": "LINK2", "expires_at": "2026-04-01T00:00:00Z"}');
select pg_temp.made('{"code": "LATER", "parent_code": "LINK2", "starts_at": "2026-11-01T00:00:00Z"}');
select is(pg_temp.changed('LINK3', '{"expires_at": "2027-01-01T00:00:00Z"}') @> '{"expires_at": "2026-12-01T00:00:00+00:00", "clipped": true, "capped": []}', true, '4.5.5 a code cannot be given an end after its parent''s');
select is(pg_temp.changed('LINK3', '{"expires_at": null}') @> '{"expires_at": "2026-12-01T00:00:00+00:00", "clipped": true}', true, '4.5.5 nor none');
select is(pg_temp.changed('LINK2', '{"expires_at": "2026-10-01T00:00:00Z"}') -> 'capped', '["LATER", "LINK3", "LINK4", "LINK5"]', '4.5.5 an earlier end cuts every code below, and names them');
select is(array[pg_temp.ends('LINK1'), pg_temp.ends('LINK2'), pg_temp.ends('LINK5'), pg_temp.ends('EARLY')],
  array['2026-12-01Z', '2026-10-01Z', '2026-10-01Z', '2026-04-01Z']::timestamptz[], '4.5.5 those above stay, and those that end earlier anyway');
select is((select (d.starts_at, d.expires_at)::text from public.discount_codes as d where d.code = 'LATER'), (select row('2026-10-01Z'::timestamptz, '2026-10-01Z'::timestamptz)::text),
  '4.5.5 one that was to start later starts and ends then');
select is(private.validate_discount('e0000000-0000-4000-8000-000000000001', 'LATER', 'any', null, null, null, m.at) ->> 'code', m.refusal, format('4.5.5 and cannot be redeemed at %s', m.at))
  from (values ('2026-09-30T23:59:59.999999Z'::timestamptz, 'code_not_found'), ('2026-10-01Z', 'code_expired'), ('2026-11-02Z', 'code_expired')) as m (at, refusal);
select is(pg_temp.changed('LATER', '{"max_redemptions": 5}') -> 'ok', 'true', 'it can be changed otherwise');
select is(pg_temp.changed('LINK2', '{"expires_at": "2026-11-01T00:00:00Z"}') -> 'capped', '[]', '4.5.5 a later end');
select is(pg_temp.ends('LINK3'), '2026-10-01Z'::timestamptz, '4.5.5 does not bring the children''s back');
select is(pg_temp.outlived(), 0::bigint, '4.5.5 no code ends after its parent');
select throws_ok(format('select pg_temp.changed(%L, %L)', m.code, m.spec), 'PT400', 'a code keeps its parent', format('4.5.5 no cycles: %s is misuse', m.spec))
  from (values ('LINK1', '{"parent_code": "LINK5"}'), ('LINK3', '{"parent_code": "LINK1"}'), ('LINK3', '{"parent_code": null}'), ('LINK3', '{"parent_code": "?"}')) as m (code, spec);
select is(pg_temp.changed('LINK3', '{"parent_code": "link-2"}') -> 'ok', 'true', '4.5.5 its own parent may be named');

-- The chain
select is(public.discount_chain('link-3') - 'descendants', '{"ok": true, "code": "LINK3", "chain": ["LINK1", "LINK2", "LINK3"]}', '4.5.5 discount_chain: from the root down to the code');
select is(jsonb_path_query_array(public.discount_chain('LINK2'), '$.descendants[*].code'), '["EARLY", "LATER", "LINK3", "LINK4", "LINK5"]', '4.5.5 and every code below it');
select is(public.discount_chain('LINK2') #> '{descendants,2}', '{"code": "LINK3", "parent_code": "LINK2", "depth": 3, "is_active": true, "starts_at": null,
  "expires_at": "2026-10-01T00:00:00+00:00", "max_redemptions": null, "times_redeemed": 0, "owner_user_id": null}', '4.5.5 with its state');
select is(public.discount_chain('LINK5') -> 'descendants', '[]', '4.5.5 none below the last');
select is(public.discount_chain('NOWHERE') ->> 'code', 'code_not_found', 'an unknown code has no chain');

select * from finish();
rollback;
