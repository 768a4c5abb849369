-- Verify schema/private/credit_ledger
begin;
select user_id, entry_no, kind, weekly_used, promotional, bank, held, debt, promotional_split, week_start, hold_id, store, environment, transaction_id, credit_id, occurred_at from private.credit_ledger where false;
select 1 / (obj_description('private.credit_ledger'::regclass) is not null)::int;
rollback;
