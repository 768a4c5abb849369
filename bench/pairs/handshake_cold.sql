-- A phone with an app version that this user never had: the answer is put together and stored, the oldest of ten goes.
-- @role authenticated
-- @needs phones
-- @each
\set user random(1, :pool)
-- @ours
-- call handshake
'{"p_request": {"schema": 3, "platform": "ios", "app_version": "2.' || :serial % 1000000 || '", "locale": "en"}}'
-- @same
-- transaction
with built as materialized (
  select g.generation as content_generation, s.generation as user_generation,
         (select jsonb_object_agg(m.name, jsonb_build_object('version', m.version, 'sha256', m.sha256))
            from (select distinct on (m.name) m.name, m.version, m.sha256
                    from public.master_manifests as m
                    left join public.manifest_cohorts as i on i.manifest_id = m.manifest_id
                   where m.effective_at <= now() and now() < m.retired_at
                     and (m.audience = 'global' or i.slug = (select c.slug from public.user_cohorts as c where c.user_id = s.user_id))
                   order by m.name, m.audience = 'global', m.priority desc, m.version desc) as m) as files,
         jsonb_build_object(
           'entitlements', jsonb_build_object(
             'plan', case when b.expires_at > now() then b.plan else 'free' end, 'entitled', coalesce(b.expires_at > now(), false),
             'source', b.store, 'environment', b.environment, 'expires_at', b.expires_at, 'will_renew', coalesce(b.will_renew, false)),
           'courses', (
             select coalesce(jsonb_agg(p.course_code order by p.course_code), '[]')
               from public.course_purchases as p where p.user_id = s.user_id and p.revoked_at is null and p.validation = 'valid'),
           'custom_courses', (
             select coalesce(jsonb_agg(jsonb_build_object('custom_course_id', c.custom_course_id, 'title', c.title, 'sha256', c.sha256)), '[]')
               from public.custom_courses as c where c.user_id = s.user_id and c.revoked_at is null),
           'cohort', (
             select jsonb_build_object('slug', c.slug, 'splash', c.splash, 'variant', u.variant)
               from public.user_cohorts as u join public.cohorts as c on c.slug = u.slug
              where u.user_id = s.user_id and c.starts_at <= now() and now() < c.ends_at)) as body,
         coalesce(b.expires_at, 'infinity') as valid_until
    from private.user_sync as s
    join private.sync_generations as g on g.scope = 'content'
    left join public.subscriptions as b on b.user_id = s.user_id
   where s.user_id = md5('u' || :user)::uuid),
stored as (
  insert into bench.cache (user_id, platform, app_version, locale, content_generation, user_generation, files, body, valid_until, built_at)
  select md5('u' || :user)::uuid, 'ios', '2.' || :serial % 1000000, 'en', b.content_generation, b.user_generation, b.files, b.body, b.valid_until, now()
    from built as b
  on conflict (user_id, platform, app_version, locale) do update set
    content_generation = excluded.content_generation, user_generation = excluded.user_generation, files = excluded.files,
    body = excluded.body, valid_until = excluded.valid_until, built_at = excluded.built_at),
trimmed as (
  delete from bench.cache as c
   where c.user_id = md5('u' || :user)::uuid
     and c.built_at <= (select o.built_at from bench.cache as o where o.user_id = md5('u' || :user)::uuid order by o.built_at desc offset 9 limit 1))
select json_build_object(
         'ok', true, 'reset', true, 'removed', '[]'::json, 'entitlements', b.body -> 'entitlements', 'courses', b.body -> 'courses',
         'custom_courses', b.body -> 'custom_courses', 'cohort', b.body -> 'cohort',
         'changed', (
           select coalesce(json_agg(json_build_object('name', m.name, 'version', m.version, 'sha256', m.sha256, 'content', m.content)), '[]')
             from jsonb_each(b.files) as f
             join public.master_manifests as m on m.name = f.key and m.version = (f.value -> 'version')::integer),
         'credits', json_build_object(
           'weekly_allowance', u.weekly_peak, 'weekly_used', w.used, 'weekly_remaining', u.weekly_peak - w.used, 'promotional', c.promotional,
           'bank', u.bank, 'held', u.held, 'debt', u.debt,
           'available', case when u.debt > 0 then 0 else u.weekly_peak - w.used + c.promotional + u.bank end, 'resets_at', u.week_ends_at),
         'server_time', now()) as body
  from built as b
  join public.ai_usage as u on u.user_id = md5('u' || :user)::uuid
 cross join lateral (select case when now() < u.week_ends_at then u.weekly_used else 0 end as used) as w
 cross join lateral (
   select coalesce(sum(r.remaining), 0) as promotional
     from public.referral_credits as r where r.user_id = u.user_id and r.remaining > 0 and r.expires_at > now()) as c;
-- @bare
-- transaction
insert into bench.cache (user_id, platform, app_version, locale, content_generation, user_generation, files, body, valid_until, built_at)
select b.user_id, 'ios', '2.' || :serial % 1000000, 'bare', 1, 1, b.files, b.body, 'infinity', now()
  from bench.bodies as b
 where b.user_id = md5('u' || :user)::uuid and b.platform = 'ios' and b.app_version = '1.4.2' and b.locale = 'en'
on conflict do nothing;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'reset')::boolean and jsonb_array_length(:body::jsonb -> 'changed') = 8
  and :body::jsonb #> '{entitlements,plan}' is not null
-- @prepare
create table bench.cache (
  user_id             uuid not null references public.user_profile on delete cascade,
  platform            text not null,
  app_version         text not null,
  locale              text not null,
  content_generation  bigint not null,
  user_generation     bigint not null,
  files               jsonb not null,
  body                jsonb not null,
  valid_until         timestamptz not null,
  built_at            timestamptz not null,
  primary key (user_id, platform, app_version, locale)
) with (fillfactor = 80);
