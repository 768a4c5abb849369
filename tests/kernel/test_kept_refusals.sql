-- 2 (Idempotency): a refusal is a row for a month, so a user is refused so often within an hour and no oftener.
begin;
select plan(10);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001');
update private.throttle_limits set attempts = 3, per = '3 minutes' where operation = 'kept_refusal';
create function pg_temp.spend(p_amount integer, p_key integer, p_at timestamptz default '2026-03-03T12:00Z') returns text language plpgsql security definer as $$
declare v_answer jsonb := private.deduct_credits('a0000000-0000-4000-8000-000000000001', p_amount, 'the-key-' || p_key, null, p_at);
begin return coalesce(v_answer ->> 'code', 'ok') || ' ' || coalesce(v_answer ->> 'details', ''); end $$;
create function pg_temp.kept() returns bigint language sql security definer as $$ select count(*) from private.idempotency_keys $$;
create function pg_temp.class() returns text language plpgsql security definer as $$ begin return private.caller_class(); end $$;

set local role authenticated;
select is(pg_temp.class(), 'client', 'a user asks');
select is((select array_agg(split_part(pg_temp.spend(100, n), ' ', 1)) from generate_series(1, 3) as n), array_fill('insufficient_credits'::text, '{3}'), '4.2 a spend beyond what there is is refused');
select is(pg_temp.spend(100, 4), 'too_many_attempts {"retry_after": 60}', '4.2 a user who goes on is told to wait');
select is(current_setting('response.status'), '429', 'with 429');
select is(pg_temp.kept(), 3::bigint, 'which is not kept');
select is(split_part(pg_temp.spend(100, 2), ' ', 1), 'insufficient_credits', 'a refusal that was kept is given again');
select is(pg_temp.spend(1, 5), 'ok ', '4.2 what can be paid is paid: only refusals are counted');
select is(split_part(pg_temp.spend(100, 4, '2026-03-03T12:01Z'), ' ', 1), 'insufficient_credits', 'after a minute there is room for one more');
set local role service_role;
select is((select count(distinct split_part(pg_temp.spend(100, 10 + n), ' ', 1)) from generate_series(1, 5) as n), 1::bigint, 'a server is not throttled');
select is(pg_temp.kept(), 9::bigint, 'and each of its refusals is kept');
reset role;
select * from finish();
rollback;
