-- Deploy functions/credits/credit_balance: stamped from functions/credits/credit_balance.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.credit_balance(p_user_id uuid default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(p_user_id);
begin
  -- One's own account need not have been written down yet.
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null)
     or (v_user_id is distinct from private.current_user_id()
         and not exists (select from public.user_profile as p where p.user_id = v_user_id)) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true) || private.balance(v_user_id, private.user_clock(v_user_id, now()));
end;
$$;
revoke all on function public.credit_balance(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.credit_balance(uuid) to authenticated, service_role, dochub_admin;
comment on function public.credit_balance(uuid) is 'AI credits now: {ok, weekly_allowance, weekly_used, weekly_remaining, promotional, bank, held, debt, available, resets_at}. They are spent in this order: weekly allowance, promotional credits (soonest expiry first), purchased bank. available is what a spend may take, 0 while there is debt; resets_at is when the next week starts, Monday 00:00 in the user''s time zone. p_user_id: only for service_role and dochub_admin; the caller by default. Reads only. Refusal: user_not_found. Example: GET /rpc/credit_balance.';
commit;
