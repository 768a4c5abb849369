-- Deploy functions/credits/pay_debt: stamped from functions/credits/pay_debt.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.pay_debt(
  p_debt integer, p_weekly integer, p_promotional_split jsonb, p_bank integer,
  out paid integer, out weekly integer, out promotional_split jsonb, out bank integer)
language plpgsql
immutable
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
  for v_credit in select e.key, e.value::integer as amount from jsonb_each_text(p_promotional_split) as e order by e.key collate "C" loop
    v_part := least(p_debt - paid, v_credit.amount);
    paid := paid + v_part;
    if v_credit.amount > v_part then
      promotional_split := promotional_split || jsonb_build_object(v_credit.key, v_credit.amount - v_part);
    end if;
  end loop;
  v_part := least(p_debt - paid, p_weekly);
  paid := paid + v_part;
  weekly := p_weekly - v_part;
end;
$$;
revoke all on function private.pay_debt(integer, integer, jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.pay_debt(integer, integer, jsonb, integer) is 'Credits coming back pay debt first: the bank''s part, then the promotional one, then the weekly one. Answers what was paid and what is left of each part.';
commit;
