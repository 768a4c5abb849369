-- Deploy functions/credits/assert_credit_arguments: stamped from functions/credits/assert_credit_arguments.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.assert_credit_arguments(p_amount integer, p_reason text)
returns void
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_amount is null or p_amount not between 1 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from 1 to 1000000';
  elsif length(p_reason) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'p_reason must have 1 to 200 characters', hint = 'Leave it out when there is no reason.';
  end if;
end;
$$;
revoke all on function private.assert_credit_arguments(integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_credit_arguments(integer, text) is 'PT400 unless the amount is 1–1,000,000 credits and the reason, if any, has 1–200 characters.';
commit;
