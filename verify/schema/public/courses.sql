-- Verify schema/public/courses
begin;
select course_code, title, subtitle, description, category, language, price_micros, currency, status, icon_url, audio, workbooks, sort_order, published_at, retired_at, created_at, updated_at from public.courses where false;
select 1 / (obj_description('public.courses'::regclass) is not null)::int;
rollback;
