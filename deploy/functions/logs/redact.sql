-- Deploy functions/logs/redact: stamped from functions/logs/redact.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.redact(p_text text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_text text := p_text;
begin
  if private.is_plain(v_text) then
    return v_text;
  end if;
  -- No pattern begins at the beginning of a word: in a JSON text within a text, \n and \u201e stand before it.
  -- JWTs, and JWS and JWE with them: a part that begins as base64 of {" and what belongs to it.
  if strpos(v_text, '.') > 0 then
    v_text := regexp_replace(v_text, 'e(?:yJ|yA|wo)[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}', '[redacted jwt]', 'g');
  end if;
  -- What stands behind the word Bearer; what a header, a query or a JSON text calls a password, a cookie, a token.
  v_text := regexp_replace(v_text, '(bearer(?:\s|%20|\+|[:=])+)[A-Za-z0-9._~+/=-]{8,}', '\1[redacted token]', 'gi');
  v_text := regexp_replace(v_text,
    '((?:passw(?:or)?d|passphrase|pwd|secret|authorization|api[_-]?key|private[_-]?key|cookie)[a-z_-]{0,24}\\*["'']?\s*(?:[:=]|%3D)\s*\\*["'']?)(?:(?:basic|digest|token)\s+)?[^][\s"''&,<>{}\\]{4,}(?:;\s*[^][\s"''=;]+=[^][\s"'';]+)*',
    '\1[redacted]', 'gi');
  v_text := regexp_replace(v_text,
    '((?:token|receipt|credential)[a-z_-]{0,24}\\*["'']?\s*(?:[:=]|%3D)\s*\\*["'']?)(?:[^][\s"''&,;<>{}\\]{0,200}[0-9][^][\s"''&,;<>{}\\]{0,200}[A-Za-z]|[^][\s"''&,;<>{}\\]{0,200}[A-Za-z][^][\s"''&,;<>{}\\]{0,200}[0-9])[^][\s"''&,;<>{}\\]{6,}',
    '\1[redacted]', 'gi');
  -- Keys and tokens that say what they are: stores, payment services, clouds. Google's purchase tokens; Apple's receipts.
  if strpos(v_text, '_') > 0 or v_text ~ 'AIza|ya29|AKIA|xox|AO-|MII' then
    v_text := regexp_replace(v_text,
      '(?:[a-z]{2,10}_(?:live|test|secret)_[A-Za-z0-9_]{8,}|[a-z]{2,6}_[A-Za-z0-9]{6,}_secret_[A-Za-z0-9]{6,}|whsec_[A-Za-z0-9+/=]{8,}|gh[a-z]_[A-Za-z0-9]{20,}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{10,}|AKIA[A-Z0-9]{16}|xox[a-z]-[A-Za-z0-9-]{10,}|[a-z]{16,30}\.AO-[A-Za-z0-9_.-]{10,}|MII[A-Za-z0-9+/]{60,}={0,2})',
      '[redacted token]', 'g');
  end if;
  -- E-mail addresses in any script, also as they stand in URLs and in JSON texts; users and passwords in URLs.
  if v_text ~ '@|%40|＠|u0040' then
    v_text := regexp_replace(v_text, '://[^][\s/:@"<>]{0,200}:[^][\s/@"<>]{1,200}@', '://[redacted]@', 'g');
    v_text := regexp_replace(v_text,
      '(?:"[^"\n@]+"|[^][\s@＠"<>(),:;=&?/|\\%]+)(?:%2B[^][\s@＠"<>(),:;=&?/|\\%]*)?(?:@|%40|＠|\\+u0040)(?:\[[0-9A-Fa-f:.]+\]|[^][\s@＠"<>(),:;=&?/|\\''%.。]+(?:[.。][^][\s@＠"<>(),:;=&?/|\\''%.。]+)*[.。][^][\s@＠"<>(),:;=&?/|\\''%.。0-9][^][\s@＠"<>(),:;=&?/|\\''%.。]+)',
      '[redacted e-mail]', 'gi');
  end if;
  -- Anything long that looks random, whatever it is.
  if v_text ~ '[A-Za-z0-9+/_.~-]{40}' then
    v_text := (
      select string_agg(p.part || coalesce(private.redact_run(p.hit), ''), '' order by p.n)
        from unnest(
               regexp_split_to_array(v_text, '[A-Za-z0-9+/_.~-]{40,}={0,2}'),
               array(select h[1] from regexp_matches(v_text, '[A-Za-z0-9+/_.~-]{40,}={0,2}', 'g') as h)) with ordinality as p (part, hit, n));
  end if;
  -- Card numbers. Uuids and hashes are left out: their digits are not numbers.
  if v_text ~ '[0-9](?:[ ._\u00a0\u2013-]?[0-9]){12}' then
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
comment on function private.redact(text) is 'A text with the secrets in it replaced by [redacted …]: JWTs, bearer tokens, values called a password, secret, token, cookie, receipt or key, tokens of stores and services, link tokens and whatever else is long and looks random, e-mail addresses, card numbers. Uuids, SHA-256 in hex, times, versions and names stay. ADR 13 tells the limits.';
commit;
