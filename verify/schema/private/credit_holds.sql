-- Verify schema/private/credit_holds
begin;
select user_id, hold_id, amount, weekly, promotional, bank, promotional_split, week_start, status, committed_amount, release_reason, answer, created_at, expires_at, settled_at from private.credit_holds where false;
select 1 / (obj_description('private.credit_holds'::regclass) is not null)::int;
rollback;
