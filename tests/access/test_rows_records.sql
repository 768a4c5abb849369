-- What users read of themselves and only functions write: purchases, plans, credits, codes, cohort, play counts.
begin;
select plan(44);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('b0000000-0000-4000-8000-000000000002');
insert into public.courses (course_code, title, price_micros, currency, status) values ('calm', 'Calm', 0, 'USD', 'published');
insert into public.cohorts (slug, name, kind) values ('school', 'School', 'institution');
insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('SPRING', 'any', 'percent', 10);
insert into public.course_purchases (user_id, course_code, source, validation, purchased_at)
select u.user_id, 'calm', 'grant', 'valid', now() from public.user_profile as u;
insert into public.subscriptions (user_id, plan, product_id, store, environment, transaction_id, original_transaction_id, started_at, expires_at, will_renew)
select u.user_id, 'premium', 'p', 'apple', 'production', 't', 't', now(), now() + interval '1 day', true from public.user_profile as u;
insert into public.subscription_events (user_id, store, environment, notification_id, event_type, disposition, occurred_at)
select u.user_id, 'apple', 'production', 'n', 'started', 'applied', now() from public.user_profile as u;
insert into public.ai_usage (user_id, week_start, week_ends_at, clock_at)
select u.user_id, now(), now() + interval '1 day', now() from public.user_profile as u;
insert into public.ai_credit_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, credits, purchased_at)
select u.user_id, 'apple', 'production', 't', 't', 'p', 10, now() from public.user_profile as u;
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value)
select u.user_id, 'SPRING', 'any', 'percent', 10 from public.user_profile as u;
insert into public.referral_credits (user_id, source, amount, remaining) select u.user_id, 'goodwill', 5, 0 from public.user_profile as u;
insert into public.user_cohorts (user_id, slug, source) select u.user_id, 'school', 'manual' from public.user_profile as u;
insert into public.audio_usage (user_id, audio_id, play_count) select u.user_id, 'a', 7 from public.user_profile as u;

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001"}';
select results_eq('select t.user_id from public.course_purchases as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s purchases');
select results_eq('select t.user_id from public.subscriptions as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s plan');
select results_eq('select t.user_id from public.subscription_events as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read the log of another user''s subscription');
select results_eq('select t.user_id from public.ai_usage as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s credits');
select results_eq('select t.user_id from public.ai_credit_purchases as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s credit purchases');
select results_eq('select t.user_id from public.user_discounts as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s redemptions');
select results_eq('select t.user_id from public.referral_credits as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s promotional credits');
select results_eq('select t.user_id from public.user_cohorts as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s cohort');
select results_eq('select t.user_id from public.audio_usage as t', array['a0000000-0000-4000-8000-000000000001'::uuid], 'a user cannot read another user''s play counts');
select results_eq('select s.state, s.entitled from public.subscriptions as s', $$values ('active', true)$$, 'a user reads the computed fields of her plan');

select throws_ok($$insert into public.course_purchases (user_id, course_code, source, validation, purchased_at) values ('a0000000-0000-4000-8000-000000000001', 'calm', 'grant', 'valid', now())$$,
  '42501', null, 'a user cannot give herself a course');
select throws_ok($$update public.course_purchases set validation = 'valid'$$, '42501', null, 'a user cannot validate a purchase');
select throws_ok($$update public.subscriptions set expires_at = 'infinity'$$, '42501', null, 'a user cannot extend her plan');
select throws_ok('delete from public.subscriptions', '42501', null, 'a user cannot delete her plan');
select throws_ok('insert into public.subscription_events default values', '42501', null, 'a user cannot add to the log of her subscription');
select throws_ok('update public.ai_usage set bank = 1000', '42501', null, 'a user cannot fill her bank');
select throws_ok('update public.ai_usage set weekly_used = 0', '42501', null, 'a user cannot reset her week');
select throws_ok('insert into public.ai_credit_purchases default values', '42501', null, 'a user cannot record a credit purchase');
select throws_ok('insert into public.user_discounts default values', '42501', null, 'a user cannot redeem a code by writing to the table');
select throws_ok('update public.user_discounts set released_at = now()', '42501', null, 'a user cannot release a redemption');
select throws_ok('update public.referral_credits set remaining = amount', '42501', null, 'a user cannot refill promotional credits');
select throws_ok('insert into public.user_cohorts default values', '42501', null, 'a user cannot put herself into a cohort');
select throws_ok('update public.user_cohorts set is_locked = false', '42501', null, 'a user cannot unlock her cohort');
select throws_ok('update public.audio_usage set play_count = 0', '42501', null, 'a user cannot write play counts');

select throws_ok('select from public.cohorts', '42501', null, 'a user cannot read cohorts');
select throws_ok('select from public.master_manifests', '42501', null, 'a user cannot read manifests');
select throws_ok('select from public.manifest_cohorts', '42501', null, 'a user cannot read whom a manifest is for');
select throws_ok('select from public.discount_codes', '42501', null, 'a user cannot read codes');
select throws_ok('select from public.cached_handshake_responses', '42501', null, 'a user cannot read prepared answers, not even her own');
select throws_ok('select from public.app_logs', '42501', null, 'a user cannot read logs');
select throws_ok('select from private.app_logs_default', '42501', null, 'a user cannot read a partition directly');
select throws_ok('select from private.settings', '42501', null, 'a user cannot read settings');
select throws_ok('select from private.credit_ledger', '42501', null, 'a user cannot read the ledger');
select throws_ok('insert into private.user_throttles default values', '42501', null, 'a user cannot write attempt counters');

set local role dochub_admin;
select results_eq('select count(*) from public.subscriptions', array[2::bigint], 'an administrator reads every plan');
select throws_ok('update public.subscriptions set will_renew = false', '42501', null, 'an administrator cannot change a plan');
select throws_ok('select from public.cached_handshake_responses', '42501', null, 'an administrator cannot read prepared answers');
set local role service_role;
select results_eq('select count(*) from public.ai_usage', array[2::bigint], 'an edge function reads every balance');
select throws_ok('update public.ai_usage set bank = 1000', '42501', null, 'an edge function cannot move credits past the functions');
select throws_ok('select from private.store_inbox', '42501', null, 'an edge function cannot read raw notifications');

reset role;
select throws_ok('update public.subscription_events set state = null', '42501', 'public.subscription_events is append-only', 'not even a superuser changes the log of subscriptions');
select throws_ok('delete from private.credit_ledger', '42501', 'private.credit_ledger is append-only', 'not even a superuser deletes from the ledger');
select throws_ok('truncate private.credit_ledger cascade', '42501', 'private.credit_ledger is append-only', 'not even a superuser empties the ledger');

-- Foreign keys lock the rows that they point to as the tables' owner, who has lost nearly all of UPDATE on the ledger.
set local role dochub_owner;
select lives_ok($$with l as (insert into private.credit_ledger (user_id, entry_no, kind, bank, week_start, occurred_at)
                             values ('a0000000-0000-4000-8000-000000000001', 1, 'purchase', 1, now(), now()))
                  insert into private.credit_reasons (user_id, entry_no, reason) values ('a0000000-0000-4000-8000-000000000001', 1, 'why')$$,
  'the owner''s functions add to the ledger and to what points to it');
select * from finish();
rollback;
