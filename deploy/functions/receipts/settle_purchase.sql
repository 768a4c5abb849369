-- Deploy functions/receipts/settle_purchase: stamped from functions/receipts/settle_purchase.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.take_purchase(
  p_user_id uuid, p_kind text, p_store text, p_environment text, p_transaction_id text, p_receipts text[], p_at timestamptz,
  out refusal text, out purchase_transaction_id text, out receipts text[], out is_known boolean)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
  v_again record;
begin
  v_found := private.find_purchase(p_store, p_environment, p_receipts);
  loop
    begin
      perform private.lock_receipt(p_store, p_environment, v_found.receipts);
      v_again := private.find_purchase(p_store, p_environment, p_receipts);
      exit when v_again.receipts <@ v_found.receipts;
      raise sqlstate 'DH001';
    exception
      -- A report joined another receipt meanwhile: the locks are given back and taken in order.
      when sqlstate 'DH001' then
        v_found := v_again;
    end;
  end loop;
  receipts := v_again.receipts;
  is_known := v_again.purchases is not null;
  purchase_transaction_id := coalesce(v_again.purchases[1], p_transaction_id);
  -- A claim without a user is that of a link which nobody has claimed yet.
  if exists (select 1 from unnest(v_again.holders, v_again.kinds) as c (holder, kind) where c.holder is distinct from p_user_id or c.kind <> p_kind) then
    refusal := 'receipt_already_in_use';
  elsif cardinality(v_again.purchases) > 1 then
    refusal := 'receipts_differ';
  elsif not v_again.is_whole then
    perform private.join_receipts(p_user_id, p_kind, p_store, p_environment, purchase_transaction_id, receipts, p_at);
    if is_known then
      -- The purchase is there already; what waited under the receipt that is new is about it, too.
      if p_user_id is not null then
        perform private.settle_credits(p_user_id, p_at);
      end if;
      perform private.settle_purchase(p_user_id, p_store, p_environment, purchase_transaction_id, receipts, p_at);
    end if;
  end if;
