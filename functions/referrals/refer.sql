create or replace function private.refer(p_user_id uuid, p_code text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_wait integer;
  v_referrer public.user_profile;
  v_referral private.referrals;
  v_signed_up_at timestamptz;
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
  -- The referrer is not locked: nothing that is looked at here changes, but that the account may be erased, and then it gets nothing.
  select u.* into v_referrer
    from private.referral_code_claims as c
    join public.user_profile as u on u.user_id = c.user_id
   where c.referral_code = v_code and u.erased_at is null;
  if not found then
    perform private.count_attempt('referral_code', p_user_id, v_at);
    return private.refuse('code_not_found');
  elsif v_referrer.user_id = p_user_id then
    return private.refuse('self_referral');
  end if;

  select * into v_referral from private.referrals as r where r.user_id = p_user_id;
  if found then
    return private.refuse('already_referred', jsonb_build_object(
      'referred_at', v_referral.referred_at, 'is_this_code', v_referral.referrer_id = v_referrer.user_id));
  end if;
  select u.created_at into strict v_signed_up_at from public.user_profile as u where u.user_id = p_user_id;
  -- In seconds: a day is 24 hours, whatever the session's time zone.
  select v_signed_up_at + make_interval(secs => extract(epoch from s.referral_window)::double precision) into strict v_until
    from private.settings as s;
  v_shared := private.shared_by(p_user_id, v_referrer.user_id);
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
revoke all on function private.refer(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refer(uuid, text, timestamptz) is 'use_referral_code at a given time, its arguments checked.';
