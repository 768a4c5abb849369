-- 4.2.2: the credit week, in the user's time zone.
begin;
select plan(27);

create function pg_temp.week(p_zone text, p_at timestamptz, out starts timestamptz, out ends timestamptz) language sql as
  $$ select private.monday_at_or_before(p_zone, p_at), private.monday_at_or_after(p_zone, p_at + interval '1 microsecond') $$;
select is((select starts from pg_temp.week('Europe/Berlin', '2026-03-04T12:00Z')), '2026-03-01T23:00Z'::timestamptz, '4.2.2 a week starts Monday 00:00 in the user''s zone');
select is((select ends - starts from pg_temp.week('Europe/Berlin', '2026-03-29T12:00Z')), interval '167 hours', '4.2.2 the week in which clocks go forward has 167 hours');
select is((select ends - starts from pg_temp.week('Europe/Berlin', '2026-10-25T12:00Z')), interval '169 hours', '4.2.2 the week in which clocks go back has 169 hours');
select is((select starts from pg_temp.week('Europe/Berlin', '2026-03-08T22:59:59.999999Z')), '2026-03-01T23:00Z'::timestamptz, '4.2.2 1 µs before the boundary is the old week');
select is((select starts from pg_temp.week('Europe/Berlin', '2026-03-08T23:00Z')), '2026-03-08T23:00Z'::timestamptz, '4.2.2 the boundary itself is the new week');
select is((select ends from pg_temp.week('Europe/Berlin', '2026-03-08T23:00Z')), '2026-03-15T23:00Z'::timestamptz, '4.2.2 a week that starts now ends in a week');
select is((select starts from pg_temp.week('Asia/Kathmandu', '2026-03-02T00:00Z')), '2026-03-01T18:15Z'::timestamptz, '4.2.2 zones of odd offsets work');
-- In Beirut clocks went forward at midnight: Sunday's 00:00 did not exist; no instant may be without a week.
select ok((select bool_and(starts <= at and at < ends) from generate_series('2026-03-20Z'::timestamptz, '2026-04-05Z', '7 minutes') as at, lateral pg_temp.week('Asia/Beirut', at)),
  '4.2.2 every instant lies in its week where clocks change at midnight');
select ok((select bool_and(starts <= at and at < ends and ends - starts between interval '166 hours' and interval '170 hours')
             from (values ('America/Havana'), ('Asia/Amman'), ('Africa/Cairo'), ('America/Asuncion'), ('Australia/Lord_Howe')) as z (zone),
                  generate_series('2026-01-01T00:30Z'::timestamptz, '2026-12-31Z', '11 hours') as at, lateral pg_temp.week(zone, at)),
  '4.2.2 every instant of a year lies in its week in zones of unusual changes');

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
select private.ensure_user('a0000000-0000-4000-8000-000000000001', '2026-03-02T12:00Z');
select private.set_time_zone('a0000000-0000-4000-8000-000000000001', 'Europe/Berlin', '2026-03-02T12:00Z');
create function pg_temp.spend(p_amount integer, p_key text, p_at timestamptz) returns jsonb language sql as
  $$ select private.deduct_credits('a0000000-0000-4000-8000-000000000001', p_amount, p_key, null, p_at) $$;
create function pg_temp.balance(p_at timestamptz) returns jsonb language sql as
  $$ select private.credit_balance('a0000000-0000-4000-8000-000000000001', p_at) $$;

