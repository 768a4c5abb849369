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
declare
  v_group text[] := regexp_split_to_array(p_digits, '[^0-9]');
  v_separator text[] := regexp_split_to_array(p_digits, '[0-9]+');  -- 1 stands before the first group, n + 1 after group n
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
commit;
