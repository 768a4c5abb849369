-- Deploy schema/private/credit_holds: stamped from schema/private/credit_holds.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Reservations of credits for AI jobs.
create table private.credit_holds (
  user_id            uuid not null,
  hold_id            uuid not null default gen_random_uuid(),
  amount             integer not null,
  weekly             integer not null,
  promotional        integer not null,
  bank               integer not null,
  promotional_split  jsonb,
  week_start         timestamptz not null,
  status             text not null default 'held',
  committed_amount   integer,
  release_reason     text,
  resolved_entry_no  bigint,
  created_at         timestamptz not null,
  expires_at         timestamptz not null,
  settled_at         timestamptz,
  constraint credit_holds_pkey primary key (user_id, hold_id),
  constraint credit_holds_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  -- One CHECK: each is read and planned anew by every statement that writes.
  constraint credit_holds_values_check check (
    amount between 1 and 1000000 and amount = weekly + promotional + bank and (weekly | promotional | bank) >= 0
    and (promotional_split is null or jsonb_typeof(promotional_split) = 'object')
    and expires_at > created_at
    and case status
      when 'held' then settled_at is null and committed_amount is null and release_reason is null
      when 'committed' then settled_at is not null and committed_amount between 0 and amount and release_reason is null
      when 'released' then settled_at is not null and committed_amount is null and release_reason in ('failed', 'canceled', 'timeout')
      when 'expired' then settled_at is not null and committed_amount is null and release_reason is null
      else false
    end is true)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index credit_holds_open_idx on private.credit_holds (user_id, expires_at) where status = 'held';
comment on table private.credit_holds is 'Holds: credits reserved for an AI job until it commits what it cost or releases them. An expired hold counts as free when read and is settled by the next write.';
comment on column private.credit_holds.user_id is 'User whose credits are held.';
comment on column private.credit_holds.hold_id is 'Identifier of the hold.';
comment on column private.credit_holds.amount is 'Credits held: the most that the job can cost.';
comment on column private.credit_holds.weekly is 'Part taken from the weekly allowance.';
comment on column private.credit_holds.promotional is 'Part taken from promotional credits.';
comment on column private.credit_holds.bank is 'Part taken from the purchased bank.';
comment on column private.credit_holds.promotional_split is 'Which referral_credits the promotional part came from: {credit_id: amount}; NULL: none.';
comment on column private.credit_holds.week_start is 'Credit week whose allowance the weekly part came from.';
comment on column private.credit_holds.status is 'held, committed, released or expired (settled).';
comment on column private.credit_holds.committed_amount is 'Credits that the job cost in the end.';
comment on column private.credit_holds.release_reason is 'Why it was released: failed, canceled, timeout.';
comment on column private.credit_holds.resolved_entry_no is 'Ledger entry of the call that resolved it, which has the answer for repeats of that call.';
comment on column private.credit_holds.created_at is 'When it was made.';
comment on column private.credit_holds.expires_at is 'When it stops holding.';
comment on column private.credit_holds.settled_at is 'When it was resolved or its expiry settled.';
commit;
