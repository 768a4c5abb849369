-- A thousand codes, redeemed side by side.
-- @role authenticated
-- @each
\set code 10000 + :serial % 1000
\set user 1 + (:serial / 1000 + :serial % 1000 * 7919) % :users
-- @ours
-- call redeem_discount
'{"p_code": "SPREAD' || right(:code::text, 4) || '", "p_product_type": "course", "p_idempotency_key": "bench-SPREAD-' || :serial || '", "p_product_id": "bench-05"}'
-- @same
-- transaction
with counted as (
  update public.discount_codes as d
     set times_redeemed = d.times_redeemed + 1
   where d.code = 'SPREAD' || right(:code::text, 4)
     and d.is_active and d.starts_at <= now() and now() < d.expires_at and d.product_type in ('course', 'any')
     and (d.max_redemptions is null or d.times_redeemed < d.max_redemptions)
     and not exists (
       select 1 from public.user_discounts as u where u.user_id = md5('u' || :user)::uuid and u.code = d.code and u.released_at is null)
  returning d.code, d.benefit_kind, d.benefit_value),
redeemed as (
  insert into public.user_discounts (
    user_id, code, product_type, product_id, benefit_kind, benefit_value, amount_micros, amount_off_micros, amount_due_micros, currency, price_source)
  select md5('u' || :user)::uuid, d.code, 'course', c.course_code, d.benefit_kind, d.benefit_value, c.price_micros,
         c.price_micros - p.due, p.due, c.currency, 'database'
    from counted as d join public.courses as c on c.course_code = 'bench-05'
    join private.currencies as k on k.currency = c.currency
   cross join lateral (select round(c.price_micros * (100 - d.benefit_value) / 100, k.decimals - 6)::bigint as due) as p
  returning user_id, code, redemption_id, amount_micros, amount_off_micros, amount_due_micros, currency)
insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
select r.user_id, 'redeem_discount', 'client', sha256(convert_to('bench-SPREAD-' || :serial, 'UTF8')),
       jsonb_build_object('p_code', r.code, 'p_product_type', 'course', 'p_product_id', 'bench-05'),
       jsonb_build_object('ok', true, 'code', r.code, 'redemption_id', r.redemption_id, 'amount_micros', r.amount_micros,
         'amount_off_micros', r.amount_off_micros, 'amount_due_micros', r.amount_due_micros, 'currency', r.currency, 'price_source', 'database'),
       now(), 'infinity'
  from redeemed as r;
-- @bare
-- transaction
with counted as (
  update bench.codes as d set times_redeemed = d.times_redeemed + 1 where d.code = 'SPREAD' || right(:code::text, 4) returning d.code)
insert into bench.redemptions (user_id, code) select md5('u' || :user)::uuid, d.code from counted as d on conflict do nothing;
-- @rises 1
select count(*) from public.user_discounts
-- @expect
(:body::jsonb ->> 'ok')::boolean and not (:body::jsonb ->> 'replayed')::boolean
-- @prepare
create table if not exists bench.codes (code text primary key, times_redeemed integer not null) with (fillfactor = 70);
create table if not exists bench.redemptions (user_id uuid not null, code text not null, primary key (user_id, code));
insert into bench.codes select d.code, 0 from public.discount_codes as d on conflict do nothing;
