-- Deploy schema/public/referral_credits: stamped from schema/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Promotional credits: from referrals, discount codes and goodwill.
create table public.referral_credits (
  user_id         uuid not null,
  credit_id       uuid not null default gen_random_uuid(),
  source          text not null,
  amount          integer not null,
  remaining       integer not null,
  redemption_id   uuid,
  hold_id         uuid,
  level           integer not null default 1,
  granted_at      timestamptz not null default now(),
  vests_at        timestamptz,
  vested_at       timestamptz,
  expires_at      timestamptz not null default 'infinity',
  clawed_back_at  timestamptz,
  constraint referral_credits_pkey primary key (user_id, credit_id),
  constraint referral_credits_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint referral_credits_source_check check (source in ('referral', 'discount', 'goodwill')),
  constraint referral_credits_amount_check check (amount between 1 and 1000000),
  constraint referral_credits_remaining_check check (remaining between 0 and amount and (vested_at is not null or remaining = 0) and (clawed_back_at is null or remaining = 0)),
  constraint referral_credits_level_check check (level between 1 and 5),
  constraint referral_credits_expires_at_check check (expires_at > granted_at)
);
create index referral_credits_burn_idx on public.referral_credits (user_id, expires_at, credit_id) where remaining > 0;
create index referral_credits_pending_idx on public.referral_credits (user_id, vests_at) where vested_at is null and clawed_back_at is null;
create index referral_credits_redemption_idx on public.referral_credits (user_id, redemption_id) where redemption_id is not null;
comment on table public.referral_credits is 'Promotional credits: earned by referring users, given by discount codes or as goodwill. They are spent after the weekly allowance and before the bank, soonest expiry first.';
comment on column public.referral_credits.user_id is 'Whose credits they are.';
comment on column public.referral_credits.credit_id is 'Identifier of the grant.';
comment on column public.referral_credits.source is 'referral, discount or goodwill.';
comment on column public.referral_credits.amount is 'Credits granted.';
comment on column public.referral_credits.remaining is 'Credits not spent yet, as of the user''s last change; 0 before vesting.';
comment on column public.referral_credits.redemption_id is 'Redemption that gave them, for source discount.';
comment on column public.referral_credits.hold_id is 'Hold whose weekly credits they make good, for source goodwill.';
comment on column public.referral_credits.level is 'Level of the referral: 1 is the direct referrer.';
comment on column public.referral_credits.granted_at is 'When they were granted.';
comment on column public.referral_credits.vests_at is 'When pending credits become spendable by time alone: the end of the refund window of the payment behind them. NULL for credits that were never pending.';
comment on column public.referral_credits.vested_at is 'When they became spendable; NULL while pending, and until the user''s first change after vests_at.';
comment on column public.referral_credits.expires_at is 'When they expire (exclusive); infinity: never.';
comment on column public.referral_credits.clawed_back_at is 'When they were taken back because the payment behind them was refunded or the redemption behind them released; for a refund, written down by the user''s first change after it.';

create trigger referral_credits_unsettle after insert or delete on public.referral_credits
  for each row execute function private.unsettle_credits();
-- Spending them does not: the sum is written with it.
create trigger referral_credits_unsettle_more after update on public.referral_credits
  for each row when (new.remaining >= old.remaining) execute function private.unsettle_credits();
commit;
