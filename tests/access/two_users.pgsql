-- Rows in every table: one for Ada, two for Ben (where the key allows two), what is kept of Fay, who erased her account,
-- rows of nobody wherever user_id may be NULL, and catalog rows that nobody owns. tests/access/proof.py says what it misses.
insert into public.user_profile (user_id, email, first_name, role) values
  ('a0000000-0000-4000-8000-000000000001', 'ada@example.com', 'Ada', 'user'),
  ('b0000000-0000-4000-8000-000000000002', 'ben@example.com', 'Ben', 'user'),
  ('c0000000-0000-4000-8000-000000000003', 'cleo@example.com', 'Cleo', 'admin');
insert into public.user_profile (user_id, erased_at) values ('f0000000-0000-4000-8000-000000000006', '2026-03-01');
insert into public.courses (course_code, title, price_micros, currency, status) values
  ('calm', 'Calm', 9990000, 'USD', 'published'), ('focus', 'Focus', 9990000, 'USD', 'published'),
  ('draft', 'Draft', 1, 'USD', 'draft'), ('gone', 'Gone', 1, 'USD', 'retired');
insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to) values ('school', 'School', 'institution', null, null, null), ('trial', 'Trial', 'experiment', 'salt', 0, 5000);
insert into public.master_manifests (manifest_id, name, version, content, sha256) values
  ('d0000000-0000-4000-8000-000000000004', 'shop.json', 1, '{}', repeat('0', 64));
insert into public.manifest_cohorts (manifest_id, slug) values ('d0000000-0000-4000-8000-000000000004', 'school');
insert into private.store_prices (store, product_id, currency, price_micros) values ('apple', 'dochub.premium.monthly', 'EUR', 10990000);
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('SPRING', 'any', 'percent', 10), ('SUMMER', 'any', 'percent', 20);

insert into public.user_cohorts (user_id, slug, source)
select u.user_id, 'school', 'manual' from public.user_profile as u where u.first_name <> 'Cleo';
insert into public.ai_usage (user_id, week_start, week_ends_at, clock_at)
select u.user_id, '2026-01-05', '2026-01-12', '2026-01-06' from public.user_profile as u where u.role = 'user';
insert into public.subscriptions (user_id, plan, product_id, store, environment, transaction_id, original_transaction_id, started_at, expires_at, will_renew)
select u.user_id, 'premium', 'dochub.premium.monthly', 'apple', 'production', 't1', 't1', '2026-01-01', '2026-02-01', true
  from public.user_profile as u where u.role = 'user';

-- Ada gets the first row of each, Ben the second and third.
create temporary table n on commit drop as
select (array['a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002']::uuid[])[i] as user_id, i
  from generate_series(1, 3) as i;
-- The same, and a sixth for Fay, in the tables whose rows an erasure keeps.
create temporary table kept on commit drop as
select n.user_id, n.i from n union all select 'f0000000-0000-4000-8000-000000000006', 6;
insert into public.subscription_events (user_id, store, environment, notification_id, event_type, disposition, occurred_at)
select n.user_id, 'apple', 'production', 'n' || n.i, 'started', 'applied', '2026-01-01' from kept as n;
insert into public.course_purchases (user_id, course_code, source, validation, store, transaction_id, purchased_at)
select n.user_id, case n.i when 3 then 'focus' else 'calm' end, 'store', 'valid', 'apple', 'c' || n.i, '2026-01-01' from kept as n;
insert into public.ai_credit_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, credits, purchased_at)
select n.user_id, 'apple', 'production', 'k' || n.i, 'k' || n.i, 'dochub.credits.10', 10, '2026-01-01' from kept as n;
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value)
select n.user_id, case n.i when 3 then 'SUMMER' else 'SPRING' end, 'any', 'percent', 10 from kept as n;
insert into public.referral_credits (user_id, source, amount, remaining, vested_at)
select n.user_id, 'goodwill', 5, 5, '2026-01-01' from kept as n;
insert into public.audio_usage (user_id, audio_id, play_count) select n.user_id, 'audio' || n.i, 7 from n;
insert into private.credit_holds (user_id, hold_id, amount, weekly, promotional, bank, week_start, created_at, expires_at)
select n.user_id, ('e0000000-0000-4000-8000-00000000000' || n.i)::uuid, 1, 1, 0, 0, '2026-01-05', '2026-01-06', '2026-01-07' from kept as n;
update public.ai_usage as u set held = h.amount
  from (select c.user_id, sum(c.amount) as amount from private.credit_holds as c group by c.user_id) as h where h.user_id = u.user_id;
