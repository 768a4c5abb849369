-- Deploy functions/discounts/release_discount: stamped from functions/discounts/release_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.release_discount(p_user_id uuid, p_idempotency_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  end if;
  return private.release_discount(private.target_user(p_user_id), p_idempotency_key, now());
end;
$$;
revoke all on function public.release_discount(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.release_discount(uuid, text) to service_role, dochub_admin;
comment on function public.release_discount(uuid, text) is 'Releases a user''s redemption of a discount code, for a purchase that was not finished or a code given by mistake.
It counts no longer (times_redeemed goes down by one), and the user may redeem the code again with a new key.
p_idempotency_key: the key that the user''s app called redeem_discount with; the same call again, by whomever, gets the first answer with
"replayed": true. redeem_discount with the old key goes on answering as it did the first time: a released redemption is seen by released_at in
user_discounts.
What the redemption gave is taken back: credits not spent (what is on hold is lost when the hold is released; what is spent stays spent, there is no
debt), the free days not over yet (days that other codes gave after them move up, without a gap), a course that was given. The credits of the week drawn already stay.

Answer: {ok, code, redemption_id, released_at, credits (taken back), free_days_ended, course_code (taken back, or null), replayed}.

Refusals, which are not kept for the key: redemption_not_found (404; nothing was redeemed with this key), redemption_fulfilled (409; a purchase or a
subscription has used this redemption: refund it in full first), user_not_found (404); PT400 for a bad argument.

Example: POST /rpc/release_discount {"p_user_id": "…", "p_idempotency_key": "a3f1c2d4-redeem"}.';

create or replace function private.release_discount(p_user_id uuid, p_idempotency_key text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_redemption_id uuid;
  v_redemption record;
  v_taken record;
  v_released_at timestamptz;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- The key is the redemption's, not this call's: whoever released it, service or administrator, the answer is the first one.
  select k.answer into v_answer
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = 'release_discount' and k.key_sha256 = v_key
   limit 1;
  if found then
    return v_answer || '{"replayed": true}';
  end if;
  select (k.answer ->> 'redemption_id')::uuid into v_redemption_id
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = 'redeem_discount' and k.caller_class = 'client' and k.key_sha256 = v_key
     and k.answer -> 'ok' = 'true';
  select u.code, u.benefit_kind, u.fulfilled_at into v_redemption
    from public.user_discounts as u
   where u.user_id = p_user_id and u.redemption_id = v_redemption_id;
  if not found then
    return private.refuse('redemption_not_found');
  elsif v_redemption.fulfilled_at is not null and v_redemption.benefit_kind in ('percent', 'amount')
        and private.is_redemption_used(p_user_id, v_redemption_id) then
    return private.refuse('redemption_fulfilled');
  end if;

  if v_redemption.benefit_kind in ('credits', 'free_days') then
    perform private.settle_credits(p_user_id, v_at);
  else
    update public.ai_usage as u set clock_at = v_at where u.user_id = p_user_id and u.clock_at < v_at;
  end if;
  v_taken := private.take_back_redemption(p_user_id, v_redemption_id, v_redemption.code, v_at);
  update public.user_discounts as u
     set released_at = v_at
   where u.user_id = p_user_id and u.redemption_id = v_redemption_id and u.released_at is null
  returning u.released_at into v_released_at;
  if found then
    -- The code's lock comes last and is held no longer than the row's own change needs.
    update public.discount_codes as d
       set times_redeemed = d.times_redeemed - 1
     where d.code = v_redemption.code;
  else
    -- It had lapsed, and another took its place.
    select u.released_at into strict v_released_at
      from public.user_discounts as u
     where u.user_id = p_user_id and u.redemption_id = v_redemption_id;
  end if;
  return private.keep_idempotent(p_user_id, 'release_discount', v_key, '{}', jsonb_build_object(
    'ok', true,
    'code', v_redemption.code,
    'redemption_id', v_redemption_id,
    'released_at', v_released_at,
    'credits', v_taken.credits,
    'free_days_ended', v_taken.free_days_ended,
    'course_code', v_taken.course_code,
    'replayed', false), v_at);
end;
$$;
revoke all on function private.release_discount(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.release_discount(uuid, text, timestamptz) is 'release_discount at a given time, its arguments checked.';

create or replace function private.is_redemption_used(p_user_id uuid, p_redemption_id uuid)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_named bigint;
  v_is_given boolean;
  v_is_paid boolean;
begin
  select count(*), bool_or(n.is_gift), bool_or(n.is_paid) into strict v_named, v_is_given, v_is_paid
    from (
      select c.source = 'code' as is_gift, c.refunded_percentage < 100 as is_paid
        from public.course_purchases as c where c.user_id = p_user_id and c.redemption_id = p_redemption_id
      union all
      select false, a.refunded_percentage < 100
        from public.ai_credit_purchases as a where a.user_id = p_user_id and a.redemption_id = p_redemption_id
      union all
      select false, m.refunded_percentage < 100
        from public.custom_course_purchases as m where m.user_id = p_user_id and m.redemption_id = p_redemption_id
      union all
      select false, t.revoked_at is null
        from private.store_transactions as t where t.user_id = p_user_id and t.redemption_id = p_redemption_id) as n;
  -- None: the subscription moved to another account, or what started it has not been told yet. It was used all the same.
  return case when v_is_given then false when v_named = 0 then true else v_is_paid end;
end;
$$;
revoke all on function private.is_redemption_used(uuid, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_redemption_used(uuid, uuid) is 'Whether a purchase or a subscription uses a fulfilled redemption, and is not refunded in full.
The course that the redemption itself gave is none.';

create or replace function private.take_back_redemption(
  p_user_id uuid, p_redemption_id uuid, p_code text, p_at timestamptz,
  out credits integer, out free_days_ended boolean, out course_code text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit record;
  v_subscription public.subscriptions;
begin
  credits := 0;
  for v_credit in
    select r.credit_id, r.remaining
      from public.referral_credits as r
     where r.user_id = p_user_id and r.redemption_id = p_redemption_id and r.clawed_back_at is null
  loop
    if v_credit.remaining > 0 then
      perform private.post_credits(
        p_user_id, 'clawback', p_at,
        p_promotional_split => jsonb_build_object(v_credit.credit_id, - v_credit.remaining),
        p_credit_id => v_credit.credit_id);
    end if;
    -- What is on hold does not come back to it either.
    update public.referral_credits as r
       set clawed_back_at = p_at
     where r.user_id = p_user_id and r.credit_id = v_credit.credit_id;
    credits := credits + v_credit.remaining;
  end loop;

  update private.store_transactions as t
     set revoked_at = p_at
   where t.user_id = p_user_id and t.store = 'code' and t.environment = 'production' and t.transaction_id = p_redemption_id::text
     and t.revoked_at is null and t.expires_at > p_at;
  free_days_ended := found;
  if free_days_ended then
    perform private.pack_free_days(p_user_id, p_at);
    perform private.fold_subscription(p_user_id);
    select s.* into strict v_subscription from public.subscriptions as s where s.user_id = p_user_id;
    insert into public.subscription_events (
      user_id, store, environment, notification_id, event_type, disposition,
      transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at)
    values (
      p_user_id, 'code', 'production', 'release:' || p_redemption_id, 'revoked', 'applied',
      p_redemption_id::text, p_redemption_id::text, p_code, private.subscription_state(v_subscription, p_at), p_at, p_at);
  end if;

  update public.course_purchases as c
     set validation = 'revoked', revoked_at = p_at
   where c.user_id = p_user_id and c.source = 'code' and c.redemption_id = p_redemption_id and c.revoked_at is null
  returning c.course_code into course_code;
  if found then
    -- One that was paid for meanwhile gives it now.
    perform private.choose_course_purchase(p_user_id, course_code);
  end if;
end;
$$;
revoke all on function private.take_back_redemption(uuid, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_back_redemption(uuid, uuid, text, timestamptz) is 'Takes back what a redemption gave: credits not spent, the rest of its free days, the course.
Called under the user''s lock, after settle_credits where it gave credits or days.';

create or replace function private.pack_free_days(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ends_at timestamptz := p_at;
  v_grant record;
begin
  for v_grant in
    select t.transaction_id, t.redemption_id, t.purchased_at, t.expires_at
      from private.store_transactions as t
     where t.user_id = p_user_id and t.store = 'code' and t.revoked_at is null and t.replaced_at is null and t.expires_at > p_at
     order by t.purchased_at, t.transaction_id collate "C"
  loop
    if v_grant.purchased_at > v_ends_at then
      -- In seconds: a day is 24 hours, whatever the session's time zone.
      v_grant.expires_at := v_ends_at + make_interval(secs => extract(epoch from v_grant.expires_at - v_grant.purchased_at)::double precision);
      update private.store_transactions as t
         set purchased_at = v_ends_at, expires_at = v_grant.expires_at
       where t.user_id = p_user_id and t.store = 'code' and t.environment = 'production' and t.transaction_id = v_grant.transaction_id;
      update public.user_discounts as u
         set grant_expires_at = v_grant.expires_at
       where u.user_id = p_user_id and u.redemption_id = v_grant.redemption_id;
    end if;
    v_ends_at := v_grant.expires_at;
  end loop;
end;
$$;
revoke all on function private.pack_free_days(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.pack_free_days(uuid, timestamptz) is 'Moves the free days of codes up that are yet to begin, each to the end of those before it, or to now: no gap is left.
They keep their length and their order, and their redemptions say their new end. Called under the user''s lock, before fold_subscription.';
commit;
