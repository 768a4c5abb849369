create or replace function private.give_back(
  p_user_id uuid, p_hold private.credit_holds, p_kind text, p_weekly integer, p_promotional_split jsonb, p_bank integer,
  p_is_made_good boolean, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_usage public.ai_usage;
  v_rest record;
  v_week_ends_at timestamptz;
  v_goodwill_id uuid;
begin
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  -- Weekly credits whose week is over are lost when that was the user's doing; they do not pay debt either.
  select * into strict v_rest
    from private.pay_debt(
      p_user_id, v_usage.debt,
      case when v_usage.week_start = p_hold.week_start or p_is_made_good then p_weekly else 0 end,
      p_promotional_split, p_bank, p_at);
  if v_usage.week_start <> p_hold.week_start then
    -- When it was not, credits of this week make them good.
    if v_rest.weekly > 0 then
      select s.week_ends_at into strict v_week_ends_at from private.credit_state(p_user_id, p_at) as s;
      insert into public.referral_credits (user_id, source, amount, remaining, hold_id, granted_at, vested_at, expires_at)
      values (p_user_id, 'goodwill', v_rest.weekly, 0, p_hold.hold_id, p_at, p_at, v_week_ends_at)
      returning credit_id into strict v_goodwill_id;
      v_rest.promotional_split := v_rest.promotional_split || jsonb_build_object(v_goodwill_id, v_rest.weekly);
    end if;
    v_rest.weekly := 0;
  end if;
  perform private.post_credits(
    p_user_id, p_kind, p_at,
    p_weekly_used => - v_rest.weekly,
    p_promotional_split => v_rest.promotional_split,
    p_bank => v_rest.bank,
    p_held => - p_hold.amount,
    p_debt => - v_rest.paid,
    p_hold_id => p_hold.hold_id,
    p_credit_id => v_goodwill_id);
end;
$$;
revoke all on function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz) is 'Ends a hold and gives these parts of it back to where they came from, debt first. Weekly credits whose week is over come back as promotional ones to the end of the current week when p_is_made_good, else not at all. Called under the user''s lock, after the week is settled.';