select is(pg_temp.balance('2026-03-02T12:00Z') ->> 'resets_at', '2026-03-08T23:00:00+00:00', '4.2.2 who never spent has the week of the zone just set');
select is(pg_temp.spend(3, 'week-001', '2026-03-08T22:59:59.999999Z') ->> 'ok', 'true', '4.2.2 the old week''s allowance can be spent up to 1 µs before its end');
select is(pg_temp.balance('2026-03-08T22:59:59.999999Z') ->> 'weekly_remaining', '0', '4.2.2 and is gone then');
select is(pg_temp.balance('2026-03-08T23:00Z') ->> 'weekly_remaining', '3', '4.2.2 a read at the boundary shows the new week');
select is((select week_start from public.ai_usage where user_id = 'a0000000-0000-4000-8000-000000000001'), '2026-03-01T23:00Z'::timestamptz, '4.2.2 without writing it');
select is(pg_temp.spend(1, 'week-002', '2026-03-08T23:00Z') -> 'balance' ->> 'weekly_remaining', '2', '4.2.2 the first write in the week rolls it');
select is((select week_start from public.ai_usage where user_id = 'a0000000-0000-4000-8000-000000000001'), '2026-03-08T23:00Z'::timestamptz, '4.2.2 and stores its start');
select is((select weekly_used from private.credit_ledger where user_id = 'a0000000-0000-4000-8000-000000000001' and kind = 'week'), -3, '4.2.6 the roll is a ledger entry that takes the old use back');
select is(pg_temp.spend(1, 'week-003', '2026-03-08T22:00Z') -> 'balance' ->> 'weekly_remaining', '1', '4.2.2 a time before the boundary, after the week rolled, counts as after');
select is((select clock_at from public.ai_usage where user_id = 'a0000000-0000-4000-8000-000000000001'), '2026-03-08T23:00Z'::timestamptz, '4.2.2 the clock never goes back');
select is(pg_temp.balance('2026-03-30T12:00Z') ->> 'weekly_remaining', '3', '4.2.2 unused allowance does not roll over');

-- Zone hopping: in use since 2026-03-08T23:00Z (Berlin), one of three left.
select private.set_time_zone('a0000000-0000-4000-8000-000000000001', 'Asia/Tokyo', '2026-03-12T00:00Z');
select is(pg_temp.balance('2026-03-12T00:00Z') ->> 'resets_at', '2026-03-22T15:00:00+00:00', '4.2.2 after a change of zone the next week starts at the new zone''s first Monday at or after the current week''s end');
select is(pg_temp.balance('2026-03-15T15:00Z') ->> 'weekly_remaining', '1', '4.2.2 the new zone''s Monday before that end starts nothing');
select private.set_time_zone('a0000000-0000-4000-8000-000000000001', 'America/Los_Angeles', '2026-03-12T01:00Z');
select private.set_time_zone('a0000000-0000-4000-8000-000000000001', 'Europe/Berlin', '2026-03-12T02:00Z');
select is(pg_temp.balance('2026-03-12T02:00Z') ->> 'resets_at', '2026-03-15T23:00:00+00:00', '4.2.2 who comes back has the end of the week as it was');
-- Whatever the hops, a user never gets two allowances within 167 hours.
select private.ensure_user('a0000000-0000-4000-8000-000000000002', '2026-01-05T00:00Z');
create temporary table spent (at timestamptz, ok text);
do $$
declare
  v_user constant uuid := 'a0000000-0000-4000-8000-000000000002';
  v_zones constant text[] := array['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/St_Johns'];
  v_at timestamptz := '2026-01-05T00:00Z';
begin
  for n in 0 .. 200 loop
    perform private.set_time_zone(v_user, v_zones[1 + n % 5], v_at);
    insert into spent values (v_at, private.deduct_credits(v_user, 3, 'hop-key-' || n, null, v_at) ->> 'ok');
    v_at := v_at + interval '5 hours';
  end loop;
end
$$;
select cmp_ok((select count(*) from spent where ok = 'true'), '>=', 3::bigint, '4.2.2 a hopper still gets weeks');
select cmp_ok((select count(*) from spent where ok = 'true'), '<=', 7::bigint, '4.2.2 a hopper never gets more weeks than there are');
select ok((select bool_and(gap is null or gap >= interval '160 hours') from (select at - lag(at) over (order by at) as gap from spent where ok = 'true') as g),
  '4.2.2 hopping zones never yields two allowances in a week');
select is((select sum(weekly_used) from private.credit_ledger where user_id = 'a0000000-0000-4000-8000-000000000002'),
  (select weekly_used::bigint from public.ai_usage where user_id = 'a0000000-0000-4000-8000-000000000002'), '4.2.6 the sums hold through it all');

select * from finish();
rollback;
