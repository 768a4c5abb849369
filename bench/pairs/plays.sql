-- Twenty counts of a phone, all risen since the last time.
-- @role authenticated
-- @each
\set user random(1, :pool)
\set count 2 + :serial / 8
-- @define counts
select jsonb_object_agg(bench.audio_id(a), '#')::text from generate_series(1, 20) as a
-- @ours
-- call record_plays
'{"p_device_id": "phone-' || :user || '", "p_counts": ' || replace(:counts, '"#"', :count::text) || '}'
-- @same
-- transaction
update private.user_throttles as t
   set theoretical_arrival_at = greatest(t.theoretical_arrival_at, now()) + interval '0.6 ms'
 where t.user_id = md5('u' || :user)::uuid and t.operation = 'record_plays' and t.theoretical_arrival_at < now() + interval '1 minute';
insert into private.device_plays as d (user_id, device_id, audio_id, play_count, updated_at)
select p.user_id, 'phone-' || :user, c.key, c.value::bigint, now()
  from public.user_profile as p
 cross join lateral jsonb_each_text(replace(:counts, '"#"', :count::text)::jsonb) as c
 where p.user_id = md5('u' || :user)::uuid and p.devices @> jsonb_build_array(jsonb_build_object('device_id', 'phone-' || :user))
on conflict (user_id, audio_id, device_id) do update set play_count = excluded.play_count, updated_at = excluded.updated_at
  where d.play_count < excluded.play_count;
with risen as (
  insert into public.audio_usage as a (user_id, audio_id, play_count, updated_at)
  select d.user_id, d.audio_id, sum(d.play_count), now()
    from private.device_plays as d
   where d.user_id = md5('u' || :user)::uuid
     and d.audio_id = any (array(select jsonb_object_keys(replace(:counts, '"#"', :count::text)::jsonb)))
   group by d.user_id, d.audio_id
  on conflict (user_id, audio_id) do update set play_count = excluded.play_count, updated_at = excluded.updated_at
  returning a.audio_id, a.play_count)
select json_build_object('ok', true, 'counts', json_object_agg(r.audio_id, r.play_count)) as body from risen as r;
-- @bare
-- transaction
update bench.plays as b set counts = b.counts || replace(:counts, '"#"', :count::text)::jsonb where b.user_id = md5('u' || :user)::uuid;
-- @expect ours same
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb #>> '{counts,bench-audio-20}')::integer >= :count
-- @prepare
create table bench.plays (user_id uuid primary key, counts jsonb not null) with (fillfactor = 70);
insert into bench.plays select u.user_id, '{}' from bench.users as u;
analyze bench.plays;
