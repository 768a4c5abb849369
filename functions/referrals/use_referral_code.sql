create or replace function public.use_referral_code(p_code text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  if p_code is null or length(p_code) > 200 then
    raise sqlstate 'PT400' using message = 'p_code is missing or has more than 200 characters';
  end if;
  return private.refer(private.target_user(null), p_code, now());
end;
$$;
revoke all on function public.use_referral_code(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.use_referral_code(text) to authenticated;
comment on function public.use_referral_code(text) is 'Says that the caller came by somebody''s referral code. Once a user, within 30 days of sign-up (settings.referral_window). The caller gets nothing by it; whoever''s code it is gets promotional credits when the caller''s first payment is past the time for refunds. Neither learns who the other is.
p_code: as typed; case, spaces and dashes do not matter.
Answer: {ok, referral_code, referred_at}.
Refusals, the first that applies: user_not_found (404; erased), too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address), code_not_found (404; also a code whose owner erased the account: no telling which), self_referral (422), already_referred (409; details.referred_at and details.is_this_code: true when it was this very code, so that a repeated call knows that the first one worked), referral_not_allowed (422; details.reason: signup_too_old with details.until; not_an_older_account: the code''s owner must have signed up before the caller; same_device: both have registered one device; same_store_account: both have had one store subscription). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/use_referral_code {"p_code": "7KQM-2XRT-9HWZ-4C"}.';
