-- 4.1.1, 4.2.2: the names of time zones, and what becomes of a user whose zone this server no longer knows.
begin;
select plan(18);

create function pg_temp.uid(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create temporary view names as select z.name from pg_timezone_names as z;
select is((select array_agg(n.name) from names as n where not private.is_time_zone(n.name)), null, '4.1.1 every name of pg_timezone_names is one');
select is(
  (select array_agg(t.text)
     from (select name || e from names cross join unnest(array['3', '+3', '-3', ' ', 'X', '/', '.']) as e
           union select lower(name) from names union select upper(name) from names union select a.abbrev from pg_timezone_abbrevs as a) as t (text)
    where private.is_time_zone(t.text) and t.text not in (select name from names)),
  null, '4.1.1 other spellings, POSIX strings and abbreviations are none');
select is(current_setting('timezone'), (select s.reset_val from pg_settings as s where s.name = 'TimeZone'), 'looking leaves the session''s zone as it is');

-- The reference is the zone of the session: it is never taken for an abbreviation. AT TIME ZONE takes CET for +01 all year.
create function pg_temp.monday_in(p_zone text, p_at timestamptz) returns timestamptz language sql set timezone = 'UTC' as
  $$ select date_trunc('week', p_at) + interval '7 days' from set_config('TimeZone', p_zone, true) $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 3) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T12:00Z') from generate_series(1, 3) as n;
create function pg_temp.resets_at(p_zone text, p_at timestamptz) returns timestamptz language plpgsql as
$$ begin
  update private.user_details as d set time_zone = p_zone where d.user_id = pg_temp.uid(1);
  return private.monday_at_or_after(private.user_zone(pg_temp.uid(1)), p_at);
end $$;
select is(
  (select array_agg(z.name || ' ' || at order by z.name)
     from names as z cross join unnest(array['2026-01-15T12:00Z', '2026-07-15T12:00Z']::timestamptz[]) as at
    where z.name !~ '^[A-Z][a-z].*/|/.*/' and pg_temp.resets_at(z.name, at) <> pg_temp.monday_in(z.name, at)),
  null, '4.2.2 a week starts on Monday 00:00 of the zone that the name says, summer and winter');

