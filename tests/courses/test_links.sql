-- 4.4.2, 4.4.3: links from e-mails, issued, looked at and claimed, at given times.
begin;
select plan(84);

create temporary table t (name text primary key, value jsonb);
grant all on t to public;
insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
insert into public.user_profile (user_id, erased_at) values ('a0000000-0000-4000-8000-000000000003', '2026-01-01');
insert into public.user_profile (user_id, is_tester) values ('a0000000-0000-4000-8000-000000000004', true);
select private.ensure_user(u.user_id, '2026-03-02T12:00Z') from public.user_profile as u;

create function pg_temp.purchase(p_transaction text, p_more jsonb default '{}') returns jsonb language sql as
  $$ select jsonb_build_object('store', 'stripe', 'environment', 'production', 'transaction_id', p_transaction) || p_more $$;
create function pg_temp.issue(
  p_transaction text, p_at timestamptz default '2026-03-03T09:00Z', p_email text default 'ada@example.com', p_more jsonb default '{}',
  p_course jsonb default '{"title": "Better sleep", "status": "ready", "course": {"v": 1, "n": null}}', p_ttl interval default null) returns jsonb language sql as
  $$ select private.issue_custom_course_link(p_email, p_course, pg_temp.purchase(p_transaction, p_more), p_ttl, p_at) $$;
create function pg_temp.claim(p_token text, p_user integer default 1, p_email text default 'ada@example.com', p_at timestamptz default '2026-03-04T09:00Z') returns jsonb language sql as
  $$ select private.claim_custom_course_link(('a0000000-0000-4000-8000-00000000000' || p_user)::uuid, p_token, p_email, p_at) $$;
create function pg_temp.token(p_name text) returns text language sql as $$ select value ->> 'token' from t where name = p_name $$;
create function pg_temp.refund(p_transaction text, p_notification text, p_percentage integer default 100, p_undoes text default null) returns jsonb language sql as
  $$ select private.refund(jsonb_build_object('store', 'stripe', 'environment', 'production', 'transaction_id', p_transaction, 'notification_id', p_notification,
       'kind', case when p_undoes is null then 'refund' else 'reversal' end, 'refund_notification_id', p_undoes, 'percentage', p_percentage), array['course', 'custom_course'], '2026-03-05T09:00Z') $$;
create function pg_temp.link(p_transaction text) returns public.custom_course_purchases language sql as
  $$ select c from public.custom_course_purchases as c where c.transaction_id = p_transaction $$;
create function pg_temp.generation(p_user integer) returns bigint language sql as
  $$ select s.generation from private.user_sync as s where s.user_id = ('a0000000-0000-4000-8000-00000000000' || p_user)::uuid $$;

-- Issue
insert into t values ('one', pg_temp.issue('pi_1', p_email => '  Ada@Example.COM '));
select is(value -> 'ok', 'true', '4.4.2 a link may precede its user') from t where name = 'one';
select ok(pg_temp.token('one') ~ '^[A-Za-z0-9_-]{43}$', '4.4.2 the token is 32 bytes as base64url');
select is((pg_temp.link('pi_1')).link_token_sha256, encode(sha256(convert_to(pg_temp.token('one'), 'UTF8')), 'hex'), '4.4.2 only its hash is stored');
select is((pg_temp.link('pi_1')).link_email, 'ada@example.com', '4.4.2 the address is stored trimmed and in lower case');
select is((pg_temp.link('pi_1')).link_expires_at, '2026-04-02T09:00Z', '4.4.2 a link lasts 30 days when nothing else is said');
select is((pg_temp.link('pi_1')).user_id, null, '4.4.2 the purchase waits without a user');
select is((select p.course from private.pending_custom_courses as p), '{"v": 1, "n": null}', '4.4.2 the course waits in private, whole');
select is((select count(*) from public.custom_courses), 0::bigint, '4.4.2 … and is no row yet');
select is(pg_temp.issue('pi_2', p_ttl => interval '1 day') ->> 'expires_at', '2026-03-04T09:00:00+00:00', '4.4.2 p_ttl says how long a link lasts');
select is((select count(distinct private.new_link_token()) from generate_series(1, 200)), 200::bigint, '4.4.2 tokens differ');
select is((select count(*) from generate_series(0, 31) as b,
             lateral (select min(get_byte(d, b)) as lo, max(get_byte(d, b)) as hi
                        from (select decode(translate(private.new_link_token(), '-_', '+/') || '=', 'base64') as d from generate_series(1, 200) where b >= 0) as s) as r
            where r.lo > 40 or r.hi < 215), 0::bigint, '4.4.2 every byte of a token varies');
