create or replace function private.is_time_zone(p_name text)
returns boolean
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  -- Not every system has all names a second time under posix/.
  v_name text := case when p_name ~ '^posix/.*[0-9]' then 'posix/UTC' else p_name end;
begin
  -- pg_timezone_names reads some 600 files for every look. As a setting a name is looked up alone, and, other than behind AT TIME ZONE, never
  -- taken for an abbreviation; the setting reads as the file is called, so that another spelling shows. What is no file's name is tried as a
  -- POSIX string, which has a number in it: with a number only the names that are such strings already are names.
  if p_name !~ '^[A-Za-z][A-Za-z/_+-]*$'
     and p_name !~ '^(posix/)?((Etc/)?GMT[+-]?0|Etc/GMT([+]([1-9]|1[0-2])|-([1-9]|1[0-4]))|EST5EDT|CST6CDT|MST7MDT|PST8PDT)$' then
    return false;
  end if;
  return set_config('TimeZone', v_name, true) = v_name;
exception
  when invalid_parameter_value then
    return false;
end;
$$;
revoke all on function private.is_time_zone(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_time_zone(text) is 'Whether a text is the name of a time zone that this server knows: one of pg_timezone_names, as it is spelt there.
POSIX strings and abbreviations are not, but for the ten or so names that are such strings (EST5EDT, Etc/GMT+5), which mean the same either way.';

create or replace function private.monday_at_or_before(p_time_zone text, p_at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_monday timestamp := date_trunc('week', p_at at time zone p_time_zone);
begin
  -- Where clocks change at midnight, the local midnight may lie just after p_at.
  if v_monday at time zone p_time_zone > p_at then
    v_monday := v_monday - interval '7 days';
  end if;
  return v_monday at time zone p_time_zone;
end;
$$;
revoke all on function private.monday_at_or_before(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.monday_at_or_before(text, timestamptz) is 'Last Monday 00:00 of a time zone that is not after p_at.';

create or replace function private.monday_at_or_after(p_time_zone text, p_at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_monday timestamp := date_trunc('week', p_at at time zone p_time_zone);
begin
  if v_monday at time zone p_time_zone < p_at then
    v_monday := v_monday + interval '7 days';
  end if;
  return v_monday at time zone p_time_zone;
end;
$$;
revoke all on function private.monday_at_or_after(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.monday_at_or_after(text, timestamptz) is 'First Monday 00:00 of a time zone that is not before p_at.';

create or replace function private.canonical_sha256(p_json jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return encode(sha256(convert_to(p_json::text, 'UTF8')), 'hex');
end;
$$;
revoke all on function private.canonical_sha256(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.canonical_sha256(jsonb) is 'SHA-256, lower-case hex, of the UTF-8 bytes of the canonical text of a JSON document.
Canonical: one space after each colon and comma and no other white space, keys sorted by UTF-8 length and then bytes (jsonb''s own order),
the last of repeated keys, strings with JSON''s shortest escapes and everything else as UTF-8, numbers as they stand.
Reproducible elsewhere when unsupported_number() finds nothing.';

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

create or replace function private.normalise_code(p_code text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
  v_code text := p_code;
begin
  -- As the app sends it again, or as it is stored: nothing to do. Nearly all others are typed: ASCII, with spaces and dashes.
  -- Collation C: upper() touches a–z only, so that dotless i and sharp s match nothing.
  if v_code ~ '[^A-Z0-9]' then
    v_code := upper(translate(p_code, ' -', '') collate "C");
  end if;
  if v_code ~ '[^A-Z0-9]' then
    v_code := upper(normalize(p_code, nfkc) collate "C");
    -- What copying from mails, chats and web pages leaves between the characters: white space and controls, dashes (General_Category Pd and
    -- the minus sign), and what shows nothing (Default_Ignorable_Code_Point: bidi marks, zero-width characters, soft hyphens, variation
    -- selectors …; the blank of Braille).
    v_code := regexp_replace(
      v_code,
      '[\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u2800\u3000'
      || '\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2212\u2E17\u2E1A\u2E3A\u2E3B\u2E40\u2E5D\u301C\u3030\u30A0\U00010EAD'
      || '\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0'
      || '\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]',
      '', 'g');
    if v_code ~ '[^A-Z0-9]' then
      return null;
    end if;
  end if;
  return case when length(v_code) between 4 and 32 then v_code end;
end;
$$;
revoke all on function private.normalise_code(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.normalise_code(text) is 'A code as it is compared, wherever people type or paste one: discounts, referrals, cohorts. NULL when it cannot be a code.
NFKC, upper case in collation C; white space, controls, dashes and characters that show nothing (bidi marks, zero-width characters, soft hyphens,
variation selectors …) dropped; then 4–32 of A–Z and 0–9.';
