-- Deploy schema/private/credit_ledger: stamped from schema/private/credit_ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- The credit ledger: append-only, one row a movement, in the order in which the user's lock was held.
create table private.credit_ledger (
  user_id            uuid not null,
  entry_no           bigint not null,
  occurred_at        timestamptz not null,
  week_start         timestamptz not null,
  resets_at          timestamptz,
  weekly_allowance   integer,
  weekly_used        integer not null default 0,
  promotional        integer not null default 0,
  bank               integer not null default 0,
  held               integer not null default 0,
  debt               integer not null default 0,
  kind               text not null,
  caller_class       text,
  key_sha256         bytea,
  promotional_split  jsonb,
  hold_id            uuid,
  credit_id          uuid,
  store              text,
  environment        text,
  transaction_id     text,
  constraint credit_ledger_pkey primary key (user_id, entry_no),
  constraint credit_ledger_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  -- One CHECK: each is read and planned anew by every statement that writes.
  constraint credit_ledger_values_check check (
    entry_no > 0
    and kind in (
      'week', 'spend', 'hold', 'commit', 'release', 'purchase', 'refund', 'reversal', 'grant', 'expiry', 'clawback', 'adjustment', 'settlement')
    and (kind = 'week' or (weekly_used | promotional | bank | held | debt) <> 0)
    and (promotional_split is null or jsonb_typeof(promotional_split) = 'object')
    and (key_sha256 is null) = (caller_class is null)
    and (key_sha256 is null or length(key_sha256) = 32 and caller_class in ('client', 'admin', 'service')))
) with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);  -- It only grows.
create unique index credit_ledger_idempotency_key on private.credit_ledger (user_id, key_sha256, kind, caller_class) where key_sha256 is not null;
comment on table private.credit_ledger is 'Append-only ledger of AI credits. Each amount is the change of the stored balance of that name, so that for every user the sums equal ai_usage (weekly_used, bank, held, debt) and the remaining referral_credits, as of ai_usage.clock_at.';
comment on column private.credit_ledger.user_id is 'User whose credits moved.';
comment on column private.credit_ledger.entry_no is 'Consecutive number of the movement for this user, from 1, without gaps.';
comment on column private.credit_ledger.kind is 'What moved them: week (a new week began: weekly_used returns to 0), spend, hold, commit, release, purchase, refund, reversal, grant (promotional), expiry (promotional), clawback, adjustment, settlement (debt paid).';
comment on column private.credit_ledger.weekly_used is 'Change of the weekly allowance used; a spend is positive.';
comment on column private.credit_ledger.promotional is 'Change of the promotional credits remaining; a spend is negative.';
comment on column private.credit_ledger.bank is 'Change of the purchased bank; a spend is negative.';
comment on column private.credit_ledger.held is 'Change of the credits on hold.';
comment on column private.credit_ledger.debt is 'Change of the debt.';
comment on column private.credit_ledger.promotional_split is 'Which referral_credits the promotional change came from: {credit_id: change}; NULL: none.';
comment on column private.credit_ledger.week_start is 'Start of the credit week in which it happened.';
comment on column private.credit_ledger.resets_at is 'resets_at of the answer to the call that made it, for repeats of that call; the balances of that answer are the sums up to this entry.';
comment on column private.credit_ledger.weekly_allowance is 'weekly_allowance of that answer.';
comment on column private.credit_ledger.caller_class is 'Who called: client (the user), admin, service; with key_sha256.';
comment on column private.credit_ledger.key_sha256 is 'SHA-256 of the idempotency key of the call that made it: unique for user, kind (which is the operation) and caller class, for ever.';
comment on column private.credit_ledger.hold_id is 'Hold that it belongs to, for hold, commit and release.';
comment on column private.credit_ledger.store is 'Store of the purchase that it belongs to, for purchase, refund and reversal.';
comment on column private.credit_ledger.environment is 'Environment of that purchase.';
comment on column private.credit_ledger.transaction_id is 'Transaction of that purchase.';
comment on column private.credit_ledger.credit_id is 'referral_credits row that was granted, expired or clawed back.';
comment on column private.credit_ledger.occurred_at is 'User''s clock at the movement; never earlier than the row before.';

create trigger credit_ledger_append_only before update or delete or truncate on private.credit_ledger
  for each statement execute function private.refuse_change();
commit;
