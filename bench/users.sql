-- :users accounts as months of use leave them, each from its number n: half of them premium, a fifth in a cohort, a twentieth with promotional
-- credits. The statements stand on their own and run side by side, with foreign keys and triggers off; tests/bench proves that what they make
-- satisfies every key, that ledgers add up to balances, and that folding a user's store events anew changes nothing.

insert into public.user_profile (
  user_id, email, is_email_verified, first_name, display_name, locale, devices, referral_code, created_at, updated_at)
select u.user_id, u.email, u.email is not null, 'User', 'User ' || u.n, 'en',
       jsonb_build_array(jsonb_build_object('device_id', u.device_id, 'platform', 'ios', 'model', 'iPhone15,2', 'os_version', '18.1',
         'app_version', '1.4.2', 'first_seen_at', u.joined_at, 'last_seen_at', u.joined_at)),
       u.referral_code, u.joined_at, u.joined_at
  from bench.users as u;

insert into private.user_details (user_id, time_zone) select u.user_id, u.zone from bench.users as u;

insert into private.user_sync (user_id, generation) select u.user_id, 2 from bench.users as u;

insert into private.account_claims (account_sha256, user_id)
select encode(sha256(convert_to(u.user_id::text, 'UTF8')), 'hex'), u.user_id from bench.users as u;

insert into private.email_claims (email, user_id, claimed_at)
select u.email, u.user_id, u.joined_at from bench.users as u where u.email is not null;

insert into private.push_tokens (user_id, device_id, push_token, updated_at)
select u.user_id, u.device_id, md5('push' || u.n), u.joined_at from bench.users as u where u.n % 2 = 1;

insert into private.user_throttles (user_id, operation, theoretical_arrival_at)
select u.user_id, o.operation, :at from bench.users as u cross join (values ('record_plays'), ('log_events')) as o (operation);

insert into private.audit_log (user_id, entry_id, at, action, actor_class)
select u.user_id, md5('audit' || u.n)::uuid, u.joined_at, 'set_tester', 'service' from bench.users as u where u.n % 100 = 0;

-- Credits: a large bank, the week's allowance spent by four of five, some packs, promotions, holds.

insert into public.ai_usage (user_id, week_start, week_ends_at, weekly_peak, weekly_used, bank, held, last_entry_no, clock_at,
  promotional, resets_at, next_change_at, facts_generation)
select u.user_id, u.week_start, u.week_ends_at, u.allowance, case when u.has_spent then u.allowance else 0 end,
       1000000 + case when u.has_pack then 50 else 0 end - case when u.has_job then 3 else 0 end - case when u.has_hold then 5 else 0 end,
       case when u.has_hold then 5 else 0 end,
       1 + u.has_spent::integer + u.has_pack::integer + u.has_promotion::integer + 2 * u.has_job::integer + u.has_hold::integer,
       :at, case when u.has_promotion then 1000 else 0 end, u.week_ends_at,
       least(u.week_ends_at, case when u.has_hold then :at + interval '1 day' end),
       (select g.generation from private.sync_generations as g where g.scope = 'entitlement')
  from bench.users as u;

insert into private.credit_ledger (
  user_id, entry_no, kind, weekly_used, promotional, bank, held, promotional_split, week_start, hold_id, store, environment, transaction_id, credit_id,
  occurred_at)
select u.user_id, e.entry_no, e.kind, e.weekly_used, e.promotional, e.bank, e.held,
       case when e.promotional <> 0 then jsonb_build_object(u.credit_id, e.promotional) end,
       u.week_start,
       case when e.kind in ('hold', 'commit') then md5(case when e.place < 6 then 'job' else 'hold' end || u.n)::uuid end,
       case when e.kind = 'purchase' then 'apple' end, case when e.kind = 'purchase' then 'production' end,
       case when e.kind = 'purchase' then 'pack-' || u.n end,
       case when e.kind = 'grant' then u.credit_id end,
       :at
  from bench.users as u
 cross join lateral (
   select row_number() over (order by m.place) as entry_no, m.*
     from (values (1, true, 'adjustment', 0, 0, 1000000, 0),
                  (2, u.has_spent, 'spend', u.allowance, 0, 0, 0),
                  (3, u.has_pack, 'purchase', 0, 0, 50, 0),
                  (4, u.has_promotion, 'grant', 0, 1000, 0, 0),
                  (5, u.has_job, 'hold', 0, 0, -5, 5),
                  (5, u.has_job, 'commit', 0, 0, 2, -5),
                  (6, u.has_hold, 'hold', 0, 0, -5, 5)) as m (place, is_there, kind, weekly_used, promotional, bank, held)
    where m.is_there) as e;

