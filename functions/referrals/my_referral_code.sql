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
