-- What a random user may use, and all subscriptions that there are or were.
-- @role authenticated
-- @method GET
-- @each
\set user random(1, :users)
-- @ours
-- call my_entitlements
-- @same
-- transaction
select json_build_object(
         'ok', true,
         'plan', case when s.expires_at > now() and s.revoked_at is null and s.paused_at is null then s.plan else coalesce(c.grant_plan, 'free') end,
         'state', case when s.expires_at > now() then 'active' when s.user_id is not null then 'expired' end,
         'entitled', coalesce(s.expires_at > now(), c.grant_plan is not null, false),
         'source', s.store, 'environment', s.environment, 'expires_at', s.expires_at, 'will_renew', coalesce(s.will_renew, false),
         'subscriptions', (
           select coalesce(json_agg(json_build_object(
                    'store', l.store, 'environment', l.environment, 'product_id', l.product_id, 'plan', l.plan,
                    'state', case when l.ends_at > now() then 'active' else 'expired' end, 'entitled', l.ends_at > now(),
                    'expires_at', l.ends_at, 'will_renew', l.will_renew) order by l.ends_at desc), '[]')
             from (select distinct on (t.store, t.environment, t.original_transaction_id)
                          t.store, t.environment, t.product_id, t.plan, least(t.expires_at, t.revoked_at) as ends_at, coalesce(x.will_renew, false) as will_renew
                     from private.store_transactions as t
                     left join private.store_subscriptions as x using (user_id, store, environment, original_transaction_id)
                    where t.user_id = u.user_id
                    order by t.store, t.environment, t.original_transaction_id, least(t.expires_at, t.revoked_at) desc
                    limit 20) as l),
         'courses', (
           select coalesce(json_agg(p.course_code order by p.course_code), '[]')
             from public.course_purchases as p where p.user_id = u.user_id and p.revoked_at is null and p.validation = 'valid'),
         'custom_courses', (
           select coalesce(json_agg(o.custom_course_id), '[]')
             from public.custom_courses as o where o.user_id = u.user_id and o.revoked_at is null)) as body
  from (select md5('u' || :user)::uuid as user_id) as u
  left join public.subscriptions as s on s.user_id = u.user_id
  left join public.user_cohorts as m on m.user_id = u.user_id
  left join public.cohorts as c on c.slug = m.slug and c.starts_at <= now() and now() < c.ends_at;
-- @bare
-- transaction
select s.plan, s.expires_at from public.subscriptions as s where s.user_id = md5('u' || :user)::uuid;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'plan') = case when :user % 2 = 0 then 'premium' else 'free' end
