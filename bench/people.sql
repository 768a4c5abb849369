-- Who the users are, by number; users.sql and the scripts of the pairs know them by the same rule.
-- :users of them; the first :pool are those who play and sync, the even ones up to 2 × :veterans have long been subscribers.

create function bench.month(p_month integer) returns timestamptz immutable parallel safe language sql
return :at - interval '5 days' + (p_month - 30) * interval '30 days';

create function bench.transaction_id(p_user integer, p_month integer) returns text immutable parallel safe language sql
return (2000000000000 + p_user::bigint * 1000 + p_month)::text;

create function bench.audio_id(p_file integer) returns text immutable parallel safe language sql
return 'bench-audio-' || lpad(p_file::text, 2, '0');

-- A month begins with its payment; a veteran also canceled and thought better of it, four times a month.
create function bench.events(p_user integer, p_first_month integer, p_is_veteran boolean)
returns table (m integer, notification_id text, event_type text, occurred_at timestamptz)
stable parallel safe rows 2 language sql
begin atomic
  select m, 'event-' || p_user::text || '-' || m::text || '-' || e::text,
         case when e > 0 then case e % 2 when 1 then 'canceled' else 'uncanceled' end
              when m = p_first_month then 'started' else 'renewed' end,
         bench.month(m) + e * interval '1 hour'
    from generate_series(p_first_month, 30) as m
   cross join lateral generate_series(0, case when not p_is_veteran then 0 when m = 30 then 8 else 9 end) as e;
end;

create unlogged table bench.users as
select n, md5('u' || n)::uuid as user_id, z.zone,
       date_trunc('week', :at at time zone z.zone) at time zone z.zone as week_start,
       (date_trunc('week', :at at time zone z.zone) + interval '7 days') at time zone z.zone as week_ends_at,
       :at - interval '1000 days' as joined_at,
       case when n % 3 <> 0 then 'u' || n || '@example.com' end as email,
       case when n % 4 = 0 then 'BENCH' || n end as referral_code,
       'phone-' || n as device_id,
       case when n % 2 = 0 then 30 else 3 end as allowance,
       n % 2 = 0 as is_premium,
       n % 2 = 0 and n <= 2 * :veterans as is_veteran,
       case when n % 2 = 0 and n <= 2 * :veterans then 1 else 29 end as first_month,
       case n % 4 when 0 then 'apple' else 'google' end as store,
       case when n % 4 = 2 then encode(sha256(convert_to('token' || n, 'UTF8')), 'hex') end as token_sha256,
       bench.transaction_id(n, case when n % 2 = 0 and n <= 2 * :veterans then 1 else 29 end) as original_transaction_id,
       case n % 10 when 3 then 'bench-clinic' when 6 then 'bench-voices' end as cohort,
       n % 40 in (7, 18) as has_promotion,
       md5('credit' || n)::uuid as credit_id,
       n % 5 <> 0 as has_spent,
       n % 10 = 0 as has_pack,
       n % 20 = 1 as has_job,
       n % 50 = 2 as has_hold,
       n % 5 < 3 as has_course,
       n % 5 = 4 as has_custom_course,
       case when n <= :pool then 20 else 2 end as files
  from generate_series(1, :users) as n
 cross join lateral (select (array['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[n % 7 % 4 + 1] as zone) as z;
create unique index on bench.users (n);