insert into public.custom_courses (user_id, custom_course_id, title, course, sha256, hold_id)
select n.user_id, ('f0000000-0000-4000-8000-00000000000' || n.i)::uuid, 'Course ' || n.i, '{}', repeat('0', 64),
       ('e0000000-0000-4000-8000-00000000000' || n.i)::uuid from n;
insert into public.custom_course_purchases (user_id, custom_course_id, store, environment, transaction_id, original_transaction_id, product_id, purchased_at)
select n.user_id, ('f0000000-0000-4000-8000-00000000000' || n.i)::uuid, 'stripe', 'production', 'x' || n.i, 'x' || n.i, 'custom', '2026-01-01' from n;
insert into public.custom_course_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, purchased_at)
values ('f0000000-0000-4000-8000-000000000006', 'stripe', 'production', 'x6', 'x6', 'custom', '2026-01-01');
insert into public.custom_course_purchases (store, environment, transaction_id, original_transaction_id, product_id, purchased_at, link_email, link_token_sha256, link_expires_at)
values ('stripe', 'production', 'x4', 'x4', 'custom', '2026-01-01', 'ada@example.com', repeat('1', 64), '2026-02-01');
insert into public.analytics (user_id, analytics_id, course_code, custom_course_id, voice)
select n.user_id, ('90000000-0000-4000-8000-00000000000' || n.i)::uuid, case when n.i < 3 then 'calm' end,
       case when n.i = 3 then 'f0000000-0000-4000-8000-000000000003'::uuid end, 'anna' from n;
insert into public.cached_handshake_responses (
  user_id, platform, app_version, locale, content_generation, cohort_generation, user_generation, schema_generation,
  boundary_at, valid_until, built_at, cookie_end, manifests_sha256, custom_courses_sha256, manifests, body)
select n.user_id, '', n.i::text, 'en', 1, 1, 1, 1, '-infinity', 'infinity', '2026-01-06', '', '', '', '{}', '{}' from n;
insert into public.app_logs (user_id, role, kind, level) select n.user_id, 'authenticated', 'log', 'info' from n;
insert into public.app_logs (role, kind, level) values ('anon', 'log', 'info');
insert into public.server_logs (user_id, function_name, level) select n.user_id, 'f', 'info' from n;
insert into public.server_logs (function_name, level) values ('f', 'info');

