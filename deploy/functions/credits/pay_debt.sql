-- Deploy functions/credits/pay_debt: stamped from functions/credits/pay_debt.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.pay_debt(
  p_user_id uuid, p_debt integer, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_at timestamptz,
  out paid integer, out weekly integer, out promotional_split jsonb, out bank integer)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit record;
  v_part integer;
begin
  paid := least(p_debt, p_bank);
  bank := p_bank - paid;
  promotional_split := '{}';
  for v_credit in
    select r.credit_id, r.expires_at, e.value::integer as amount
      from jsonb_each_text(p_promotional_split) as e
      join public.referral_credits as r on r.user_id = p_user_id and r.credit_id = e.key::uuid
     where r.clawed_back_at is null
       and not exists (
         select from private.referral_clawbacks as c
          where c.user_id = p_user_id and c.credit_id = r.credit_id and c.refunded_at <= p_at)
     order by r.expires_at, r.credit_id
  loop
    -- What expired on hold goes back to where it came from and is worth nothing there: it pays no debt.
    v_part := case when v_credit.expires_at > p_at then least(p_debt - paid, v_credit.amount) else 0 end;
    paid := paid + v_part;
    if v_credit.amount > v_part then
      promotional_split := promotional_split || jsonb_build_object(v_credit.credit_id, v_credit.amount - v_part);
    end if;
  end loop;
  v_part := least(p_debt - paid, p_weekly);
  paid := paid + v_part;
  weekly := p_weekly - v_part;
end;
$$;
revoke all on function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz) is 'Credits coming back at a time pay debt first: the bank''s part, then the promotional one (soonest expiry first; what has expired pays nothing, what was clawed back does not come back), then the weekly one. Answers what was paid and what is left of each part.';
commit;
