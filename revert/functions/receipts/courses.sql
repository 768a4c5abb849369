-- Revert functions/receipts/courses: stamped from functions/receipts/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.fulfil_redemption(uuid,uuid,timestamp with time zone), private.record_course_purchase(uuid,jsonb,timestamp with time zone), public.record_course_purchase(uuid,jsonb);
commit;
