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
  v_query text := current_query();
begin
  -- PostgREST puts the call into a CTE named pgrst_source, and what the caller makes of its result (a filter, select=, order=, an aggregate,
  -- EXPLAIN) into the statement around it. A cast or a pattern there that fails on refusals only rolls the attempt counter back, and the
  -- error tells the answer. So the statement must end as the plain call does: all columns, or the one column, of pgrst_source, then perhaps
  -- a LIMIT (db-max-rows). The quotes matter: an alias may hold any text, also this, but its own quotes are doubled.
  -- What stands before that depends on the media type and the count preference, which are harmless, but for PostGIS' one that always fails.
  -- PostgREST 12 was tried; 11 and 13 write the same end, by their sources. A version that writes another is refused altogether, plain
  -- calls too, which the HTTP tests show.
  if strpos(v_query, 'pgrst_source') = 0 then
    return;  -- Not PostgREST but SQL, where the caller may roll back anyway.
  end if;
  v_query := btrim(regexp_replace(lower(v_query collate "C"), '\s+', ' ', 'g'));
  if v_query !~ '^with "?pgrst_source"? as '
     or v_query !~ 'from \( ?select ("[^"]+")\.(\*|"pgrst_scalar") from "pgrst_source" as \1( limit (\$?[0-9]+|all))?( offset \$?[0-9]+)? ?\) [a-z_]+$'
     or strpos(v_query, 'st_asgeojson(') > 0 then
    raise sqlstate 'PT400' using
      message = 'the result of this function cannot be filtered, ordered, cast or explained',
      hint = 'Call it without query parameters and take what you need from the answer.';
  end if;
end;
$$;
revoke all on function private.assert_unfiltered() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_unfiltered() is 'Refuses (HTTP 400) a PostgREST call that filters, selects from, orders, aggregates or explains the function''s result: such a call can be made to fail on bad answers only, which rolls back the attempt counter and tells the answer by the error. Every throttled function calls it after assert_writable. PostgREST''s db-tx-end must stay at commit: with an allow-override value "Prefer: tx=rollback" does the same, and no function can see it.';
commit;
