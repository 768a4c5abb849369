-- What every user shares: courses, cohorts, content files, codes. :at is one instant, for all statements of a run.

create schema bench;

-- The role of a server that writes its SQL by hand: no policies in its way, and no more rights than it needs.
do $$
begin
  if to_regrole('bench_sql') is null then
    create role bench_sql nologin bypassrls;
  end if;
end;
$$;
grant usage on schema public, private, bench to bench_sql;
grant select, insert, update, delete on all tables in schema public, private to bench_sql;
alter default privileges in schema bench grant select, insert, update, delete on tables to bench_sql;
grant execute on function private.pre_request() to bench_sql;

-- A run calls as often as a machine can: no user is throttled.
update private.throttle_limits set attempts = 100000, per = interval '1 minute';

insert into public.courses (course_code, title, price_micros, currency, status, published_at)
select 'bench-' || lpad(c::text, 2, '0'), 'Course ' || c, 19990000, 'USD', 'published', :at
  from generate_series(0, 19) as c;

insert into public.cohorts (slug, name, kind, splash, salt, variant_salt, bucket_from, bucket_to, variants) values
  ('bench-clinic', 'Clinic', 'institution', '{"title": "Clinic"}', null, null, null, null, '[]'),
  ('bench-voices', 'Voices', 'experiment', null, 'bench', 'bench-variants', 0, 0, '[{"slug": "deep", "weight": 1}, {"slug": "soft", "weight": 1}]');

-- Eight files of half a kB to four: what is measured is the handshake, not the printing of JSON; a clinic has ads of its own.
select set_config('request.jwt.claims', '{"role": "service_role"}', false);
select public.publish_manifest(f.name, jsonb_build_object('items', (
         select jsonb_agg(jsonb_build_object('id', f.name || '-' || i, 'text', md5(f.name || i), 'rank', i)) from generate_series(1, f.items) as i)))
  from (values ('ads.json', 4), ('background.json', 6), ('deepening.json', 6), ('inductions.json', 10), ('news.json', 4), ('shop.json', 40),
               ('texts.json', 20), ('voices.json', 6)) as f (name, items);
select public.publish_manifest('ads.json', '{"items": []}', '{"cohorts": [{"slug": "bench-clinic"}]}');
select set_config('request.jwt.claims', '', false);

-- Twenty per cent off a course. OLD were redeemed before; SPREAD are redeemed side by side, HOT one after the other, CHECK never.
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value, expires_at)
select k.kind || lpad(c::text, 4, '0'), 'course', 'percent', 20, :at + interval '1 year'
  from (values ('OLD', 100), ('SPREAD', 1000), ('HOT', 1000), ('CHECK', 1000)) as k (kind, codes)
 cross join lateral generate_series(0, k.codes - 1) as c;

insert into private.pending_custom_courses (purchase_id, title, status, course, audio, sha256, created_at)
select md5('pending' || p)::uuid, 'Waiting', 'ready', '{"title": "Waiting"}', '[]', repeat('0', 64), :at
  from generate_series(1, 10) as p;
insert into public.custom_course_purchases (
  purchase_id, store, environment, transaction_id, original_transaction_id, validation, link_email, link_token_sha256, link_expires_at, purchased_at)
select md5('pending' || p)::uuid, 'stripe', 'production', 'pending-' || p, 'pending-' || p, 'valid', 'someone' || p || '@example.com',
       encode(sha256(convert_to('pending' || p, 'UTF8')), 'hex'), :at + interval '1 year', :at
  from generate_series(1, 10) as p;
insert into private.receipt_claims (store, environment, transaction_id, kind, original_transaction_id, claimed_at)
select 'stripe', 'production', 'pending-' || p, 'custom_course', 'pending-' || p, :at
  from generate_series(1, 10) as p;
