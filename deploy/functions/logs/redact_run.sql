-- Deploy functions/logs/redact_run: stamped from functions/logs/redact_run.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
      and (v_rest ~ '[0-9]' or regexp_count(v_rest, '[A-Z]') * 4 >= length(v_rest)))
     or v_rest ~ '[A-Z]{24}|[a-z]{24}|[0-9]{24}' then
    return '[redacted token]';
  end if;
  return p_run;
end;
$$;
revoke all on function private.redact_run(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_run(text) is 'A long run of characters without a space: replaced when it looks random, as store tokens, link tokens and receipts do; as it is when it looks like words, a path, a uuid or a hash.';
commit;
