-- Deploy functions/referrals/use_referral_code: stamped from functions/referrals/use_referral_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.use_referral_code(p_code text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable(), private.assert_unfiltered();
  if p_code is null or length(p_code) > 200 then
    raise sqlstate 'PT400' using message = 'p_code is missing or has more than 200 characters';
  end if;
  return private.use_referral_code(private.target_user(null), p_code, now());
end;
$$;
revoke all on function public.use_referral_code(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.use_referral_code(text) to authenticated;
comment on function public.use_referral_code(text) is 'Says that the caller came by somebody''s referral code.
Once a user, within 30 days of sign-up (settings.referral_window). The caller gets nothing by it; whoever''s code it is gets promotional credits when
the caller''s first payment is past the time for refunds. Neither learns who the other is.
p_code: as typed; case, spaces and dashes do not matter.

Answer: {ok, referral_code, referred_at}.

Refusals, the first that applies: user_not_found (404; erased), too_many_attempts (429; details.retry_after seconds; codes not found are counted a
user and a client address), code_not_found (404; also a code whose owner erased the account: no telling which), self_referral (422),
already_referred (409; details.referred_at and details.is_this_code: true when it was this very code, so that a repeated call knows that the first one
worked), referral_not_allowed (422; details.reason: signup_too_old with details.until; not_an_older_account: the code''s owner must have signed up
before the caller; same_device: both have registered one device; same_store_account: both have had one store subscription).
PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.

Example: POST /rpc/use_referral_code {"p_code": "7KQM-2XRT-9HWZ-4C"}.';

create or replace function private.use_referral_code(p_user_id uuid, p_code text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_owner uuid;
  v_wait integer;
  v_referrer record;
  v_referral record;
  v_signed_up_at timestamptz;
  v_window interval;
  v_until timestamptz;
  v_shared text;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_wait := private.throttle_wait('referral_code', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  v_owner := private.claim_referral_code(v_code);
  -- The referrer is not locked: nothing that is looked at here changes, but that the account may be erased, and then it gets nothing.
  select u.user_id, u.created_at into v_referrer from public.user_profile as u where u.user_id = v_owner and u.erased_at is null;
  if not found then
    return private.refuse_attempt('referral_code', p_user_id, 'code_not_found', v_at);
  elsif v_referrer.user_id = p_user_id then
    return private.refuse('self_referral');
  end if;

  select r.referrer_id, r.referred_at into v_referral from private.referrals as r where r.user_id = p_user_id;
  if found then
    return private.refuse('already_referred', jsonb_build_object(
      'referred_at', v_referral.referred_at, 'is_this_code', v_referral.referrer_id = v_referrer.user_id));
  end if;
  select u.created_at into strict v_signed_up_at from public.user_profile as u where u.user_id = p_user_id;
  select s.referral_window into strict v_window from private.settings as s;
  -- In seconds: a day is 24 hours, whatever the session's time zone.
  v_until := v_signed_up_at + make_interval(secs => extract(epoch from v_window)::double precision);
  v_shared := private.same_person_evidence(p_user_id, v_referrer.user_id);
  if v_at >= v_until then
    return private.refuse('referral_not_allowed', jsonb_build_object('reason', 'signup_too_old', 'until', v_until));
  elsif v_referrer.created_at >= v_signed_up_at then
    return private.refuse('referral_not_allowed', jsonb_build_object('reason', 'not_an_older_account'));
  elsif v_shared is not null then
    return private.refuse('referral_not_allowed', jsonb_build_object('reason', v_shared));
  end if;
  insert into private.referrals (user_id, referrer_id, referred_at) values (p_user_id, v_referrer.user_id, v_at);
  return jsonb_build_object('ok', true, 'referral_code', v_code, 'referred_at', v_at);
end;
$$;
revoke all on function private.use_referral_code(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.use_referral_code(uuid, text, timestamptz) is 'use_referral_code at a given time, its arguments checked.';

create or replace function private.same_person_evidence(p_user_id uuid, p_other_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_users uuid[] := array[p_user_id, p_other_id];
  v_both boolean;
  v_receipts jsonb;
  v_courses jsonb;
  v_weeks jsonb;
  v_events jsonb;
begin
  select exists (
      select 1
        from public.user_profile as u
       cross join lateral jsonb_array_elements(u.devices) as e (device)
       where u.user_id = any (v_users) and e.device ->> 'device_id' is not null
       group by e.device ->> 'device_id'
      having count(distinct u.user_id) = 2)
    into v_both;
  if v_both then
    return 'same_device';
  end if;
  select exists (
      select 1 from private.push_tokens as t where t.user_id = any (v_users) group by t.push_token having count(distinct t.user_id) = 2)
    into v_both;
  if v_both then
    return 'same_device';
  end if;

  -- Subscriptions that both have or had, whoever holds them now: by the receipts, by the weeks drawn from them, by the two logs; and courses that
  -- were bought once and restored. Each table by itself, as they may lie apart.
  select jsonb_agg(distinct jsonb_build_array(c.user_id, c.store, c.environment, c.original_transaction_id)) into v_receipts
    from private.receipt_claims as c where c.user_id = any (v_users);
  select jsonb_agg(distinct jsonb_build_array(c.user_id, c.store, c.environment, c.original_transaction_id)) into v_courses
    from public.course_purchases as c where c.user_id = any (v_users) and c.store is not null;
  select jsonb_agg(distinct jsonb_build_array(a.user_id, a.store, a.environment, a.original_transaction_id)) into v_weeks
    from private.allowance_claims as a where a.user_id = any (v_users);
  select jsonb_agg(distinct jsonb_build_array(s.user_id, s.store, s.environment, coalesce(s.original_transaction_id, s.transaction_id))) into v_events
    from public.subscription_events as s where s.user_id = any (v_users);
  select exists (
      select 1
        from jsonb_array_elements(coalesce(v_receipts, '[]') || coalesce(v_courses, '[]') || coalesce(v_weeks, '[]') || coalesce(v_events, '[]')) as e (had)
       where e.had ->> 1 <> 'code' and e.had ->> 3 is not null
       group by e.had - 0
      having count(distinct e.had ->> 0) = 2)
    into v_both;
  return case when v_both then 'same_store_account' end;
end;
$$;
revoke all on function private.same_person_evidence(uuid, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.same_person_evidence(uuid, uuid) is 'What shows that two accounts are one person''s; NULL: nothing.
same_device: a device_id or a push token that both registered. same_store_account: a store subscription that both have or had.';

create or replace function public.my_referral_code()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_at timestamptz;
  v_is_anonymous boolean;
  v_code text;
  v_new text;
begin
  perform private.assert_writable();
  v_user_id := private.target_user(null);
  v_at := private.lock_user(v_user_id, now());
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  select u.referral_code, u.is_anonymous into strict v_code, v_is_anonymous from public.user_profile as u where u.user_id = v_user_id;
  -- One that was made stays, whatever kind of account this is now.
  if v_code is null and v_is_anonymous then
    return private.refuse('anonymous_account');
  end if;
  while v_code is null loop
    v_new := private.generated_code();
    if private.claim_referral_code(v_new, v_user_id, v_at) = v_user_id then
      update public.user_profile as u set referral_code = v_new where u.user_id = v_user_id;
      v_code := v_new;
    end if;
  end loop;
  return jsonb_build_object('ok', true, 'referral_code', v_code);
end;
$$;
revoke all on function public.my_referral_code() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_referral_code() to authenticated;
comment on function public.my_referral_code() is 'The caller''s own referral code: made at the first call, the same ever after.
Others enter it with use_referral_code within 30 days of their sign-up (settings.referral_window); when one of them pays, the caller gets
promotional credits (referral_credits, source referral; credit_balance).

Answer: {ok, referral_code}: 14 of A–Z and 2–9. Refusals: anonymous_account (403; sign up first), user_not_found (404; erased); PT405 for GET.

Example: POST /rpc/my_referral_code {}.';
commit;
