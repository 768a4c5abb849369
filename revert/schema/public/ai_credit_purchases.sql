-- Revert schema/public/ai_credit_purchases
begin;
set local role dochub_owner;
drop table public.ai_credit_purchases;
commit;
