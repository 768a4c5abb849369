-- A phone from before the last publication: one file is new, and the server has prepared the answer for this phone already.
-- @role authenticated
-- @needs phones
-- @each
\set user random(1, :pool)
-- @ours
-- call handshake
(select '{"p_request": ' || p.request_before || '}' from bench.phones as p where p.n = :user)
-- @same
-- transaction
select json_build_object(
         'ok', true, 'cookie', h.cookie, 'reset', false, 'removed', '[]'::json, 'entitlements', b.body -> 'entitlements', 'courses', b.body -> 'courses',
         'custom_courses', b.body -> 'custom_courses', 'cohort', b.body -> 'cohort',
         'changed', (
           select coalesce(json_agg(json_build_object('name', m.name, 'version', m.version, 'sha256', m.sha256, 'content', m.content)), '[]')
             from jsonb_each(b.files) as f
             join public.master_manifests as m on m.name = f.key and m.version = (f.value -> 'version')::integer
            where p.held_before ->> f.key is distinct from f.value ->> 'sha256'),
         'credits', json_build_object(
           'weekly_allowance', u.weekly_peak, 'weekly_used', w.used, 'weekly_remaining', u.weekly_peak - w.used, 'promotional', c.promotional,
           'bank', u.bank, 'held', u.held, 'debt', u.debt,
           'available', case when u.debt > 0 then 0 else u.weekly_peak - w.used + c.promotional + u.bank end, 'resets_at', u.week_ends_at),
         'server_time', now()) as body
  from bench.phones as p
  join bench.heads as h on h.user_id = p.user_id and h.platform = 'ios' and h.app_version = '1.4.2' and h.locale = 'en'
  join bench.bodies as b on b.user_id = p.user_id and b.platform = h.platform and b.app_version = h.app_version and b.locale = h.locale
  join private.user_sync as s on s.user_id = p.user_id and s.generation = h.user_generation
  join private.sync_generations as g on g.scope = 'content' and g.generation = h.content_generation
  join public.ai_usage as u on u.user_id = p.user_id
 cross join lateral (select case when now() < u.week_ends_at then u.weekly_used else 0 end as used) as w
 cross join lateral (
   select coalesce(sum(r.remaining), 0) as promotional
     from public.referral_credits as r where r.user_id = u.user_id and r.remaining > 0 and r.expires_at > now()) as c
 where p.n = :user and now() < h.valid_until;
-- @bare
-- transaction
select m.name, m.version, m.sha256, m.content from public.master_manifests as m where m.name = 'news.json' order by m.version desc limit 1;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and not (:body::jsonb ->> 'reset')::boolean and jsonb_array_length(:body::jsonb -> 'changed') = 1
  and :body::jsonb #>> '{changed,0,name}' = 'news.json' and :body::jsonb #> '{entitlements,plan}' is not null