insert into private.credit_reasons (user_id, entry_no, reason)
select u.user_id, 2, 'sleep course' from bench.users as u where u.has_spent and u.n % 3 = 0;

insert into private.credit_holds (
  user_id, hold_id, amount, weekly, promotional, bank, week_start, status, committed_amount, resolved_entry_no, created_at, expires_at, settled_at)
select u.user_id, md5('job' || u.n)::uuid, 5, 0, 0, 5, u.week_start, 'committed', 3,
       3 + u.has_spent::integer + u.has_pack::integer + u.has_promotion::integer, :at, :at + interval '15 minutes', :at
  from bench.users as u where u.has_job
union all
select u.user_id, md5('hold' || u.n)::uuid, 5, 0, 0, 5, u.week_start, 'held', null, null, :at, :at + interval '1 day', null
  from bench.users as u where u.has_hold;

insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
select u.user_id, 'deduct_credits', 'client', sha256(convert_to('key' || u.n, 'UTF8')), jsonb_build_object('p_amount', u.allowance),
       jsonb_build_object('ok', true, 'amount', u.allowance, 'replayed', false), :at, 'infinity'
  from bench.users as u where u.has_spent;

insert into private.allowance_claims (store, environment, original_transaction_id, week_of, user_id)
select u.store, 'production', u.original_transaction_id, date_trunc('week', (u.week_start at time zone 'UTC') + interval '14 hours')::date, u.user_id
  from bench.users as u where u.is_premium;

insert into public.ai_credit_purchases (
  user_id, store, environment, transaction_id, original_transaction_id, product_id, credits, price_micros, currency, purchased_at, recorded_at)
select u.user_id, 'apple', 'production', 'pack-' || u.n, 'pack-' || u.n, 'dochub.credits.50', 50, 19990000, 'USD', :at, :at
  from bench.users as u where u.has_pack;

-- Promotions; rewards that wait for their refund window, and some that were taken back.
insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vests_at, vested_at, expires_at, clawed_back_at)
select u.user_id, u.credit_id, 'goodwill', 1000, 1000, :at, null, :at, :at + interval '1 year', null
  from bench.users as u where u.has_promotion
union all
select r.user_id, md5('reward' || r.n)::uuid, 'referral', 10, 0, :at, :at + interval '13 days', null, :at + interval '1 year',
       case when u.n % 100 = 9 then :at end
  from bench.users as u join bench.users as r on r.n = u.n - 1
 where u.n % 20 = 9;

insert into private.referrals (
  user_id, referrer_id, referred_at, credit_id, store, environment, transaction_id, amount_micros, currency, paid_at, rewarded_at)
select u.user_id, r.user_id, u.joined_at, md5('reward' || r.n)::uuid, 'apple', 'production', 'paid-' || u.n, 9990000, 'USD', :at, :at
  from bench.users as u join bench.users as r on r.n = u.n - 1
 where u.n % 20 = 9;

insert into private.referral_payment_claims (store, environment, transaction_id, user_id, claimed_at)
select 'apple', 'production', 'paid-' || u.n, u.user_id, :at from bench.users as u where u.n % 20 = 9;

insert into private.referral_clawbacks (user_id, credit_id, refunded_at, settled_at, taken_credits)
select r.user_id, md5('reward' || r.n)::uuid, :at, :at, 10
  from bench.users as u join bench.users as r on r.n = u.n - 1
 where u.n % 100 = 9;

insert into private.referral_code_claims (referral_code, user_id, claimed_at)
select u.referral_code, u.user_id, u.joined_at from bench.users as u where u.referral_code is not null;

-- Subscriptions: a month and its renewal; veterans have thirty months, and 299 events about them.

insert into private.store_transactions (
  user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, purchased_at, expires_at,
  reported_expires_at, price_micros, currency, recorded_at)
