-- Deploy functions/private/assert_unfiltered: stamped from functions/private/assert_unfiltered.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.assert_unfiltered()
returns void
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_query text := btrim(regexp_replace(lower(current_query()), '\s+', ' ', 'g'));
begin
  -- PostgREST puts the call into a CTE named pgrst_source and what the caller makes of its result (?filter=, ?select=, ?order=, an aggregate,
  -- EXPLAIN) into the statement around it. A cast or a pattern there that fails on a refusal only rolls the attempt counter back, and the
  -- error tells the answer. So the end of the statement must be the plain one: every column, or the one column, of pgrst_source, and a
  -- LIMIT (db-max-rows). The quotes are part of it: an alias may hold any text, but its quotes are doubled. What stands before it depends on the media type and the count preference, harmless both; PostGIS has one that always fails.
  -- The end is the same in PostgREST 9 to 14. A version that writes it otherwise is refused altogether, which the HTTP tests show at once.
  -- No pgrst_source at all: not PostgREST but SQL, where the caller may roll back as he likes.
  if strpos(v_query, 'pgrst_source') > 0
     and (v_query !~ '^with "?pgrst_source"? as '
          or v_query !~ 'from \( ?select ("[^"]+")\.(\*|"pgrst_scalar") from "pgrst_source" as \1( limit (\$?[0-9]+|all))?( offset \$?[0-9]+)? ?\) [a-z_]+$'
          or strpos(v_query, 'st_asgeojson(') > 0) then
    raise sqlstate 'PT400' using
      message = 'the result of this function cannot be filtered, ordered, cast or explained',
      hint = 'Call it without query parameters and take what you need from the answer.';
  end if;
end;
$$;
revoke all on function private.assert_unfiltered() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_unfiltered() is 'Refuses (HTTP 400) a PostgREST call that filters, selects from, orders, aggregates or explains the function''s result: such a call can be made to fail on bad answers only, which rolls back the attempt counter and tells the answer by the error. Every throttled function calls it after assert_writable. PostgREST''s db-tx-end must stay at commit: with an allow-override value "Prefer: tx=rollback" does the same, and no function can see it.';
commit;
