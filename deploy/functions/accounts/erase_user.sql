-- Deploy functions/accounts/erase_user: stamped from functions/accounts/erase_user.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.erase_user(p_user_id uuid)
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
  return private.erase(private.target_user(p_user_id), 'erase_user', now());
end;
$$;
revoke all on function public.erase_user(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.erase_user(uuid) to service_role, dochub_admin;
comment on function public.erase_user(uuid) is 'Erases a user''s account, at once and for good, as erase_my_account does; for requests that reach the staff by other ways. It is noted in the audit log. Delete the account at the identity provider too. Answer: {ok, user_id, erased_at, already}; already: it was erased before, nothing changes. Refusal: user_not_found (404); PT400 for a bad argument. Example: POST /rpc/erase_user {"p_user_id": "…"}.';
commit;
