-- Deploy functions/logs/redact_numbers: stamped from functions/logs/redact_numbers.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.redact_numbers(p_text text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_text !~ '[0-9](?:[ ._\u00a0\u2013-]?[0-9]){12}' then
    return p_text;
  end if;
  return (
    select string_agg(p.part || coalesce(private.redact_digits(p.hit), ''), '' order by p.n)
      from unnest(
             regexp_split_to_array(p_text, '[0-9]+(?:[ ._\u00a0\u2013-][0-9]+)*'),
             array(select h[1] from regexp_matches(p_text, '[0-9]+(?:[ ._\u00a0\u2013-][0-9]+)*', 'g') as h)) with ordinality as p (part, hit, n));
end;
$$;
revoke all on function private.redact_numbers(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_numbers(text) is 'A text with the card numbers in it replaced.';
commit;