select u.user_id, u.store, 'production', bench.transaction_id(u.n, m), u.original_transaction_id, 'dochub.premium.monthly', 'premium', u.token_sha256,
       bench.month(m), bench.month(m + 1), bench.month(m + 1), 9990000, 'USD', bench.month(m)
  from bench.users as u cross join lateral generate_series(u.first_month, 30) as m where u.is_premium;

insert into private.store_subscriptions (
  user_id, store, environment, original_transaction_id, will_renew, attributes_at, attributes_notification_id)
select u.user_id, u.store, 'production', u.original_transaction_id, true,
       bench.month(30) + case when u.is_veteran then interval '8 hours' else interval '0' end,
       'event-' || u.n || '-30-' || case when u.is_veteran then 8 else 0 end
  from bench.users as u where u.is_premium;

insert into public.subscriptions (
  user_id, plan, product_id, store, environment, transaction_id, original_transaction_id, token_sha256, started_at, expires_at, will_renew,
  price_micros, currency)
select u.user_id, 'premium', 'dochub.premium.monthly', u.store, 'production', bench.transaction_id(u.n, 30), u.original_transaction_id, u.token_sha256,
       bench.month(u.first_month), bench.month(31), true, 9990000, 'USD'
  from bench.users as u where u.is_premium;

insert into public.subscription_events (
  user_id, event_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state,
  occurred_at, recorded_at, plan, token_sha256, purchased_at, expires_at, price_micros, currency, will_renew)
select u.user_id, md5(e.notification_id)::uuid, u.store, 'production', e.notification_id, e.event_type, 'applied', bench.transaction_id(u.n, e.m),
       u.original_transaction_id, 'dochub.premium.monthly', 'active', e.occurred_at, e.occurred_at, 'premium', u.token_sha256,
       bench.month(e.m), bench.month(e.m + 1), 9990000, 'USD', e.event_type <> 'canceled'
  from bench.users as u
 cross join lateral bench.events(u.n, u.first_month, u.is_veteran) as e
 where u.is_premium;

insert into private.store_inbox (
  store, environment, notification_id, user_id, event_type, transaction_id, original_transaction_id, payload, disposition, occurred_at, received_at,
  bound_at, token_sha256)
select u.store, 'production', e.notification_id, u.user_id, e.event_type, bench.transaction_id(u.n, e.m), u.original_transaction_id,
       jsonb_build_object('store', u.store, 'environment', 'production', 'notification_id', e.notification_id, 'type', e.event_type),
       'applied', e.occurred_at, e.occurred_at, e.occurred_at, u.token_sha256
  from bench.users as u
 cross join lateral bench.events(u.n, u.first_month, u.is_veteran) as e
 where u.is_premium;

-- Purchases, and whose each receipt is.

insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
select u.store, 'production', bench.transaction_id(u.n, m), u.user_id, 'subscription', u.original_transaction_id, :at
  from bench.users as u cross join lateral generate_series(u.first_month, 30) as m where u.is_premium
union all
select u.store, 'production', 'token:' || u.token_sha256, u.user_id, 'subscription', u.original_transaction_id, :at
  from bench.users as u where u.is_premium and u.token_sha256 is not null
union all
select 'apple', 'production', 'pack-' || u.n, u.user_id, 'credits', 'pack-' || u.n, :at from bench.users as u where u.has_pack
union all
select 'apple', 'production', 'course-' || u.n, u.user_id, 'course', 'course-' || u.n, :at from bench.users as u where u.has_course
union all
select 'stripe', 'production', 'own-' || u.n, u.user_id, 'custom_course', 'own-' || u.n, :at from bench.users as u where u.has_custom_course;

insert into public.course_purchases (
  user_id, purchase_id, course_code, source, validation, store, environment, transaction_id, original_transaction_id, price_micros, currency,
  refunded_percentage, purchased_at, recorded_at, revoked_at)
select u.user_id, md5('course' || u.n)::uuid, 'bench-' || lpad((u.n % 20)::text, 2, '0'), 'store',
       case when u.n % 100 = 0 then 'revoked' else 'valid' end, 'apple', 'production', 'course-' || u.n, 'course-' || u.n, 19990000, 'USD',
       case when u.n % 100 = 0 then 100 else 0 end, :at, :at, case when u.n % 100 = 0 then :at end
  from bench.users as u where u.has_course;

