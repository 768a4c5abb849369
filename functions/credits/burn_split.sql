create or replace function private.burn_split(
  p_user_id uuid, p_amount integer, p_at timestamptz,
  out available integer, out weekly integer, out promotional integer, out bank integer, out promotional_split jsonb)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  s record;
begin
  select * into strict s from private.credit_state(p_user_id, p_at);
  available := s.available;
  weekly := least(p_amount, s.weekly_remaining);
  promotional := least(p_amount - weekly, s.promotional);
  bank := p_amount - weekly - promotional;
  promotional_split := private.promotional_burn(p_user_id, promotional, p_at);
end;
$$;
revoke all on function private.burn_split(uuid, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.burn_split(uuid, integer, timestamptz) is 'How p_amount would be taken: weekly allowance first, then promotional credits (promotional_split: {credit_id: negative change}), then the bank. Only meaningful while p_amount <= available. Called after settle_credits.';
