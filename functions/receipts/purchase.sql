create or replace function private.find_purchase(
  p_store text, p_environment text, p_receipts text[],
  out receipts text[], out purchases text[], out holders uuid[], out kinds text[], out waiting text, out is_whole boolean)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tokens text[];
  v_claimed bigint;
  v_waiting text[];
begin
  select array_agg(c.original order by c.n), array_agg(c.holder order by c.n), array_agg(c.kind order by c.n), sum(c.claims)
    into purchases, holders, kinds, v_claimed
    from (
      select r.original, r.holder, r.kind, count(*) as claims, min(r.receipt collate "C") as n
        from private.claim_receipt(p_store, p_environment, p_receipts) as r
       group by r.original, r.holder, r.kind) as c;
  -- A report that names two receipts has joined them; what joined them before is under the same purchase.
  select array_agg(substr(r, 7)) into v_tokens from unnest(p_receipts) as r where r like 'token:%';
  select array_agg(distinct r.purchase_transaction_id order by r.purchase_transaction_id) into v_waiting
    from private.store_refunds as r
   where r.store = p_store and r.environment = p_environment
     and (r.transaction_id = any (p_receipts) or r.token_sha256 = any (v_tokens));
  select array_agg(n.receipt) into receipts
    from private.store_refunds as r
   cross join lateral unnest(array[r.transaction_id, 'token:' || r.token_sha256]) as n (receipt)
   where r.store = p_store and r.environment = p_environment and r.purchase_transaction_id = any (purchases || v_waiting)
     and n.receipt is not null;
  receipts := array(
    select r from unnest(p_receipts || purchases || v_waiting || receipts) as r group by r order by r collate "C");
  waiting := v_waiting[1];
  is_whole := coalesce(v_claimed = cardinality(p_receipts) and coalesce(v_waiting, purchases) <@ purchases, false);
