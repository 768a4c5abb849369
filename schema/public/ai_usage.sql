-- AI credits of each user: the stored balances. This row is also the user's lock (ADR 2).
create table public.ai_usage (
  user_id            uuid not null,
  week_start         timestamptz not null default private.monday_at_or_before('UTC', now()),
  week_ends_at       timestamptz not null default private.monday_at_or_after('UTC', now() + interval '1 microsecond'),
  weekly_peak        integer not null default 0,
  weekly_used        integer not null default 0,
  bank               integer not null default 0,
  held               integer not null default 0,
  debt               integer not null default 0,
  last_entry_no      bigint not null default 0,
  clock_at           timestamptz not null default now(),
  promotional        integer not null default 0,
  resets_at          timestamptz,
  next_change_at     timestamptz not null default '-infinity',
  facts_generation   bigint not null default 0,
  constraint ai_usage_pkey primary key (user_id),
  constraint ai_usage_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  -- One CHECK: each is read and planned anew by every statement that writes.
  constraint ai_usage_values_check check (
    (weekly_peak | weekly_used | bank | held | debt | promotional) >= 0 and last_entry_no >= 0 and week_ends_at > week_start)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
comment on table public.ai_usage is 'AI credits: weekly allowance used and purchased bank of each user, as of clock_at. Ask credit_balance() for what is available now: weeks, promotional credits and holds end by time alone.';
comment on column public.ai_usage.user_id is 'The user.';
comment on column public.ai_usage.week_start is 'Start of the credit week that weekly_used counts for: Monday 00:00 in the user''s time zone.';
comment on column public.ai_usage.week_ends_at is 'End of that week (exclusive) in the time zone in which it began; after a change of zone it lasts on to the new zone''s next Monday 00:00.';
comment on column public.ai_usage.weekly_peak is 'Greatest weekly allowance that any plan entitled the user to in that week, as of clock_at.';
comment on column public.ai_usage.weekly_used is 'Credits of the weekly allowance spent or held in that week.';
comment on column public.ai_usage.bank is 'Purchased credits left. They never expire.';
comment on column public.ai_usage.held is 'Credits on hold for AI jobs in progress; they are in no other balance.';
comment on column public.ai_usage.debt is 'Credits owed after a refund of purchased credits that were spent already. While there is debt nothing can be spent.';
comment on column public.ai_usage.last_entry_no is 'Number of the user''s last ledger entry.';
comment on column public.ai_usage.clock_at is 'The user''s clock: time of the last change. It never runs back.';
comment on column public.ai_usage.promotional is 'Promotional credits left, as of clock_at: the sum of referral_credits.remaining.';
comment on column public.ai_usage.resets_at is 'When the next week starts, in the user''s time zone, as of clock_at; NULL before the first change.';
comment on column public.ai_usage.next_change_at is 'Before it time alone changes nothing in this row, and the account is alive; -infinity: the next change works it out anew (ADR 16).';
comment on column public.ai_usage.facts_generation is 'Generation of plans and cohorts (sync_generations, scope entitlement) for which next_change_at holds.';
