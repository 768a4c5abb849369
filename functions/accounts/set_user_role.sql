create or replace function public.set_user_role(p_user_id uuid, p_role text)
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
  elsif p_role is null or p_role not in ('user', 'admin') then
    raise sqlstate 'PT400' using message = 'p_role must be user or admin';
  end if;
  return private.give_role(private.target_user(p_user_id), p_role, now());
end;
$$;
revoke all on function public.set_user_role(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.set_user_role(uuid, text) to service_role, dochub_admin;
comment on function public.set_user_role(uuid, text) is 'Makes a user an administrator, or an ordinary user again; it is noted in the audit log. p_role: user or admin. A dochub_admin token counts while its user is an administrator, so that the change works at the next request, whatever tokens are about; it makes no token. The last administrator may be taken the role too: service_role gives it again. Answer: {ok, user_id, role, changed}. Refusals: anonymous_account (403; such an account cannot be an administrator), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/set_user_role {"p_user_id": "…", "p_role": "admin"}.';