insert into private.store_refunds (
  store, environment, notification_id, purchase_transaction_id, transaction_id, kind, percentage, user_id, taken_percentage, taken_credits,
  occurred_at, received_at, applied_at)
select 'apple', 'production', 'refund-' || u.n, 'course-' || u.n, 'course-' || u.n, 'refund', 100, u.user_id, 100, 0, :at, :at, :at
  from bench.users as u where u.has_course and u.n % 100 = 0;

insert into public.custom_courses (user_id, custom_course_id, title, status, course, sha256, created_at, updated_at)
select u.user_id, md5('own' || u.n)::uuid, 'Own course', 'ready', c.course, encode(sha256(convert_to(c.course::text, 'UTF8')), 'hex'), :at, :at
  from bench.users as u
 cross join lateral (select jsonb_build_object('title', 'Own course', 'text', repeat(md5(u.n::text), 20)) as course) as c
 where u.has_custom_course;

insert into public.custom_course_purchases (
  purchase_id, user_id, custom_course_id, store, environment, transaction_id, original_transaction_id, price_micros, currency, validation, purchased_at)
select md5('bought' || u.n)::uuid, u.user_id, md5('own' || u.n)::uuid, 'stripe', 'production', 'own-' || u.n, 'own-' || u.n, 29990000, 'USD', 'valid', :at
  from bench.users as u where u.has_custom_course;

insert into public.user_discounts (
  user_id, code, redemption_id, product_type, benefit_kind, benefit_value, redeemed_at, grant_expires_at)
select u.user_id, 'OLD' || lpad((u.n / 10 % 100)::text, 4, '0'), md5('redeemed' || u.n)::uuid, 'course', 'percent', 20, :at, 'infinity'
  from bench.users as u where u.n % 10 = 1;

update public.discount_codes as d set times_redeemed = t.times
  from (select 'OLD' || lpad((u.n / 10 % 100)::text, 4, '0') as code, count(*) as times from bench.users as u where u.n % 10 = 1 group by 1) as t
 where d.code = t.code;

-- Cohorts.

insert into public.user_cohorts (user_id, slug, source, variant, assigned_at)
select u.user_id, u.cohort, case u.cohort when 'bench-clinic' then 'join_code' else 'sticky' end, case u.cohort when 'bench-voices' then 'deep' end, :at
  from bench.users as u where u.cohort is not null;

insert into private.sticky_cohorts (user_id, slug, variant, assigned_at)
select u.user_id, u.cohort, 'deep', :at from bench.users as u where u.cohort = 'bench-voices';

update public.cohorts set seats_taken = (select count(*) from bench.users as u where u.cohort = 'bench-clinic') where slug = 'bench-clinic';

-- What phones send.

insert into public.analytics (user_id, analytics_id, course_code, voice, induction, background, deepening)
select u.user_id, md5('settings' || u.n)::uuid, 'bench-' || lpad((u.n % 20)::text, 2, '0'), 'anna', 'breath', 'rain', 'stairs'
  from bench.users as u where u.n % 2 = 0;

insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at)
select u.user_id, u.device_id, bench.audio_id(a), 1, :at from bench.users as u cross join lateral generate_series(1, u.files) as a;

insert into public.audio_usage (user_id, audio_id, play_count, updated_at)
select u.user_id, bench.audio_id(a), 1, :at from bench.users as u cross join lateral generate_series(1, u.files) as a;

insert into public.app_logs (received_at, log_id, user_id, role, event_id, kind, level, message, app_version, platform)
select :at, md5('log' || u.n)::uuid, u.user_id, 'authenticated', 'log-' || u.n, 'log', 'info', 'Player opened', '1.4.2', 'ios'
  from bench.users as u where u.n % 3 = 0;

insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)
select u.user_id, '', sha256(convert_to('log-' || u.n, 'UTF8')), :at from bench.users as u where u.n % 3 = 0;

insert into public.server_logs (received_at, log_id, user_id, function_name, level, message, status, duration_ms, environment)
select :at, md5('server' || u.n)::uuid, u.user_id, 'verify-receipt', 'info', 'Verified', 200, 120, 'production'
  from bench.users as u where u.n % 10 = 0;
