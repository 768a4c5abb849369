-- A phone that has everything: its cookie is current, so are the hashes of the files that it holds.
-- Its request is read off bench.phones, in every side: it stands for a parameter.
-- @role authenticated
-- @needs phones
-- @each
\set user random(1, :pool)
-- @ours
-- call handshake
(select '{"p_request": ' || p.request_now || '}' from bench.phones as p where p.n = :user)
-- @same
-- transaction
select json_build_object(
         'ok', true, 'cookie', h.cookie, 'reset', false, 'changed', '[]'::json, 'removed', '[]'::json,
         'credits', json_build_object(
           'weekly_allowance', u.weekly_peak, 'weekly_used', w.used, 'weekly_remaining', u.weekly_peak - w.used, 'promotional', c.promotional,
           'bank', u.bank, 'held', u.held, 'debt', u.debt,
           'available', case when u.debt > 0 then 0 else u.weekly_peak - w.used + c.promotional + u.bank end, 'resets_at', u.week_ends_at),
         'server_time', now()) as body
  from bench.phones as p
  join bench.heads as h on h.user_id = p.user_id and h.platform = 'ios' and h.app_version = '1.4.2' and h.locale = 'en'
  join private.user_sync as s on s.user_id = p.user_id and s.generation = h.user_generation
  join private.sync_generations as g on g.scope = 'content' and g.generation = h.content_generation
  join public.ai_usage as u on u.user_id = p.user_id
 cross join lateral (select case when now() < u.week_ends_at then u.weekly_used else 0 end as used) as w
 cross join lateral (
   select coalesce(sum(r.remaining), 0) as promotional
     from public.referral_credits as r where r.user_id = u.user_id and r.remaining > 0 and r.expires_at > now()) as c
 where p.n = :user and h.cookie = p.cookie_now and h.held = p.held_now and now() < h.valid_until;
-- @bare
-- transaction
select h.valid_until from bench.phones as p join bench.heads as h on h.user_id = p.user_id and h.cookie = p.cookie_now where p.n = :user;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and not (:body::jsonb ->> 'reset')::boolean and jsonb_array_length(:body::jsonb -> 'changed') = 0
  and :body::jsonb -> 'entitlements' is null