end;
$$;
revoke all on function private.take_purchase(uuid, text, text, text, text, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_purchase(uuid, text, text, text, text, text[], timestamptz) is 'Locks and claims the receipts of a single purchase (p_receipts, as of purchase_argument) for a user, or, without one, for a link.
refusal: receipt_already_in_use when another user, another kind or an unclaimed link holds one of them, receipts_differ when they are those of two purchases of
the user''s. purchase_transaction_id: that of the purchase''s row, p_transaction_id where it is new, else that under which it was recorded first: the same
token, or the same transaction, is the same purchase whatever else it names. is_known: it was recorded already. receipts: all of it. Called under the user''s lock; a new purchase is recorded by
the caller, who then calls settle_purchase.';

create or replace function private.join_receipts(
  p_user_id uuid, p_kind text, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.claim_receipt(p_store, p_environment, p_receipts, p_user_id, p_kind, p_purchase_transaction_id, p_at);
  update private.store_refunds as r
     set purchase_transaction_id = p_purchase_transaction_id
   where r.store = p_store and r.environment = p_environment and r.purchase_transaction_id = any (p_receipts)
     and r.purchase_transaction_id <> p_purchase_transaction_id;
end;
$$;
revoke all on function private.join_receipts(uuid, text, text, text, text, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.join_receipts(uuid, text, text, text, text, text[], timestamptz) is 'Makes receipts those of one purchase: claims those that nobody has (with a kind; without one the purchase is not known yet) and puts the refunds that
were reported under any of them under its name. Called under the locks of all of them.';

create or replace function private.settle_purchase(
  p_user_id uuid, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bought record;
  v_report record;
  v_lost record;
  v_percentage integer;
  v_credits integer;
  v_is_changed boolean := false;
  v_tokens constant text[] := array(select substr(r, 7) from unnest(p_receipts) as r where r like 'token:%');
begin
  -- Refunds before reversals: a reversal waits for its refund. Each is applied by what it adds to the fold of those before it.
  for v_report in
    select r.notification_id, r.kind
      from private.store_refunds as r
     where r.store = p_store and r.environment = p_environment and r.purchase_transaction_id = p_purchase_transaction_id and r.applied_at is null
     order by r.kind = 'reversal', r.occurred_at, r.notification_id collate "C"
  loop
    select b.quantity, b.credits, b.refunded_percentage, b.refunded_credits into strict v_bought
      from (
        select a.quantity, a.credits, a.refunded_percentage, a.refunded_credits
          from public.ai_credit_purchases as a
         where a.user_id = p_user_id and a.store = p_store and a.environment = p_environment and a.transaction_id = p_purchase_transaction_id
         union all
        select 1, null, c.refunded_percentage, null
          from public.course_purchases as c
         where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_purchase_transaction_id
         union all
        select 1, null, m.refunded_percentage, null
          from public.custom_course_purchases as m
         where m.store = p_store and m.environment = p_environment and m.transaction_id = p_purchase_transaction_id) as b;
    v_lost := private.refunded_share(p_store, p_environment, p_purchase_transaction_id, v_bought.quantity, v_report.notification_id);
    continue when not v_lost.is_matched;
    -- 100 % is all of it and nothing less; what is taken of credits is rounded up, and never more than was given.
    v_percentage := least(100, v_lost.share / v_bought.quantity)::integer;
    v_credits := least(v_bought.credits, (v_bought.credits * v_lost.share + 100 * v_bought.quantity - 1) / (100 * v_bought.quantity))::integer;
    if v_bought.credits is not null then
      perform private.post_bank(
        p_user_id, case when v_report.kind = 'reversal' then 'reversal' else 'refund' end, v_bought.refunded_credits - v_credits,
        p_store, p_environment, p_purchase_transaction_id, p_at);
      update public.ai_credit_purchases as a
         set refunded_percentage = v_percentage, refunded_credits = v_credits
       where a.user_id = p_user_id and a.store = p_store and a.environment = p_environment and a.transaction_id = p_purchase_transaction_id;
    elsif v_percentage <> v_bought.refunded_percentage then
      perform private.set_course_refund(p_user_id, p_store, p_environment, p_purchase_transaction_id, v_percentage, p_at);
    end if;
    update private.store_refunds as r
       set user_id = p_user_id, applied_at = p_at, taken_percentage = abs(v_percentage - v_bought.refunded_percentage),
           taken_credits = abs(v_credits - v_bought.refunded_credits)
     where r.store = p_store and r.environment = p_environment and r.notification_id = v_report.notification_id;
    v_is_changed := true;
  end loop;

  -- What the stores reported of it while nobody knew whose it is. One that names another account stays out.
  update private.store_inbox as i
     set disposition = e.disposition,
         user_id = case when e.disposition = 'applied' then p_user_id end,
         bound_at = case when e.disposition = 'applied' then p_at end,
         waits_for = null
    from (
      select w.notification_id,
             case when w.event_type = 'started'
                    and (not private.is_account_token(w.payload ->> 'account_token', p_user_id) or lower(w.payload ->> 'user_id') <> p_user_id::text)
               then 'ignored' else 'applied' end as disposition
        from private.store_inbox as w
       where w.store = p_store and w.environment = p_environment and w.disposition = 'orphan'
         and (w.transaction_id = any (p_receipts) or w.token_sha256 = any (v_tokens))
         and (w.event_type = 'started' or exists (
           select 1 from private.store_refunds as r
            where r.store = w.store and r.environment = w.environment and r.applied_at is not null
              and r.notification_id in (w.notification_id, w.payload #>> '{transaction,refund_id}')))) as e
   where i.store = p_store and i.environment = p_environment and i.notification_id = e.notification_id and p_user_id is not null;
  if v_is_changed then
    perform private.claw_back_reward(p_store, p_environment, r, p_at) from unnest(p_receipts) as r;
  end if;
end;
$$;
revoke all on function private.settle_purchase(uuid, text, text, text, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_purchase(uuid, text, text, text, text[], timestamptz) is 'Applies what was reported about a single purchase and waited: refunds and reversals, credits and courses alike.
What it has lost is private.refunded_share of them; what has changed since is moved: credits of the bank (spent ones become debt), or the course. A reversal
whose refund is not known goes on waiting. With it what waits in the inbox, and the referral reward that it earned. p_receipts: all receipts of it.
Called under the locks of the user and of these, after settle_credits. p_user_id is NULL for the purchase of a link that nobody has claimed yet.';

create or replace function private.take_over_purchase(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_token_sha256 text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
begin
  v_found := private.find_purchase(p_store, p_environment, array_remove(array[p_transaction_id, 'token:' || p_token_sha256], null));
  perform private.claim_receipt(
    p_store, p_environment, v_found.receipts, p_user_id, 'custom_course', p_at => p_at, p_is_taken_over => true);
  -- Refunds that came before were applied to nobody.
  update private.store_refunds as r
     set user_id = p_user_id
   where r.store = p_store and r.environment = p_environment and r.purchase_transaction_id = p_transaction_id and r.applied_at is not null;
  perform private.settle_purchase(p_user_id, p_store, p_environment, p_transaction_id, v_found.receipts, p_at);
end;
$$;
revoke all on function private.take_over_purchase(uuid, text, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_over_purchase(uuid, text, text, text, text, timestamptz) is 'Makes the purchase behind a link, its receipts, its refunds and the notifications of them, those of the user who claims it.
p_transaction_id, p_token_sha256: of its row. Called under the locks of the user and of that transaction''s receipt, which whoever changes the purchase holds, too.';

create or replace function private.set_course_refund(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text;
  v_custom record;
  v_is_held boolean;
  v_is_tester boolean;
begin
  -- Given back by a reversal it is invalid first: whether it gives the course again depends on what was bought meanwhile.
  update public.course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'invalid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end
   where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
  returning c.course_code into v_code;
  if found then
    perform private.choose_course_purchase(p_user_id, v_code);
    return;
  end if;

  select c.purchase_id, c.user_id, c.custom_course_id into strict v_custom
    from public.custom_course_purchases as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  -- Before anything that raises the user's generation (ADR 2).
  perform from public.custom_courses as c
    where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id for no key update;
  update public.custom_course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'valid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end,
         link_revoked_at = case when p_percentage = 100 and c.claimed_at is null and c.link_token_sha256 is not null then coalesce(c.link_revoked_at, p_at) end
   where c.purchase_id = v_custom.purchase_id;
  -- A course that was paid for twice stays while one payment does; sandbox ones count for testers only.
  select u.is_tester into v_is_tester from public.user_profile as u where u.user_id = v_custom.user_id;
  select bool_or(c.revoked_at is null) into v_is_held
    from public.custom_course_purchases as c
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and c.validation in ('valid', 'revoked')
     and (c.environment = 'production' or v_is_tester);
  update public.custom_courses as c
     set revoked_at = case when not v_is_held then p_at end
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and (c.revoked_at is null) <> v_is_held;
end;
$$;
revoke all on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) is 'Sets how much of a course''s or custom course''s purchase is refunded: at 100 % it gives nothing any more (and a link not claimed yet is void), below it gives what it gave. p_user_id is NULL for the purchase of a link that nobody has claimed.';
commit;
