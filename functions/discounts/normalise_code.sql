create or replace function private.normalise_code(p_code text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Collation C: upper() touches a–z only, so that dotless i and sharp s match nothing.
  v_code text := upper(normalize(p_code, nfkc) collate "C");
begin
  -- What copying from mails and web pages leaves between the characters: white space, dashes (General_Category Pd and the minus sign),
  -- soft hyphens, zero-width characters.
  v_code := regexp_replace(
    v_code,
    '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000'
    || '\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2212\u2E17\u2E1A\u2E3A\u2E3B\u2E40\u2E5D\u301C\u3030\u30A0\U00010EAD'
    || '\u00AD\u180E\u200B-\u200D\u2060\uFEFF]',
    '', 'g');
  return case when v_code ~ '^[A-Z0-9]{4,32}$' then v_code end;
end;
$$;
revoke all on function private.normalise_code(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.normalise_code(text) is 'A discount or referral code as it is compared: NFKC, upper case in collation C, white space, dashes, soft hyphens and zero-width characters dropped, then 4–32 of A–Z and 0–9; NULL when it cannot be a code.';