end;
$$;
revoke all on function private.find_purchase(text, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.find_purchase(text, text, text[]) is 'What is known of the single purchase that has these receipts (p_receipts, in collation C).
purchases, holders, kinds: the claims on them, one for each purchase, the transaction_id of its row and whose it is; two where the receipts belong to
different ones, NULL where nobody has any. waiting: under which name refunds of it were reported already. receipts: the given ones and all that reports join
with them, in the order in which they are locked: whoever changes what is known of the purchase holds them all. is_whole: nothing is left to be claimed or
joined.';

create or replace function private.refunded_share(
  p_store text, p_environment text, p_purchase_transaction_id text, p_quantity integer, p_notification_id text default null,
  out share bigint, out is_matched boolean)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_report record;
  v_standing bigint[] := '{}'::bigint[];
  v_totals boolean[] := '{}'::boolean[];
begin
  share := 0;
  is_matched := false;
  for v_report in
    select r.notification_id, r.kind, r.refund_notification_id, r.is_total, r.percentage * least(r.quantity, p_quantity)::bigint as share,
           coalesce(r.notification_id = any (array_agg(r.refund_notification_id) over ()), false) as is_undone,
           max(r.refund_notification_id) filter (where r.notification_id = p_notification_id) over () as undoes
      from private.store_refunds as r
     where r.store = p_store and r.environment = p_environment and r.purchase_transaction_id = p_purchase_transaction_id
       and (r.applied_at is not null or p_notification_id is null or r.notification_id = p_notification_id)
     order by r.occurred_at, r.kind = 'reversal', r.notification_id collate "C"
  loop
    if v_report.kind <> 'reversal' then
      is_matched := is_matched or coalesce(v_report.notification_id in (p_notification_id, v_report.undoes), false);
      if not v_report.is_undone then
        v_standing := v_standing || v_report.share;
        v_totals := v_totals || v_report.is_total;
      end if;
    elsif v_report.refund_notification_id is null and cardinality(v_standing) > 0 then
      -- The stores do not say which refund is undone: the latest one before it that nothing else undoes.
      is_matched := is_matched or coalesce(v_report.notification_id = p_notification_id, false);
      v_standing := trim_array(v_standing, 1);
      v_totals := trim_array(v_totals, 1);
    end if;
  end loop;
  select coalesce(greatest(sum(s.share) filter (where not s.is_total), max(s.share) filter (where s.is_total)), 0) into share
    from unnest(v_standing, v_totals) as s (share, is_total);
end;
$$;
revoke all on function private.refunded_share(text, text, text, integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refunded_share(text, text, text, integer, text) is 'How much of a purchase its refunds take, in hundredths of a unit (100 times p_quantity and more: all of it): the sum of those that no reversal undoes,
or, where that is more, the greatest of those that tell how much was given back in all until then (is_total).
A function of the set of reports, whatever the order in which they came. A reversal that names its refund undoes that one, first; others, in the order of
time, the latest refund before them that still stands. With p_notification_id: of the reports that were applied and this one; is_matched: it is a refund, or
undoes one. Without it: of all reports.';

create or replace function private.claw_back_reward(p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_referee uuid;
  v_reward record;
begin
  if p_transaction_id is null then
    return;
  end if;
  -- The lock under which a reward is granted. Whoever calls this for a purchase has it already.
  perform private.lock_receipt(p_store, p_environment, array[p_transaction_id]);
  v_referee := private.claim_referral_payment(p_store, p_environment, p_transaction_id);
  if v_referee is null or not private.is_payment_refunded(p_store, p_environment, p_transaction_id) then
    return;
  end if;
  select r.referrer_id, r.credit_id into v_reward
    from private.referrals as r
   where r.user_id = v_referee and r.store = p_store and r.environment = p_environment and r.transaction_id = p_transaction_id;
  if found then
    -- The row is the referrer's, but nothing of his is locked: his next change settles it.
    insert into private.referral_clawbacks (user_id, credit_id, refunded_at)
    values (v_reward.referrer_id, v_reward.credit_id, p_at)
    on conflict (user_id, credit_id) do nothing;
  end if;
end;
$$;
revoke all on function private.claw_back_reward(text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claw_back_reward(text, text, text, timestamptz) is 'Takes back the referral reward that a payment earned, if it earned one and is refunded now; once.
Called by whoever takes in a refund, after it is recorded. It needs no lock of the referrer: the credits count for nothing from now on, and the referrer''s next settle_credits writes it down.';

create or replace function private.is_payment_refunded(p_store text, p_environment text, p_transaction_id text)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
  v_is_refunded boolean := false;
begin
  v_found := private.find_purchase(p_store, p_environment, array[p_transaction_id]);
  if v_found.kinds[1] is distinct from 'subscription' then
    -- In part is refunded, too. One that waits for its purchase counts; one that a reversal undoes does not, in whatever order they came.
    v_is_refunded := (private.refunded_share(p_store, p_environment, coalesce(v_found.purchases[1], v_found.waiting), 1)).share > 0;
  end if;
  return v_is_refunded
    or exists (
      select 1 from private.store_transactions as t
       where t.user_id = v_found.holders[1] and t.store = p_store and t.environment = p_environment and t.transaction_id = p_transaction_id
         and t.revoked_at is not null)
    -- What the stores reported about a subscription, or about a product that is not known. (Of what is bought once see above.)
    or exists (
      select 1 from private.store_inbox as i
       where i.store = p_store and i.environment = p_environment and i.transaction_id = p_transaction_id
         and i.event_type in ('refunded', 'revoked')
         and (i.event_type = 'revoked' or i.payload #>> '{transaction,refund_percentage}' is distinct from '0')
         and (v_found.kinds[1] = 'subscription' or not exists (
           select 1 from private.store_refunds as r
            where r.store = i.store and r.environment = i.environment
              and r.notification_id in (i.notification_id, i.payload #>> '{transaction,refund_id}')))
         and not exists (
           select 1 from private.store_inbox as v
            where v.store = i.store and v.environment = i.environment and v.transaction_id = i.transaction_id
              and v.event_type = 'refund_reversed'
              and (v.occurred_at, v.notification_id collate "C") > (i.occurred_at, i.notification_id collate "C")));
end;
$$;
revoke all on function private.is_payment_refunded(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_payment_refunded(text, text, text) is 'Whether a payment was refunded, wholly or in part (more than 0 %), charged back or revoked, and that not reversed.
By any report known, applied or waiting, under whichever receipt of the purchase.';
