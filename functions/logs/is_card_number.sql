create or replace function private.is_card_number(p_digits text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when length(p_digits) between 13 and 19
      -- A time in ms, µs or ns since 1970, until 2033. No card of these lengths begins with 1.
      and not (length(p_digits) in (13, 16, 19) and p_digits like '1%') then private.passes_luhn(p_digits)
    else false
  end;
end;
$$;
revoke all on function private.is_card_number(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_card_number(text) is 'Whether a string of digits may be the number of a payment card: 13–19 digits with the check digit that belongs to them, and not a time since 1970.';