select throws_ok(format('select pg_temp.issue(''pi_x'', p_email => %L)', e), 'PT400', 'p_email must be an e-mail address', format('4.4.2 no address: %s', coalesce(e, 'null')))
  from unnest(array[null, '', 'ada', 'a@b c', '@example.com', 'ada@', E'a\t@b', repeat('a', 320) || '@b']) as e;
select throws_ok(format('select pg_temp.issue(''pi_x'', p_ttl => %L)', e), 'PT400', 'p_ttl must be more than nothing and at most 365 days', format('4.4.2 p_ttl %s is misuse', e))
  from unnest(array['0', '-1 day', '366 days']) as e;
select throws_ok('select pg_temp.issue(''pi_x'', p_course => null)', 'PT400', 'p_course is missing', '4.4.2 the first link of a purchase brings its course');
select throws_ok('select pg_temp.issue(''pi_x'', p_course => ''{"title": "x", "hold_id": "a0000000-0000-4000-8000-000000000001"}'')', 'PT400', 'custom_course_id and hold_id cannot be given', '4.4.2 a course without a user has no hold');
select is(pg_temp.issue('pi_x', p_course => '{"title": "x", "course": {"a": 0.5}}') ->> 'code', 'unsupported_number', '4.4.1 a fraction is refused in a link''s course too');
select is(pg_temp.issue('pi_x', p_more => '{"product_id": "dochub.credits.10"}') ->> 'code', 'unknown_product', '4.4.2 credits do not pass for a custom course');
select is(pg_temp.issue('pi_x', p_more => '{"course_code": "deep-sleep"}') ->> 'code', 'unknown_product', '4.4.2 … nor does a course of the catalog');
select is((select count(*) from private.receipt_claims where transaction_id = 'pi_x'), 0::bigint, '4.4.2 a refused call claims no receipt');

-- The receipt is taken while the link waits
select is(private.record_credit_purchase('a0000000-0000-4000-8000-000000000001', pg_temp.purchase('pi_1', '{"product_id": "dochub.credits.10"}'), '2026-03-03T10:00Z') ->> 'code', 'receipt_already_in_use', '4.3.1 the receipt of an unclaimed link buys no credits');
insert into t values ('own', private.save_custom_course('a0000000-0000-4000-8000-000000000001', '{"title": "Own"}', '2026-03-03T10:00Z'));
select is(private.record_custom_course_purchase('a0000000-0000-4000-8000-000000000001', (value ->> 'custom_course_id')::uuid, pg_temp.purchase('pi_1'), '2026-03-03T10:00Z') ->> 'code', 'receipt_already_in_use', '4.3.1 … nor another custom course') from t where name = 'own';
select private.record_custom_course_purchase('a0000000-0000-4000-8000-000000000001', (value ->> 'custom_course_id')::uuid, pg_temp.purchase('pi_own'), '2026-03-03T10:00Z') from t where name = 'own';
select is(pg_temp.issue('pi_own') ->> 'code', 'receipt_already_in_use', '4.3.1 a receipt in use makes no link');

-- Looking
select volatility_is('public', 'peek_custom_course_link', array['text'], 'stable', '4.4 looking at a link can write nothing');
select is(public.peek_custom_course_link('nonsense') ->> 'code', 'token_invalid', '4.4 looking at an unknown token finds nothing');

-- Refusals, the first that applies
select is(pg_temp.claim('nonsense') ->> 'code', 'token_invalid', '4.4.3 an unknown token is refused');
select is(current_setting('response.status'), '404', '4.4.3 … with 404');
select is(pg_temp.claim(pg_temp.token('one'), p_email => 'eve@example.com') ->> 'code', 'email_mismatch', '4.4.3 another verified address is refused');
select is(current_setting('response.status'), '403', '4.4.3 … with 403');
select is(pg_temp.claim(pg_temp.token('one'), p_email => null) ->> 'code', 'email_mismatch', '4.4.3 no verified address is refused');
select is(pg_temp.claim(pg_temp.token('one'), p_at => '2026-04-02T09:00Z') ->> 'code', 'token_expired', '4.4.3 at its end a link has expired');
select is(current_setting('response.status'), '410', '4.4.3 … with 410');
select is((pg_temp.link('pi_1')).user_id, null, '4.4.3 a refusal leaves the token unspent');
select is(pg_temp.claim(pg_temp.token('one'), 3) ->> 'code', 'user_not_found', '4.4.3 an erased user claims nothing');

