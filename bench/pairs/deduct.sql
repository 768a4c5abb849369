-- One credit spent by a random user: most have spent their week's allowance and pay from the bank.
-- @role authenticated
-- @each
\set user random(1, :users)
\set key random(1, 1000000000000)
-- @ours
-- call deduct_credits
'{"p_amount": 1, "p_idempotency_key": "bench-' || :key || '"}'
-- @same
-- transaction
with spent as (
  update public.ai_usage as u
     set bank = u.bank - 1, last_entry_no = u.last_entry_no + 1, clock_at = now()
   where u.user_id = md5('u' || :user)::uuid and u.bank >= 1 and u.debt = 0
  returning u.user_id, u.last_entry_no, u.week_start, u.weekly_peak, u.resets_at, u.bank)
insert into private.credit_ledger (user_id, entry_no, kind, bank, week_start, resets_at, weekly_allowance, caller_class, key_sha256, occurred_at)
select s.user_id, s.last_entry_no, 'spend', -1, s.week_start, s.resets_at, s.weekly_peak, 'client', sha256(convert_to('bench-' || :key, 'UTF8')), now()
  from spent as s;
-- @double_entry
-- transaction
select bench.transfer(2 * :user::bigint, 2 * :user::bigint + 1, 1);
-- @bare
-- transaction
update bench.balances as b set bank = b.bank - 1 where b.user_id = md5('u' || :user)::uuid and b.bank >= 1 returning b.bank;
-- @rises 1
select count(*) from private.credit_ledger where kind = 'spend'
-- @expect
(:body::jsonb ->> 'ok')::boolean and not (:body::jsonb ->> 'replayed')::boolean
-- @prepare
create table bench.balances (user_id uuid primary key, bank integer not null) with (fillfactor = 70);
insert into bench.balances select u.user_id, 1000000 from bench.users as u;

-- Double entry as it is written in PL/pgSQL: two accounts locked in order, a transfer, an entry for each with the balance before and after.
-- A user's spending goes to an account of the user's own, so that nobody waits for a common one.
create table bench.accounts (
  account_id   bigint primary key,
  name         text not null,
  currency     text not null,
  balance      numeric not null default 0,
  version      bigint not null default 0,
  may_overdraw boolean not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
) with (fillfactor = 70);
create table bench.transfers (
  transfer_id  uuid primary key default gen_random_uuid(),
  from_account bigint not null references bench.accounts,
  to_account   bigint not null references bench.accounts,
  amount       numeric not null check (amount > 0),
  created_at   timestamptz not null default now(),
  event_at     timestamptz not null default now(),
  check (from_account <> to_account)
);
create index on bench.transfers (from_account);
create index on bench.transfers (to_account);
create table bench.entries (
  entry_id         uuid primary key default gen_random_uuid(),
  account_id       bigint not null references bench.accounts,
  transfer_id      uuid not null references bench.transfers,
  amount           numeric not null,
  balance_before   numeric not null,
  balance_after    numeric not null,
  account_version  bigint not null,
  created_at       timestamptz not null default now()
);
create index on bench.entries (account_id);
create index on bench.entries (transfer_id);
insert into bench.accounts (account_id, name, currency, balance, may_overdraw)
select 2 * u.n + s, case s when 0 then 'credits of ' else 'spent by ' end || u.n, 'credits', case s when 0 then 1000000 else 0 end, false
  from bench.users as u cross join generate_series(0, 1) as s;

create function bench.transfer(p_from bigint, p_to bigint, p_amount numeric)
returns uuid
language plpgsql
as $$
declare
  v_transfer_id uuid;
  v_from bench.accounts;
  v_to bench.accounts;
begin
  if p_amount <= 0 or p_from = p_to then
    raise exception 'no transfer';
  end if;
  perform from bench.accounts as a where a.account_id in (p_from, p_to) order by a.account_id for update;
  update bench.accounts as a
     set balance = a.balance - p_amount, version = a.version + 1, updated_at = now()
   where a.account_id = p_from
  returning * into strict v_from;
  update bench.accounts as a
     set balance = a.balance + p_amount, version = a.version + 1, updated_at = now()
   where a.account_id = p_to
  returning * into strict v_to;
  if v_from.balance < 0 and not v_from.may_overdraw then
    raise exception 'account % is overdrawn', v_from.name;
  elsif v_from.currency <> v_to.currency then
    raise exception 'currencies differ';
  end if;
  insert into bench.transfers (from_account, to_account, amount) values (p_from, p_to, p_amount) returning transfer_id into strict v_transfer_id;
  insert into bench.entries (account_id, transfer_id, amount, balance_before, balance_after, account_version) values
    (p_from, v_transfer_id, - p_amount, v_from.balance + p_amount, v_from.balance, v_from.version),
    (p_to, v_transfer_id, p_amount, v_to.balance - p_amount, v_to.balance, v_to.version);
  return v_transfer_id;
end;
$$;
analyze bench.balances, bench.accounts;
