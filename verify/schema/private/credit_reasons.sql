-- Verify schema/private/credit_reasons
begin;
select user_id, entry_no, reason from private.credit_reasons where false;
select 1 / (obj_description('private.credit_reasons'::regclass) is not null)::int;
rollback;
