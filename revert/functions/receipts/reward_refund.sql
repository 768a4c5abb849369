-- Revert functions/receipts/reward_refund
begin;
set local role dochub_owner;
drop function private.claw_back_reward(text, text, text, timestamptz);
drop function private.is_payment_refunded(text, text, text);
commit;