-- The claim
insert into t values ('before', to_jsonb(pg_temp.generation(2)));
insert into t values ('claimed', pg_temp.claim(pg_temp.token('one'), 2, p_at => '2026-04-02T08:59:59.999999Z'));
select is(value - 'purchase_id', jsonb_build_object('ok', true, 'custom_course_id', i.id, 'title', 'Better sleep', 'status', 'ready', 'sha256', private.canonical_sha256('{"v": 1, "n": null}'),
    'environment', 'production', 'revoked', false, 'already_yours', false), '4.4.3 a microsecond before its end the link gives the course')
  from t, lateral (select o.value ->> 'custom_course_id' as id from t as o where o.name = 'one') as i where t.name = 'claimed';
select is((select c.course from public.custom_courses as c where c.user_id = 'a0000000-0000-4000-8000-000000000002'), '{"v": 1, "n": null}', '4.4.2 the course becomes a row at the claim');
select is((select count(*) from private.pending_custom_courses as p where p.purchase_id = (pg_temp.link('pi_1')).purchase_id), 0::bigint, '4.4.2 … and waits no longer');
select is((pg_temp.link('pi_1')).user_id, 'a0000000-0000-4000-8000-000000000002', '4.4.3 the purchase is the claimer''s');
select is((pg_temp.link('pi_1')).claimed_at, '2026-04-02T08:59:59.999999Z', '4.4.3 … since the claim');
select is((select c.user_id from private.receipt_claims as c where c.transaction_id = 'pi_1'), 'a0000000-0000-4000-8000-000000000002', '4.3.1 … and so is the receipt');
select ok(pg_temp.generation(2) > (select value::bigint from t where name = 'before'), '4.4.3 the next handshake shows it');
select is(pg_temp.claim(pg_temp.token('one'), 2), c.value || '{"already_yours": true, "code": "already_yours"}', '4.4.3 the same user again: already_yours') from t as c where c.name = 'claimed';
select is(pg_temp.claim(pg_temp.token('one'), 2, null, '2027-01-01') ->> 'code', 'already_yours', '4.4.3 … also after its end and with another address');
select is(pg_temp.claim(pg_temp.token('one'), 1) ->> 'code', 'token_already_claimed', '4.4.3 another user: token_already_claimed');
select is(current_setting('response.status'), '409', '4.4.3 … with 409');
select is(pg_temp.claim(pg_temp.token('one'), 1, p_at => '2027-01-01') ->> 'code', 'token_already_claimed', '4.4.3 … also after its end');
select is(pg_temp.issue('pi_1') ->> 'code', 'token_already_claimed', '4.4.2 a claimed purchase makes no more links');
select is(private.record_custom_course_purchase('a0000000-0000-4000-8000-000000000002', (value ->> 'custom_course_id')::uuid, pg_temp.purchase('pi_1'), '2026-04-03T10:00Z') ->> 'replayed', 'true', '4.3.1 recording the claimed purchase again is a replay') from t where name = 'claimed';
select is((select count(*) from public.custom_course_purchases where transaction_id = 'pi_1'), 1::bigint, '4.3.1 … one row');

-- Reissue
insert into t values ('first', pg_temp.issue('pi_3'));
insert into t values ('second', pg_temp.issue('pi_3', '2026-03-04T09:00Z', 'grace@example.com', p_course => null));
select is(value -> 'reissued', 'true', '4.4.2 a second link for the same purchase') from t where name = 'second';
select is(s.value -> 'custom_course_id', f.value -> 'custom_course_id', '4.4.2 … gives the same course') from t as s, t as f where s.name = 'second' and f.name = 'first';
select is(pg_temp.claim(pg_temp.token('first')) ->> 'code', 'token_invalid', '4.4.2 reissue revokes the earlier link');
select is(pg_temp.claim(pg_temp.token('second')) ->> 'code', 'email_mismatch', '4.4.2 … and may correct the address');
select is(pg_temp.issue('pi_3', '2026-03-05T09:00Z', p_course => '{"title": "New", "status": "queued"}') ->> 'sha256', private.canonical_sha256('{}'), '4.4.2 … and bring a newer course');

