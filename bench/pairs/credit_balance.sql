-- What a random user has left.
-- @role authenticated
-- @method GET
-- @each
\set user random(1, :users)
-- @ours
-- call credit_balance
-- @same
-- transaction
select json_build_object(
         'ok', true, 'weekly_allowance', u.weekly_peak, 'weekly_used', w.used, 'weekly_remaining', u.weekly_peak - w.used, 'promotional', p.promotional,
         'bank', u.bank, 'held', u.held, 'debt', u.debt,
         'available', case when u.debt > 0 then 0 else u.weekly_peak - w.used + p.promotional + u.bank end, 'resets_at', u.week_ends_at) as body
  from public.ai_usage as u
 cross join lateral (select case when now() < u.week_ends_at then u.weekly_used else 0 end as used) as w
 cross join lateral (
   select coalesce(sum(r.remaining), 0) as promotional
     from public.referral_credits as r where r.user_id = u.user_id and r.remaining > 0 and r.expires_at > now()) as p
 where u.user_id = md5('u' || :user)::uuid;
-- @bare
-- transaction
select u.bank from public.ai_usage as u where u.user_id = md5('u' || :user)::uuid;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'available')::integer > 900000
