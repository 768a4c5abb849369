create or replace function private.post_credits(
  p_user_id uuid, p_kind text, p_at timestamptz,
  p_weekly_used integer default 0, p_promotional_split jsonb default '{}', p_bank integer default 0,
  p_held integer default 0, p_debt integer default 0,
  p_hold_id uuid default null, p_store text default null, p_environment text default null, p_transaction_id text default null,
  p_credit_id uuid default null, p_reason text default null)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
begin
  update public.ai_usage as u
     set weekly_used = u.weekly_used + p_weekly_used,
         bank = u.bank + p_bank,
         held = u.held + p_held,
         debt = u.debt + p_debt,
         last_entry_no = u.last_entry_no + 1,
         clock_at = p_at
   where u.user_id = p_user_id
  returning * into strict v_usage;
  if p_promotional_split <> '{}' then
    update public.referral_credits as r
       set remaining = r.remaining + (p_promotional_split ->> r.credit_id::text)::integer
     where r.user_id = p_user_id and p_promotional_split ? r.credit_id::text;
  end if;
  insert into private.credit_ledger (
    user_id, entry_no, kind, weekly_used, promotional, bank, held, debt, promotional_split,
    week_start, hold_id, store, environment, transaction_id, credit_id, occurred_at)
  values (
    p_user_id, v_usage.last_entry_no, p_kind, p_weekly_used,
    (select coalesce(sum(e.value::integer), 0) from jsonb_each_text(p_promotional_split) as e),
    p_bank, p_held, p_debt, p_promotional_split,
    v_usage.week_start, p_hold_id, p_store, p_environment, p_transaction_id, p_credit_id, p_at);
  if p_reason is not null then
    insert into private.credit_reasons (user_id, entry_no, reason) values (p_user_id, v_usage.last_entry_no, p_reason);
  end if;
end;
$$;
revoke all on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text) is 'The one place where credits move: changes the stored balances (ai_usage, and referral_credits by {credit_id: change}) and writes the ledger entry of the same amounts, so that balances equal sums by construction. Called under the user''s lock, after settle_credits.';
