create or replace function private.passes_luhn(p_digits text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_sum integer := 0;
  v_digit integer;
begin
  for n in 1 .. length(p_digits) loop
    v_digit := ascii(substr(p_digits, length(p_digits) - n + 1, 1)) - 48;
    if n % 2 = 0 then
      v_digit := v_digit * 2;
      v_sum := v_sum + v_digit / 10 + v_digit % 10;
    else
      v_sum := v_sum + v_digit;
    end if;
  end loop;
  return v_sum % 10 = 0;
end;
$$;
revoke all on function private.passes_luhn(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.passes_luhn(text) is 'Whether a string of digits ends with its Luhn check digit, as the numbers of payment cards do (and every tenth other number).';