insert into private.user_throttles (user_id, operation) select distinct n.user_id, 'discount_code' from n;
insert into private.address_throttles (address_hmac, operation) values (sha256('a'), 'discount_code');
insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at)
select n.user_id, 'phone', 'audio' || n.i, 7, '2026-01-06' from n;
insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)
select n.user_id, '', sha256(n.i::text::bytea), '2026-01-06' from n;
insert into private.user_details (user_id) select distinct n.user_id from n;
insert into private.push_tokens (user_id, device_id, push_token, updated_at) select n.user_id, 'device' || n.i, 'token', '2026-01-01' from n;
insert into private.audit_log (user_id, at, action, actor_class) select n.user_id, '2026-01-01', 'set_tester', 'service' from kept as n;
insert into private.sticky_cohorts (user_id, slug, assigned_at) select n.user_id, case n.i when 3 then 'school' else 'trial' end, '2026-01-01' from n;
insert into private.cohort_join_codes (code_sha256, slug) values (repeat('3', 64), 'school');
insert into private.email_claims (email, user_id, claimed_at) select 'm' || n.i || '@example.com', n.user_id, '2026-01-01' from n;
-- Those of the users were made with them; this one an event has made.
insert into private.account_claims (account_sha256) values (repeat('0', 64));
insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
select 'apple', 'production', 'c' || n.i, n.user_id, 'course', 'c' || n.i, '2026-01-01' from kept as n;
insert into private.receipt_claims (store, environment, transaction_id, kind, original_transaction_id, claimed_at)
values ('stripe', 'production', 'x4', 'custom_course', 'x4', '2026-01-01');
insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id)
select 'apple', 'production', 't' || n.i, '2026-01-05', n.user_id from kept as n;
insert into private.referral_code_claims (referral_code, user_id, claimed_at) select 'CODE' || n.i, n.user_id, '2026-01-01' from n;
insert into private.referrals (user_id, referrer_id, referred_at)
select distinct n.user_id, 'c0000000-0000-4000-8000-000000000003'::uuid, '2026-01-01'::timestamptz from kept as n;
insert into private.referral_payment_claims (store, environment, transaction_id, user_id, claimed_at)
select 'apple', 'production', 'p' || n.i, n.user_id, '2026-01-01' from kept as n;
insert into private.referral_clawbacks (user_id, credit_id, refunded_at)
select r.user_id, r.credit_id, '2026-01-02' from public.referral_credits as r;
insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
select n.user_id, 'deduct_credits', 'client', sha256(n.i::text::bytea), '{}', '{}', '2026-01-01', 'infinity' from n;
insert into private.credit_ledger (user_id, entry_no, kind, weekly_used, week_start, occurred_at)
select n.user_id, n.i, 'spend', 1, '2026-01-05', '2026-01-06' from kept as n;
insert into private.credit_reasons (user_id, entry_no, reason) select n.user_id, n.i, 'why' from n;
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
select n.user_id, 'apple', 'production', 't' || n.i, 't' || n.i, 'dochub.premium.monthly', 'premium', '2026-01-01', '2026-02-01', '2026-01-01' from kept as n;
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, attributes_at)
select n.user_id, 'apple', 'production', 't' || n.i, true, '2026-01-01' from kept as n;
insert into private.store_inbox (store, environment, notification_id, user_id, event_type, disposition, occurred_at, received_at)
select 'apple', 'production', 'n' || n.i, n.user_id, 'started', 'applied', '2026-01-01', '2026-01-01' from kept as n;
insert into private.store_inbox (store, environment, notification_id, event_type, disposition, occurred_at, received_at)
values ('apple', 'production', 'n5', 'started', 'orphan', '2026-01-01', '2026-01-01');
insert into private.store_refunds (
  store, environment, notification_id, purchase_transaction_id, transaction_id, kind, percentage, user_id, occurred_at, received_at)
select 'apple', 'production', 'r' || n.i, 'k' || n.i, 'k' || n.i, 'refund', 100, n.user_id, '2026-01-01', '2026-01-01' from kept as n;
insert into private.store_refunds (store, environment, notification_id, purchase_transaction_id, transaction_id, kind, percentage, occurred_at, received_at)
values ('apple', 'production', 'r5', 'k5', 'k5', 'refund', 100, '2026-01-01', '2026-01-01');
insert into private.stripe_payments (payment_id, transaction_id, amount_micros)
select 'pi_' || n.i, 'in_' || n.i, 9990000 from generate_series(1, 3) as n (i);
insert into private.pending_custom_courses (purchase_id, title, status, course, audio, sha256, created_at)
select c.purchase_id, 'Waiting', 'queued', '{}', '[]', repeat('2', 64), '2026-01-01' from public.custom_course_purchases as c where c.user_id is null;
