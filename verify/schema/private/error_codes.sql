-- Verify schema/private/error_codes
begin;
select code, http_status, message, hint from private.error_codes where false;
select 1 / (obj_description('private.error_codes'::regclass) is not null)::int;
rollback;
