create or replace function private.log_text(p_value jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case jsonb_typeof(p_value)
    when 'string' then private.redact(nullif(p_value #>> '{}', ''))
    when 'null' then null
    else private.redact_json(p_value)::text
  end;
end;
$$;
revoke all on function private.log_text(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_text(jsonb) is 'A text of a log event without its secrets, whole.
Redaction comes before cutting, so that no piece of a secret is left at the end. What is no string is taken as JSON text; empty and null are NULL.';

create or replace function private.redact(p_text text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
  v_text text := p_text;
  v_found integer[] := private.suspicions(p_text);
begin
  -- PostgreSQL keeps the last 32 regular expressions of a session; one more in a row and each is set out anew each time. So there are few, and large.
  -- No pattern begins at the beginning of a word: in a JSON text within a text, \n and \u201e stand before it.
  if v_found[1] is not null then
    -- Private keys as PEM, whose last line is short. Of a block that was cut off what follows its beginning, what stands before its end.
    if strpos(v_text, 'PRIVATE KEY') > 0 then
      v_text := regexp_replace(v_text,
        '-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----[^-]*(?:-[^-]+)*-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|(-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----)(?:(?:\s|\\+[nr])*[A-Za-z0-9+/]{16,}={0,2})+(?:(?:\s|\\+[nr])*[A-Za-z0-9+/]+={0,2})?|(?:[A-Za-z0-9+/]+={0,2}(?:[\r\n]|\\+[nr])+|[A-Za-z0-9+/]{16,} +)*[A-Za-z0-9+/]+={0,2}(?:\s|\\+[nr])*(-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----)',
        '\1[redacted key]\2', 'g');
    end if;
    -- What stands behind the word Bearer; what a header, a query or a JSON text calls a password, a cookie, a token.
    v_text := regexp_replace(v_text, '(bearer(?:\s|%20|\+|[:=])+)[A-Za-z0-9._~+/=-]{8,}', '\1[redacted token]', 'gi');
    v_text := regexp_replace(v_text,
      '((?:passw(?:or)?d|passphrase|pwd|secret|authorization|(?:api|access|private|sdk|project|license|anon|role|signing|encryption)[_-]?key|cookie)[a-z_-]{0,24}\\*["'']?\s*(?:[:=]|%3D)\s*\\*["'']?)(?:(?:basic|digest|token)\s+)?[^][\s"''&,<>{}\\]{4,}(?:;\s*[^][\s"''=;]+=[^][\s"'';]+)*',
      '\1[redacted]', 'gi');
    v_text := regexp_replace(v_text,
      '((?:token|receipt|credential)[a-z_-]{0,24}\\*["'']?\s*(?:[:=]|%3D)\s*\\*["'']?)(?:[^][\s"''&,;<>{}\\]*[0-9][^][\s"''&,;<>{}\\]*[A-Za-z]|[^][\s"''&,;<>{}\\]*[A-Za-z][^][\s"''&,;<>{}\\]*[0-9])[^][\s"''&,;<>{}\\]{6,}',
      '\1[redacted]', 'gi');
    -- Codes that let somebody in once: four characters or more with a digit among them, or a number behind the name. A card's three or four
    -- digits. The code that a sign-in hands on in a query: six characters, where a status has three.
    if v_text ~* 'otp|pin|cvv|cvc|code' then
      v_text := regexp_replace(v_text,
        '((?:otp|(?:^|[^A-Za-z]|\\+[nrt])pin|passcode|(?:mfa|2fa|sms|auth(?:entication|orization)?|verification|confirmation|activation|security|one[_ -]?time|login|reset|recovery|access|join)[_ -]?code|code[_-]?verifier)(?:[_-][a-z]{1,12})?\\*["'']?(?:\s*(?:[:=]|%3D)\s*|\s+is:?\s+|\s+(?=[0-9]{4}))\\*["'']?)(?:[0-9][^][\s"''&,;<>{}\\]{3}|[^][\s"''&,;<>{}\\][0-9][^][\s"''&,;<>{}\\]{2}|[^][\s"''&,;<>{}\\]{2}[0-9][^][\s"''&,;<>{}\\]|[^][\s"''&,;<>{}\\]{3,}[0-9])[^][\s"''&,;<>{}\\]*'
        || '|((?:cvv|cvc|security[_ -]?code)2?\\*["'']?\s*(?:[:=]|%3D|is)\s*\\*["'']?)[0-9]{3,4}'
        || '|((?:^|[?&#;]|%3F|%26)code(?:=|%3D))(?:[0-9][^][\s"''&#,;<>{}\\]{5}|[^][\s"''&#,;<>{}\\]{1,2}[0-9][^][\s"''&#,;<>{}\\]{4}|[^][\s"''&#,;<>{}\\]{3,}[0-9][^][\s"''&#,;<>{}\\]{2}|[^][\s"''&#,;<>{}\\]{5,}[0-9])[^][\s"''&#,;<>{}\\]*',
        '\1\2\3[redacted]', 'gi');
    end if;
  end if;
  if v_found[2] is not null then
    -- JWTs, and JWS and JWE with them: a part that begins as base64 of {" and what belongs to it.
    if strpos(v_text, '.') > 0 then
      v_text := regexp_replace(v_text, 'e(?:yJ|yA|wo)[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}', '[redacted jwt]', 'g');
    end if;
    -- Keys and tokens that say what they are: of stores and those who sit before them, payment services, clouds, chats. Google's purchase tokens; Apple's
    -- receipts. First those whose name may be the end of a word, too: they count at the beginning of one.
    if v_text ~ '[_-][A-Za-z0-9]{16}|_(?:live|test|secret)_|whsec_|sk-|SG\.|gl[a-z]+-|AIza|ya29|GOCSPX|A(?:[KSB]I|CC)A|A3T|xox|xapp|AO-|MII|:AA|slack' then
      v_text := regexp_replace(v_text,
        '(^|[^A-Za-z0-9]|\\[bfnrt]|\\u[0-9A-Fa-f]{4}|%[0-9A-F]{2})(?:(?:(?:hf|npm|sbp?|appl|goog|amzn|strp|stripe|rcb|mac|pdl|roku|atk|test|g?sk|[pr]k|ntn|figd|sgp|glc|glsa|rdme|pnu|lin_api|shp(?:at|ca|pa|ss)|do[opr]_v1|dckr_pat|rubygems|pscale_(?:tkn|oauth|pw)|sntry[su])_|(?:sk|pypi|pplx|xai|pul|PMAK)-)[A-Za-z0-9]{16}|(?:sk-(?:ant|proj|svcacct|admin|or|lf)-|SG\.)[A-Za-z0-9_-]{16})[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*',
        '\1[redacted token]', 'g');
      v_text := regexp_replace(v_text,
        '(hooks\.slack(?:-gov)?\.com(?:\\*/|%2F)(?:services|workflows|triggers)(?:\\*/|%2F))(?:[A-Za-z0-9_+-]|\\*/|%2F)+'
        || '|(?:(?:[a-z]{2,10}_(?:live|test|secret)|[a-z]{2,6}_[A-Za-z0-9]{6,}_secret|whsec|gh[a-z]|github_pat)_|gl(?:pat|ptt|r?t|dt|ft|cbt|soat|imt|agent|oas|ffct)-|AIza|ya29\.|GOCSPX-|xox[a-z](?:\.xox[a-z])?-|xapp-|[0-9]{8}:AA|[a-z]{16}\.AO-|MII|(?:A(?:[KSB]I|CC)A|A3T[A-Z0-9])[A-Z0-9]{8})[A-Za-z0-9_=/+-]{8,}(?:\.[A-Za-z0-9_=/+-]+)*',
        '\1[redacted token]', 'g');
    end if;
    -- E-mail addresses in any script, also as they stand in URLs and in JSON texts; users and passwords in URLs.
    if v_text ~ '@|%40|＠|u0040' then
      v_text := regexp_replace(v_text, '://[^][\s/:@"<>]{0,200}:[^][\s/@"<>]{1,200}@', '://[redacted]@', 'g');
      v_text := regexp_replace(v_text,
        '(?:"[^"\n@]+"|[^][\s@＠"<>(),:;=&?/|\\%]+)(?:%2B[^][\s@＠"<>(),:;=&?/|\\%]*)?(?:@|%40|＠|\\+u0040)(?:\[[0-9A-Fa-f:.]+\]|[^][\s@＠"<>(),:;=&?/|\\''%.。]+(?:[.。][^][\s@＠"<>(),:;=&?/|\\''%.。]+)*[.。][^][\s@＠"<>(),:;=&?/|\\''%.。0-9][^][\s@＠"<>(),:;=&?/|\\''%.。]+)',
        '[redacted e-mail]', 'gi');
    end if;
  end if;
  -- Anything long that looks random, whatever it is.
  if v_found[3] is not null then
    v_text := (
      select string_agg(p.part || coalesce(private.redact_run(p.hit), ''), '' order by p.n)
        from unnest(
               regexp_split_to_array(v_text, '[A-Za-z0-9+/_.~-]{40,}={0,2}'),
               array(select h[1] from regexp_matches(v_text, '[A-Za-z0-9+/_.~-]{40,}={0,2}', 'g') as h)) with ordinality as p (part, hit, n));
  end if;
  -- Card numbers. Uuids and hashes are left out: their digits are not numbers.
  if v_found[4] is not null then
    v_text := (
      select string_agg(private.redact_numbers(p.part) || coalesce(p.hit, ''), '' order by p.n)
        from unnest(
               regexp_split_to_array(v_text, '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32,}'),
               array(select h[1] from regexp_matches(v_text, '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32,}', 'g') as h))
             with ordinality as p (part, hit, n));
  end if;
  return v_text;
end;
$$;
revoke all on function private.redact(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact(text) is 'A text with the secrets in it replaced by [redacted …].
JWTs, bearer tokens, values called a password, secret, token, cookie, receipt, key or one-time code, keys and tokens of stores and services,
private keys, link tokens and whatever else is long and looks random, e-mail addresses, card numbers.
Uuids, SHA-256 in hex, times, versions, order ids of stores and names stay. ADR 13 tells the limits.';

create or replace function private.redact_json(p_json jsonb, p_levels integer default 32)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type text := jsonb_typeof(p_json);
  v_text text;
begin
  if v_type = 'string' then
    return to_jsonb(private.redact(p_json #>> '{}'));
  elsif v_type = 'number' then
    v_text := p_json #>> '{}';
    return case when length(v_text) between 13 and 20 and private.is_card_number(ltrim(v_text, '-')) then '"[redacted card]"'::jsonb else p_json end;
  elsif v_type in ('boolean', 'null') then
    return p_json;
  end if;
  v_text := p_json::text;
  if private.is_plain_json(v_text) then
    return p_json;
  elsif p_levels <= 0 then
    return '"[too deep]"'::jsonb;
  elsif v_type = 'array' then
    return (
      select jsonb_agg(private.redact_json(a.e, p_levels - 1) order by a.n)
        from jsonb_array_elements(p_json) with ordinality as a (e, n));
  end if;
  return (
    select jsonb_object_agg(
             private.redact(o.key),
             case
               when private.is_secret_key(o.key, jsonb_typeof(o.value)) then '"[redacted]"'
               else private.redact_json(o.value, p_levels - 1)
             end)
      from jsonb_each(p_json) as o);
end;
$$;
revoke all on function private.redact_json(jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_json(jsonb, integer) is 'JSON with the secrets in it replaced (private.redact), in values and keys at any depth.
A value whose key says that it is a secret is replaced whole. What lies deeper than p_levels becomes "[too deep]".';

create or replace function private.is_plain_json(p_text text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
  -- An escape puts letters where the string itself has none: api\nkey.
  return strpos(p_text, '\') = 0 and private.first_suspicion(p_text, 1) = 0;
end;
$$;
revoke all on function private.is_plain_json(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_plain_json(text) is 'Whether private.redact_json surely finds nothing in a JSON value, by its text: nothing in any key or string, each taken for itself.';

create or replace function private.first_suspicion(p_text text, p_from integer)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_found integer[] := private.suspicions(substr(p_text, p_from));
begin
  return coalesce(p_from - 1 + least(v_found[1], v_found[2], v_found[3], v_found[4]), 0);
end;
$$;
revoke all on function private.first_suspicion(text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.first_suspicion(text, integer) is 'Where in a text, from a character on, the first thing begins that may be a secret; 0: nowhere.';

create or replace function private.suspicions(p_text text)
returns integer[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
  -- Four small patterns are twice as fast as a large one, because the engine sets out a table of its states and characters for each search;
  -- and it tells what it found, not where. The same may stand before, as a piece of a word: too much is suspected then, not too little.
  return array[
    strpos(p_text, substring(p_text from
      '(?i)otp|pwd|pass|secret|token|authorization|cookie|receipt|credential|bearer|jwt|(?:pin|pan|cvv|cvc)2?[^a-z0-9]|(?:api|access|private|sdk|project|license|anon|role|signing|encryption)[^a-z0-9]{0,3}key|card[^a-z0-9]{0,3}number|code(?:=|%3D|.?ver)|(?:fa|sms|auth|tion|curity|time|login|reset|overy|access|join)[_ -]?code')),
    strpos(p_text, substring(p_text from
      '[@＠]|%40|u0040|e(?:yJ|yA|wo)|_(?:live|test|secret)_|whsec_|gh[a-z]_|gl[a-z]{1,6}t-|AIza|ya29|GOCSPX|A(?:[KSB]I|CC)A|A3T|xox|xapp|SG\.|AO-|MII|:AA|ks\.slack|sk-(?:ant|proj|svc|admin|or|lf)|[_-][A-Za-z0-9]{16}')),
    strpos(p_text, substring(p_text from '[A-Za-z0-9+/_.~-]{40}')),
    strpos(p_text, substring(p_text from '[0-9]{13}|[0-9]{4}[ ._\u00a0\u2013-][0-9]{4}(?:[0-9]{2})?[ ._\u00a0\u2013-][0-9]{4}'))];
end;
$$;
revoke all on function private.suspicions(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.suspicions(text) is 'Where in a text the first thing begins that may be a secret, for each kind; NULL where there is none.
The kinds: by the word before it, by how it begins, by its length, by its digits. Whatever private.redact and private.redact_json search for under each has to be here too.';

create or replace function private.redact_run(p_run text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rest text;
begin
  -- Hexadecimal pieces as long as uuids, identifiers and hashes, which logs need.
  select string_agg(s, '-' order by n) into v_rest
    from regexp_split_to_table(p_run, '[^A-Za-z0-9]') with ordinality as t (s, n)
   where s !~ '^([0-9a-f]{4,}|[0-9A-F]{4,})$' or length(s) not between 4 and 32 and length(s) not in (40, 56, 64, 96, 128);
  -- Words change between small letters, capitals and digits at their ends only; random characters do at every second. And no word is so long.
  if (length(v_rest) >= 32
      and regexp_count(v_rest, '[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])') * 7 >= length(v_rest)
      and (v_rest <> translate(v_rest, '0123456789', '')
           or (length(v_rest) - length(translate(v_rest, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ''))) * 4 >= length(v_rest)))
     or v_rest ~ '[A-Z]{24}|[a-z]{24}|[0-9]{24}' then
    return '[redacted token]';
  end if;
  return p_run;
end;
$$;
revoke all on function private.redact_run(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_run(text) is 'A long run of characters without a space.
Replaced when it looks random, as store tokens, link tokens and receipts do; as it is when it looks like words, a path, a uuid or a hash.';

create or replace function private.redact_numbers(p_text text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
  return (
    select string_agg(p.part || coalesce(private.redact_digits(p.hit), ''), '' order by p.n)
      from unnest(
             regexp_split_to_array(p_text, '[0-9]+(?:[ ._\u00a0\u2013-][0-9]+)*'),
             array(select h[1] from regexp_matches(p_text, '[0-9]+(?:[ ._\u00a0\u2013-][0-9]+)*', 'g') as h)) with ordinality as p (part, hit, n));
end;
$$;
revoke all on function private.redact_numbers(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_numbers(text) is 'A text with the card numbers in it replaced.';

create or replace function private.is_card_number(p_digits text)
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
  -- Beginnings and lengths that issuers give out: Visa; Mastercard; American Express; Diners; JCB; Mir; Maestro, Discover, UnionPay, RuPay; Troy, Uzcard, Humo.
  -- No card begins with 1 or 20: times since 1970 and Apple's 16 digits do. Its transaction ids of 15 digits are two digits and 000 first.
  if p_digits is null
     or p_digits !~ ('^(?:4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}'
                     || '|3[47](?!000)[0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}|3(?:0[0-5]|[689][0-9])[0-9]{13,16}|35[0-9]{14,17}|220[0-5][0-9]{12,15}'
                     || '|(?:5[0678]|6[0-9]|8[12])[0-9]{14,17}|(?:9792|8600|9860)[0-9]{12})$') then
    return false;
  end if;
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
revoke all on function private.is_card_number(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_card_number(text) is 'Whether a text may be the number of a payment card.
13–19 digits that begin as an issuer''s cards of that length do, the last of them the Luhn check digit of the others, as a tenth of all numbers has it.
Order ids of the stores are none: Apple''s of 15 and 16 digits begin otherwise, Google''s GPA.1234-5678-9012-34567 is grouped otherwise.';

create or replace function private.is_secret_key(p_key text, p_type text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return p_type not in ('boolean', 'null')
    and (p_key ~* 'pass(?:w|ph|co)|secret|card[^a-z0-9]{0,3}number|^(?:pwd|pin|[th]?otp|cvv2?|cvc2?|pan)$|otp[_-]?code|code[_-]?verifier|(?:mfa|2fa|sms|auth(?:entication|orization)?|verification|confirmation|activation|security|time|login|reset|recovery|access|join)[_ -]?code$'
         -- Numbers under these are counts: tokens_used.
         or (p_type <> 'number'
             and p_key ~* 'token|authorization|cookie|receipt|credential|bearer|jwt|(?:api|access|private|sdk|project|license|anon|role|signing|encryption)[^a-z0-9]{0,3}key'));
end;
$$;
revoke all on function private.is_secret_key(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_secret_key(text, text) is 'Whether a member of a JSON object is a secret by its key, whatever its value.
Password, token, cookie and the like. p_type is the JSON type of the value.';

create or replace function private.redact_digits(p_digits text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_group text[] := string_to_array(translate(p_digits, e'._\u00a0\u2013-', '     '), ' ');
  v_separator text[] := array[''] || string_to_array(translate(p_digits, '0123456789', ''), null) || array[''];  -- n stands before group n, n + 1 after it
  v_last integer := cardinality(v_group);
  v_four text;
  v_take integer;      -- how many groups are a card number
  v_parts text[] := '{}'::text[];
  n integer := 1;
begin
  -- Taken apart for good; else each access to an element would search for it from the start.
  v_group[1] := v_group[1];
  v_separator[1] := v_separator[1];
  while n <= v_last loop
    v_take := 0;
    if length(v_group[n]) = 4 then
      -- Cards print their number in fours, or as 4-6-5 and 4-6-4. Other groups do not count: dates and times have as many digits.
      if length(v_group[n + 1]) = 4 and length(v_group[n + 2]) = 4 then
        v_four := v_group[n] || v_group[n + 1] || v_group[n + 2] || v_group[n + 3];
        if length(v_group[n + 3]) = 4 and length(v_group[n + 4]) between 1 and 3 and private.is_card_number(v_four || v_group[n + 4]) then
          v_take := 5;
        elsif length(v_group[n + 3]) between 1 and 4 and private.is_card_number(v_four) then
          v_take := 4;
        end if;
      elsif length(v_group[n + 1]) = 6 and length(v_group[n + 2]) between 4 and 5
            and private.is_card_number(v_group[n] || v_group[n + 1] || v_group[n + 2]) then
        v_take := 3;
      end if;
    -- In one piece. What follows a point are the decimals of a fraction.
    elsif length(v_group[n]) >= 13 and v_separator[n] <> '.' and private.is_card_number(v_group[n]) then
      v_take := 1;
    end if;
    v_parts := v_parts || case when v_take > 0 then '[redacted card]' else v_group[n] end;
    n := n + greatest(v_take, 1);
    v_parts := v_parts || v_separator[n];
  end loop;
  return array_to_string(v_parts, '');
end;
$$;
revoke all on function private.redact_digits(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_digits(text) is 'Digits in groups with one separator between each two, with each card number among them replaced.';

create or replace function private.log_context(p_value jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_context jsonb;
begin
  if p_value is null or p_value = 'null' then
    return null;
  elsif length(p_value::text) > 65536 then
    return jsonb_build_object('dropped', 'too_large', 'characters', length(p_value::text));
  elsif jsonb_path_exists(p_value, 'strict $.**{33}') then
    return '{"dropped": "too_deep"}'::jsonb;
  end if;
  v_context := private.redact_json(p_value);
  -- Redaction can make it longer.
  return case when length(v_context::text) > 65536 then '{"dropped": "too_large"}'::jsonb else v_context end;
end;
$$;
revoke all on function private.log_context(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_context(jsonb) is 'The context of a log event without its secrets; {"dropped": too_large | too_deep} in place of one of more than 65,536 characters or 32 levels.';

create or replace function private.log_payload_text(p_payload jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A few bytes of JSON can be a number of 131,072 digits as text: nothing that an app logs.
  if pg_column_size(p_payload) > 4194304
     or jsonb_path_exists(p_payload, 'strict $.** ? (@.type() == "number" && (@.abs() >= 1e100 || (@ != 0 && @.abs() < 1e-100)))') then
    return null;
  end if;
  return p_payload::text;
exception
  -- Nested deeper than the server goes.
  when statement_too_complex then
    return null;
end;
$$;
revoke all on function private.log_payload_text(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_payload_text(jsonb) is 'Log events as JSON text, to be measured and looked at; NULL when it cannot be told cheaply, which is too large.';
