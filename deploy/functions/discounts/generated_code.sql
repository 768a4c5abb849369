-- Deploy functions/discounts/generated_code: stamped from functions/discounts/generated_code.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.generated_code()
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Without 0 and O, 1, I and L, and U, which reads as V.
  v_alphabet constant text := '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  v_bytes bytea := uuid_send(gen_random_uuid());
  v_code text := '';
begin
  for i in 0 .. 15 loop
    -- Bytes 6 and 8 of a random uuid hold its version and variant. The other fourteen are random, so that a character is worth at least
    -- log2(256 / 9) = 4.8 bits (256 is not a multiple of 30) and the code 67.
    if i not in (6, 8) then
      v_code := v_code || substr(v_alphabet, get_byte(v_bytes, i) % 30 + 1, 1);
    end if;
  end loop;
  return v_code;
end;
$$;
revoke all on function private.generated_code() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.generated_code() is 'A new random code of 14 characters that are hard to confuse, worth at least 67 random bits.';
commit;
