-- A good code for a course, asked about and not redeemed. Nothing is to be stored.
-- @role authenticated
-- @each
\set user random(1, :users)
\set code random(10000, 10999)
-- @ours
-- call validate_discount
'{"p_code": "CHECK' || right(:code::text, 4) || '", "p_product_type": "course", "p_product_id": "bench-05", "p_amount_micros": 19990000, "p_currency": "USD"}'
-- @same
-- transaction
select json_build_object(
         'ok', true, 'code', d.code, 'benefit', json_build_object('kind', d.benefit_kind, 'value', d.benefit_value, 'currency', d.benefit_currency),
         'amount_micros', c.price_micros, 'amount_off_micros', c.price_micros - p.due,
         'amount_due_micros', p.due, 'currency', c.currency, 'price_source', 'database',
         'valid_until', nullif(d.expires_at, 'infinity')) as body
  from public.discount_codes as d
  join public.courses as c on c.course_code = 'bench-05' and c.price_micros = 19990000 and c.currency = 'USD'
  join private.currencies as k on k.currency = c.currency
 cross join lateral (select round(c.price_micros * (100 - d.benefit_value) / 100, k.decimals - 6)::bigint as due) as p
 where d.code = 'CHECK' || right(:code::text, 4)
   and d.is_active and d.starts_at <= now() and now() < d.expires_at and d.product_type in ('course', 'any')
   and (d.max_redemptions is null or d.times_redeemed < d.max_redemptions)
   and not exists (
     select 1 from public.user_discounts as u where u.user_id = md5('u' || :user)::uuid and u.code = d.code and u.released_at is null);
-- @bare
-- transaction
select d.benefit_kind, d.benefit_value from public.discount_codes as d where d.code = 'CHECK' || right(:code::text, 4);
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'amount_due_micros')::bigint = 15990000
