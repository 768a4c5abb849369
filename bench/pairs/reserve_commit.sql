-- An AI job: five credits held before it, three taken after it. Two requests of a server, for a random user.
-- @role service_role
-- @each
\set user random(1, :users)
\set key random(1, 1000000000000)
-- @ours
-- call reserve_credits -> reserved_
'{"p_amount": 5, "p_idempotency_key": "bench-' || :key || '", "p_user_id": "' || md5('u' || :user)::uuid || '"}'
-- call commit_credits
'{"p_hold_id": "' || (:reserved_body::json ->> 'hold_id') || '", "p_amount": 3, "p_user_id": "' || md5('u' || :user)::uuid || '"}'
-- @same
-- transaction
with taken as (
  update public.ai_usage as u
     set bank = u.bank - 5, held = u.held + 5, last_entry_no = u.last_entry_no + 1, clock_at = now()
   where u.user_id = md5('u' || :user)::uuid and u.bank >= 5 and u.debt = 0
  returning u.user_id, u.last_entry_no, u.week_start, u.weekly_peak, u.resets_at, gen_random_uuid() as hold_id),
hold as (
  insert into private.credit_holds (user_id, hold_id, amount, weekly, promotional, bank, week_start, created_at, expires_at)
  select t.user_id, t.hold_id, 5, 0, 0, 5, t.week_start, now(), now() + interval '15 minutes'
    from taken as t)
insert into private.credit_ledger (user_id, entry_no, kind, bank, held, week_start, resets_at, weekly_allowance, hold_id, caller_class, key_sha256, occurred_at)
select t.user_id, t.last_entry_no, 'hold', -5, 5, t.week_start, t.resets_at, t.weekly_peak, t.hold_id, 'service', sha256(convert_to('bench-' || :key, 'UTF8')), now()
  from taken as t
returning hold_id \gset
-- transaction
with ended as (
  update private.credit_holds as h
     set status = 'committed', committed_amount = 3, settled_at = now()
   where h.user_id = md5('u' || :user)::uuid and h.hold_id = :hold_id::uuid and h.status = 'held' and h.expires_at > now() and h.amount >= 3
  returning h.user_id, h.hold_id),
returned as (
  update public.ai_usage as u
     set bank = u.bank + 2, held = u.held - 5, last_entry_no = u.last_entry_no + 1, clock_at = now()
    from ended as e
   where u.user_id = e.user_id
  returning u.user_id, u.last_entry_no, u.week_start, u.weekly_peak, u.resets_at, e.hold_id)
insert into private.credit_ledger (user_id, entry_no, kind, bank, held, week_start, resets_at, weekly_allowance, hold_id, occurred_at)
select r.user_id, r.last_entry_no, 'commit', 2, -5, r.week_start, r.resets_at, r.weekly_peak, r.hold_id, now()
  from returned as r;
-- @bare
-- transaction
update bench.held as b set bank = b.bank - 5, held = b.held + 5 where b.user_id = md5('u' || :user)::uuid and b.bank >= 5;
-- transaction
update bench.held as b set bank = b.bank + 2, held = b.held - 5 where b.user_id = md5('u' || :user)::uuid and b.held >= 5;
-- @rises 1
select count(*) from private.credit_ledger where kind = 'commit'
-- @expect
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'returned')::integer = 2
-- @prepare
create table bench.held (user_id uuid primary key, bank integer not null, held integer not null) with (fillfactor = 70);
insert into bench.held select u.user_id, 1000000, 0 from bench.users as u;
analyze bench.held;
