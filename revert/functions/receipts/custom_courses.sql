-- Revert functions/receipts/custom_courses: stamped from functions/receipts/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.is_custom_course_product(text,text,text), private.record_custom_course_purchase(uuid,uuid,jsonb,timestamp with time zone), public.record_custom_course_purchase(uuid,uuid,jsonb);
commit;
