-- Deploy schema/private/referral_clawbacks: stamped from schema/private/referral_clawbacks.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Referral rewards whose payment was refunded: written by the refund, which has not the referrer's lock, and settled by the referrer's next change.
create table private.referral_clawbacks (
  user_id        uuid not null,
  credit_id      uuid not null,
  refunded_at    timestamptz not null,
  settled_at     timestamptz,
  taken_credits  integer,
  constraint referral_clawbacks_pkey primary key (user_id, credit_id),
  constraint referral_clawbacks_credit_fkey foreign key (user_id, credit_id) references public.referral_credits (user_id, credit_id) on delete restrict,
  constraint referral_clawbacks_taken_credits_check check (taken_credits >= 0 and (taken_credits is null) = (settled_at is null))
);
create index referral_clawbacks_open_idx on private.referral_clawbacks (user_id, refunded_at) where settled_at is null;
comment on table private.referral_clawbacks is 'Clawbacks of referral rewards. From the moment the row is there the credits count for nothing, whoever reads; the referrer''s next change writes it down in the ledger.';
comment on column private.referral_clawbacks.user_id is 'The referrer, whose credits they are.';
comment on column private.referral_clawbacks.credit_id is 'The reward.';
comment on column private.referral_clawbacks.refunded_at is 'When the payment behind it was refunded, on the clock of who paid.';
comment on column private.referral_clawbacks.settled_at is 'When the referrer''s ledger took it down; NULL before.';
comment on column private.referral_clawbacks.taken_credits is 'Credits taken back: all of them when the reward was still pending; what is missing was spent, on hold or expired by then.';
commit;
