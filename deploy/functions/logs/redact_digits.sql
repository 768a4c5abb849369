-- Deploy functions/logs/redact_digits: stamped from functions/logs/redact_digits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.redact_digits(p_digits text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    with groups as (
      select m.g[1] as digits, m.g[2] as separator, m.o as n, length(m.g[1]) as size,
             lag(m.g[2]) over w as before, array[m.g[1], lead(m.g[1], 1) over w, lead(m.g[1], 2) over w, lead(m.g[1], 3) over w, lead(m.g[1], 4) over w] as next
        from regexp_matches(p_digits, '([0-9]+)([^0-9]?)', 'g') with ordinality as m (g, o)
      window w as (order by m.o)),
    -- Cards print their number in fours, or as 4-6-5 and 4-6-4. Other groups do not count: dates and times have as many digits.
    cards as (
      select g.n, g.digits, g.separator,
             case
               when g.size >= 13 then
                 -- What follows a point are the decimals of a fraction.
                 case when g.before is distinct from '.' and private.is_card_number(g.digits) then 1 end
               when g.size <> 4 then null
               when length(g.next[2]) = 4 and length(g.next[3]) = 4 then
                 case
                   when length(g.next[4]) = 4 and length(g.next[5]) between 1 and 3 and private.is_card_number(array_to_string(g.next, '')) then 5
                   when length(g.next[4]) between 1 and 4 and private.is_card_number(array_to_string(g.next[1 : 4], '')) then 4
                 end
               when length(g.next[2]) = 6 and length(g.next[3]) between 4 and 5 then
                 case when private.is_card_number(array_to_string(g.next[1 : 3], '')) then 3 end
             end as size
        from groups as g),
    covered as (
      -- Where the last card ends that began at this group or before it.
      select c.n, c.digits, c.separator, max(c.n + c.size) over (order by c.n) as until
        from cards as c),
    parts as (
      select c.n, c.until > c.n as is_card, lag(c.until) over (order by c.n) > c.n as goes_on, c.until = c.n + 1 as ends, c.digits, c.separator
        from covered as c)
    select string_agg(
             case
               when p.is_card is not true then p.digits || p.separator
               when p.goes_on is not true then '[redacted card]' || case when p.ends then p.separator else '' end
               when p.ends then p.separator
               else ''
             end, '' order by p.n)
      from parts as p);
end;
$$;
revoke all on function private.redact_digits(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_digits(text) is 'Digits in groups with one separator between each two, with each card number among them replaced.';
commit;
