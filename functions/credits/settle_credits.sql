create or replace function private.settle_credits(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_clawback record;
begin
  perform private.settle_holds(p_user_id, p_at);
  perform private.settle_week(p_user_id, p_at);
  -- Refunds of payments behind referral rewards. They could not take the user's lock; here it is held.
  for v_clawback in
    select r.credit_id, r.remaining, case when r.vested_at is null then r.amount else r.remaining end as taken
      from private.referral_clawbacks as c
      join public.referral_credits as r on r.user_id = c.user_id and r.credit_id = c.credit_id
     where c.user_id = p_user_id and c.settled_at is null
     order by c.refunded_at, c.credit_id
  loop
    if v_clawback.remaining > 0 then
      perform private.post_credits(
        p_user_id, 'clawback', p_at,
        p_promotional_split => jsonb_build_object(v_clawback.credit_id, - v_clawback.remaining),
        p_credit_id => v_clawback.credit_id);
    end if;
    update public.referral_credits as r
       set clawed_back_at = p_at
     where r.user_id = p_user_id and r.credit_id = v_clawback.credit_id;
    update private.referral_clawbacks as c
       set settled_at = p_at, taken_credits = v_clawback.taken
     where c.user_id = p_user_id and c.credit_id = v_clawback.credit_id;
  end loop;
end;
$$;
revoke all on function private.settle_credits(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_credits(uuid, timestamptz) is 'Writes down what time has done to a user''s credits until p_at: holds and promotional credits that expired, rewards that vested or whose payment was refunded, a new week, the allowance that the plans give in it. Called under the user''s lock, first of every function that changes credits or entitlements.';
