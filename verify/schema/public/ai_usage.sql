-- Verify schema/public/ai_usage
begin;
select user_id, week_start, week_ends_at, weekly_peak, weekly_used, bank, held, debt, last_entry_no, clock_at from public.ai_usage where false;
select 1 / (obj_description('public.ai_usage'::regclass) is not null)::int;
rollback;