-- Refunds
insert into t values ('refunded', pg_temp.issue('pi_4'));
select is(pg_temp.refund('pi_4', 'r-1', 60) ->> 'disposition', 'applied', '4.4.3 a refund finds the purchase of an unclaimed link');
select is(pg_temp.claim(pg_temp.token('refunded'), p_email => null) ->> 'code', 'email_mismatch', '4.4.3 a partial refund leaves the link');
select is((pg_temp.refund('pi_4', 'r-2', 60) ->> 'percentage')::integer, 40, '4.2.7 partial refunds sum to at most 100 %');
select is(pg_temp.claim(pg_temp.token('refunded')) ->> 'code', 'token_invalid', '4.4.3 a full refund before the claim revokes the link');
select is(pg_temp.issue('pi_4') ->> 'code', 'purchase_refunded', '4.4.3 … and there is no other');
select pg_temp.refund('pi_4', 'r-3', p_undoes => 'r-2');
select is(pg_temp.claim(pg_temp.token('refunded')) -> 'ok', 'true', '4.4.3 a reversal brings the link back');
select is((select r.user_id from private.store_refunds as r where r.notification_id = 'r-1'), 'a0000000-0000-4000-8000-000000000001', '4.4.3 refunds before the claim become the claimer''s');
select pg_temp.refund('pi_4', 'r-4');
select is((pg_temp.link('pi_4')).validation, 'revoked', '4.4.3 a refund after the claim revokes the purchase');
select isnt((select c.revoked_at from public.custom_courses as c where c.custom_course_id = (pg_temp.link('pi_4')).custom_course_id), null, '4.4.3 … and the course');
select is(pg_temp.claim(pg_temp.token('refunded')) -> 'revoked', 'true', '4.4.3 … which already_yours says');
select is(pg_temp.refund('pi_5', 'r-5') ->> 'disposition', 'waiting', '4.4.3 a refund may precede the link');
select is(pg_temp.issue('pi_5') ->> 'code', 'purchase_refunded', '4.4.3 … which is then not made');
select is((pg_temp.link('pi_5')).link_token_sha256, null, '4.4.3 … no token at all');

-- The sandbox, account tokens
insert into t values ('sandbox', pg_temp.issue('pi_6', p_more => '{"environment": "sandbox"}'));
select is(pg_temp.claim(pg_temp.token('sandbox')) ->> 'code', 'sandbox_purchase', '4.3.2 a sandbox purchase is for testers only');
select is(pg_temp.claim(pg_temp.token('sandbox'), 4) ->> 'environment', 'sandbox', '4.3.2 a tester claims it');
insert into t values ('token', pg_temp.issue('pi_7', p_more => '{"account_token": "A0000000-0000-4000-8000-000000000002"}'));
select is(pg_temp.claim(pg_temp.token('token')) ->> 'code', 'account_token_mismatch', '4.3.1 a mismatching account token is refused');
select is(pg_temp.claim(pg_temp.token('token'), 2) -> 'ok', 'true', '4.3.1 the account of the token claims it');

-- Throttled: 10 failures at once, also when the link is good then
insert into t values ('throttle', pg_temp.issue('pi_8'));
select is((select count(*) from generate_series(1, 10) where pg_temp.claim('guess-' || generate_series, 4) ->> 'code' = 'token_invalid'), 10::bigint, '4.4.3 ten tokens may be wrong');
select is(pg_temp.claim('guess-11', 4) ->> 'code', 'too_many_attempts', '4.4.3 the eleventh try is throttled');
select is(current_setting('response.status'), '429', '4.4.3 … with 429');
select is((pg_temp.claim(pg_temp.token('throttle'), 4) ->> 'details')::jsonb ->> 'retry_after', '90', '4.4.3 … the good token too, and it says how long');
select is(pg_temp.claim(pg_temp.token('throttle'), 4, p_at => '2026-03-04T09:01:30Z') -> 'ok', 'true', '4.4.3 later it works');

select * from finish();
rollback;