-- Ada's zone is lost while her week runs, which has drawn two of three.
select private.set_time_zone(pg_temp.uid(2), 'Asia/Tokyo', '2026-03-02T12:00Z');
select private.deduct_credits(pg_temp.uid(2), 2, 'lost-zone-1', null, '2026-03-03T00:00Z');
update private.user_details set time_zone = 'Mars/Base' where user_id = pg_temp.uid(2);
create function pg_temp.balance(p_at timestamptz) returns jsonb language sql as $$ select private.credit_balance(pg_temp.uid(2), p_at) $$;
select is(pg_temp.balance('2026-03-04T00:00Z') ->> 'weekly_remaining', '1', '4.1.1 with a lost zone the week goes on');
select is(pg_temp.balance('2026-03-04T00:00Z') ->> 'resets_at', '2026-03-09T00:00:00+00:00', '4.1.1 a lost zone counts as UTC');
select is(private.deduct_credits(pg_temp.uid(2), 1, 'lost-zone-2', null, '2026-03-08T15:00Z') ->> 'ok', 'true', '4.1.1 a spend');
select is(pg_temp.balance('2026-03-08T23:59:59.999999Z') ->> 'weekly_remaining', '0', '4.1.1 1 µs before Monday of UTC');
select is(pg_temp.balance('2026-03-09T00:00Z') ->> 'weekly_remaining', '3', '4.1.1 the next week starts on Monday of UTC');
select is(private.deduct_credits(pg_temp.uid(2), 1, 'lost-zone-3', null, '2026-03-09T00:00Z') #>> '{balance, resets_at}', '2026-03-16T00:00:00+00:00', '4.1.1 and lasts until the next');
select private.set_time_zone(pg_temp.uid(2), 'Asia/Tokyo', '2026-03-10T00:00Z');
select is(pg_temp.balance('2026-03-10T00:00Z') ->> 'resets_at', '2026-03-22T15:00:00+00:00', '4.2.2 replacing it is a change of zone like another');

-- Nothing that anybody calls breaks: each in a transaction of its own as it were, with a lost zone of each kind.
create temporary table calls (role, call, says) as values
  ('service_role', $$public.credit_balance(pg_temp.uid(3))$$, 'credit_balance'),
  ('service_role', $$public.deduct_credits(1, 'zone-spend', null, pg_temp.uid(3))$$, 'deduct_credits'),
  ('service_role', $$public.release_credits((public.reserve_credits(1, 'zone-hold', null, null, pg_temp.uid(3)) ->> 'hold_id')::uuid, 'failed', pg_temp.uid(3))$$, 'reserve and release'),
  ('service_role', $$public.adjust_credits(pg_temp.uid(3), 5, 'zone-adjust', 'goodwill')$$, 'adjust_credits'),
  ('service_role', $$public.record_credit_purchase(pg_temp.uid(3), '{"store": "apple", "environment": "production", "transaction_id": "zone-1", "product_id": "dochub.credits.10", "quantity": 1, "price_micros": 1, "currency": "EUR", "purchased_at": "2026-01-01T00:00:00Z"}')$$, 'record_credit_purchase'),
  ('service_role', $$public.apply_store_event(jsonb_build_object('store', 'apple', 'environment', 'production', 'notification_id', 'zone-2', 'type', 'started', 'occurred_at', now(), 'user_id', pg_temp.uid(3), 'transaction', jsonb_build_object('transaction_id', 'zone-2', 'original_transaction_id', 'zone-2', 'product_id', 'dochub.premium.monthly', 'purchased_at', now(), 'expires_at', now() + interval '30 days')))$$, 'a paid start'),
  ('service_role', $$public.apply_store_event(jsonb_build_object('store', 'apple', 'environment', 'production', 'notification_id', 'zone-3', 'type', 'renewed', 'occurred_at', now(), 'user_id', pg_temp.uid(3), 'transaction', jsonb_build_object('transaction_id', 'zone-3', 'original_transaction_id', 'zone-2', 'product_id', 'dochub.premium.monthly', 'purchased_at', now() + interval '30 days', 'expires_at', now() + interval '60 days')))$$, 'a paid renewal'),
  ('authenticated', $$public.handshake('{"schema": 3, "platform": "ios", "app_version": "1.0.0", "locale": "en"}')$$, 'handshake'),
  ('authenticated', $$public.my_entitlements()$$, 'my_entitlements'),
  ('authenticated', $$public.ensure_profile('{"first_name": "Ada"}')$$, 'ensure_profile'),
  ('authenticated', $$public.export_my_data()$$, 'export_my_data');
grant select on calls to public;
create function pg_temp.breaks() returns text language plpgsql as $$
declare
  c record;
  v_answer jsonb;
  v_broken text;
begin
  for c in select * from calls loop
    perform set_config('role', c.role, true), set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.uid(3), 'role', c.role)::text, true);
    begin
      execute 'select ' || c.call into v_answer;
      v_broken := concat_ws('; ', v_broken, case when v_answer -> 'ok' = 'false' or v_answer ->> 'disposition' <> 'applied' then c.says || ': ' || v_answer end);
    exception when others then
      v_broken := concat_ws('; ', v_broken, c.says || ': ' || sqlerrm);
    end;
    perform set_config('role', 'none', true);
  end loop;
  return nullif(v_broken, '');
end $$;
savepoint before;
update private.user_details set time_zone = 'US/Nowhere' where user_id = pg_temp.uid(3);
select is(pg_temp.breaks(), null, '4.1.1 a lost zone breaks nothing: US/Nowhere');
rollback to before;
update private.user_details set time_zone = 'Mars/Base5' where user_id = pg_temp.uid(3);
select is(pg_temp.breaks(), null, '4.1.1 a lost zone breaks nothing: Mars/Base5');
select is(private.user_zone(pg_temp.uid(3)), 'UTC', '4.1.1 and is not read as a POSIX string');
rollback to before;
update private.user_details set time_zone = '☃' where user_id = pg_temp.uid(3);
delete from public.ai_usage where user_id = pg_temp.uid(3);
select is(pg_temp.breaks(), null, '4.1.1 a lost zone breaks nothing: a snowman, and no credits yet');

set local role authenticated;
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.uid(3))::text, true);
select is(public.ensure_profile('{"time_zone": "☃"}') - 'user_id' - 'profile', '{"ok": true, "warnings": ["unknown_time_zone"]}', '4.1.1 who sends the lost zone still is told');
select is(public.ensure_profile('{"time_zone": "Asia/Tokyo"}') #>> '{profile, time_zone}', 'Asia/Tokyo', '4.1.1 a lost zone can be replaced at any time');
reset role;
select is(private.user_zone(pg_temp.uid(3)), 'Asia/Tokyo', '4.1.1 and the new one counts');

select * from finish();
rollback;
