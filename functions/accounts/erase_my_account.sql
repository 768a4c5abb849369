create or replace function public.erase_my_account(p_confirm text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_confirm is distinct from 'erase my account' then
    raise sqlstate 'PT400' using
      message = 'p_confirm must be exactly: erase my account',
      hint = 'Let the user type it. Erasure cannot be undone.';
  end if;
  return private.erase(private.target_user(null), 'erase_my_account', now());
end;
$$;
revoke all on function public.erase_my_account(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.erase_my_account(text) to authenticated;
comment on function public.erase_my_account(text) is 'Erases the caller''s account, at once and for good: names, e-mail address, devices, push tokens, settings, play counts, custom courses (also those that wait behind a link to the verified address), logs, caches and the stores'' raw messages are deleted. What stays is the account''s random id, the time, and accounting rows (purchases, subscriptions, credits), which hold nothing personal. Purchases, credits and subscriptions are lost; the stores'' subscriptions have to be canceled there. The e-mail address is free for a new account.
p_confirm: exactly the words erase my account, else PT400. Offer export_my_data first.
Answer: {ok, user_id, erased_at, already}. already: it was erased before, nothing changes. From then on every request with this account''s tokens is refused with 403, code PT403 (another 403 has code 42501): sign out and forget them.
Example: POST /rpc/erase_my_account {"p_confirm": "erase my account"}.';
