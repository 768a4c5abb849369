-- Deploy functions/kernel/request: stamped from functions/kernel/request.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.target_user(p_user_id uuid)
returns uuid
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller uuid := private.current_user_id();
begin
  if coalesce(p_user_id, v_caller) = v_caller then
    return v_caller;
  elsif p_user_id is not null and private.caller_class() in ('admin', 'service') then
    return p_user_id;
  elsif p_user_id is not null then
    raise sqlstate '42501' using
      message = 'only service_role and dochub_admin may name another user',
      hint = 'Leave p_user_id out to mean yourself.';
  elsif private.caller_class() = 'client' then
    raise sqlstate '42501' using
      message = 'the request names no user',
      hint = 'Send a JWT whose sub is the user''s uuid.';
  else
    raise sqlstate 'PT400' using
      message = 'p_user_id is missing',
      hint = 'This token has no user of its own: name one in p_user_id.';
  end if;
end;
$$;
revoke all on function private.target_user(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.target_user(uuid) is 'User that a call is about: the caller, or another one when service_role or dochub_admin names it.
SQLSTATE 42501 for anybody else, PT400 when a service names nobody.';

create or replace function private.current_user_id()
returns uuid
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- json, not jsonb: one member is looked for, once a policy and once a call.
  return (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')::uuid;
exception
  -- Malformed claims or sub: nobody. An error here would tell apart requests that must look alike.
  when others then
    return null;
end;
$$;
revoke all on function private.current_user_id() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.current_user_id() to authenticated;
comment on function private.current_user_id() is 'User of the request: sub of the verified JWT claims (request.jwt.claims).
Missing or malformed: NULL, never an error; policies compare with it, and NULL sees nothing.
PARALLEL UNSAFE because an EXCEPTION block fails in parallel plans on PostgreSQL 15.';

create or replace function private.caller_class()
returns text
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Inside a SECURITY DEFINER function the role setting is still the caller's; none means no SET ROLE took place.
  v_role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  return case
    when v_role in ('anon', 'authenticated') then 'client'
    when v_role = 'dochub_admin' then 'admin'
    when pg_has_role(v_role, 'service_role', 'usage') then 'service'
    else 'client'
  end;
end;
$$;
revoke all on function private.caller_class() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.caller_class() is 'Class of the caller: client, admin or service.
client: anon, authenticated and whoever is nothing else; admin: dochub_admin; service: service_role and roles that inherit it.
authenticator does not inherit, so it is a client.';

create or replace function private.verified_email()
returns text
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims jsonb := private.claims();
  v_path text[];
  v_verified_path text[];
  v_email text;
begin
  select s.claim_email_path, s.claim_email_verified_path into strict v_path, v_verified_path from private.settings as s;
  if v_claims #> v_verified_path = 'true' and jsonb_typeof(v_claims #> v_path) = 'string' then
    v_email := lower(btrim(v_claims #>> v_path) collate "C");
  end if;
  return case when length(v_email) between 3 and 320 and v_email like '%_@_%' then v_email end;
end;
$$;
revoke all on function private.verified_email() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.verified_email() is 'E-mail address of the request''s JWT in lower case, only when the claims say, with the JSON value true, that it is verified; else NULL.
The paths are settings (claim_email_path, claim_email_verified_path), never below user_metadata.';

create or replace function private.claims()
returns jsonb
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims jsonb;
begin
  v_claims := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  return case when jsonb_typeof(v_claims) = 'object' then v_claims else '{}'::jsonb end;
exception
  when others then
    return '{}'::jsonb;
end;
$$;
revoke all on function private.claims() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claims() is 'Claims of the request''s JWT as PostgREST verified them; an empty object when missing or malformed, never an error.';

create or replace function private.assert_writable()
returns void
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only')::boolean then
    raise sqlstate 'PT405' using
      message = 'this function writes and cannot run in a read-only transaction',
      hint = 'Call it with POST.';
  end if;
end;
$$;
revoke all on function private.assert_writable() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_writable() is 'Refuses (HTTP 405) a read-only transaction, such as a GET.
Every function that writes calls it first: otherwise a GET would tell good arguments from bad ones without being counted.';

create or replace function private.assert_unfiltered()
returns void
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
  v_query text := current_query();
  v_name text;
  v_end text[];
begin
  -- PostgREST puts the call into a CTE named pgrst_source, and what the caller makes of its result (a filter, select=, order=, an aggregate,
  -- EXPLAIN) into the statement around it. A cast or a pattern there that fails on refusals only rolls the attempt counter back, and the
  -- error tells the answer. So the statement must end as the plain call does: all columns, or the one column, of pgrst_source, then perhaps
  -- a LIMIT (db-max-rows). The quotes matter: an alias may hold any text, also this, but its own quotes are doubled.
  -- What stands before that depends on the media type and the count preference, which are harmless, but for PostGIS' one that always fails.
  -- PostgREST 12 was run; 13, 14 and 16 write the same end, by their sources. A version that writes another is refused altogether, plain
  -- calls too, which the HTTP tests show.
  if strpos(v_query, 'pgrst_source') = 0 then
    return;  -- Not PostgREST but SQL, where the caller may roll back anyway.
  end if;
  -- The plain call for JSON, as PostgREST writes it from the end of the CTE on: a comparison costs a hundredth of the pattern below.
  -- Before LIMIT 12 has five spaces, later versions three.
  v_name := split_part(split_part(v_query, '"pgrst_source" AS "', 2), '"', 1);
  if v_name ~ '^[a-z_]+$'
     and replace(rtrim(v_query), '     LIMIT', '   LIMIT') like 'WITH pgrst\_source AS (%) SELECT null::bigint AS total\_result\_set, 1 AS page\_total, '
       || 'coalesce(json\_agg(\_postgrest\_t.pgrst\_scalar)->0, ''null'') AS body, '
       || 'nullif(current\_setting(''response.headers'', true), '''') AS response\_headers, '
       || 'nullif(current\_setting(''response.status'', true), '''') AS response\_status, '''' AS response\_inserted '
       || 'FROM (SELECT "' || v_name || '".* FROM "pgrst\_source" AS "' || v_name || '"   LIMIT $_ OFFSET $_) \_postgrest\_t' then
    return;
  end if;
  v_query := lower(v_query collate "C");
  -- No back-reference, and only the end of the text: each costs more than all the rest of a call.
  v_end := regexp_match(right(v_query, 400),
    'from \(\s*select "([^"]+)"\.(?:\*|"pgrst_scalar")\s+from "pgrst_source" as "([^"]+)"(?:\s+limit (?:\$?[0-9]+|all))?(?:\s+offset \$?[0-9]+)?\s*\)\s+[a-z_]+\s*$');
  if left(v_query, 64) !~ '^\s*with "?pgrst_source"? as ' or v_end is null or v_end[1] <> v_end[2] or strpos(v_query, 'st_asgeojson(') > 0 then
    raise sqlstate 'PT400' using
      message = 'the result of this function cannot be filtered, ordered, cast or explained',
      hint = 'Call it without query parameters and take what you need from the answer.';
  end if;
end;
$$;
revoke all on function private.assert_unfiltered() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_unfiltered() is 'Refuses (HTTP 400) a PostgREST call that filters, selects from, orders, aggregates or explains the function''s result.
Such a call can be made to fail on bad answers only, which rolls back the attempt counter and tells the answer by the error.
Every throttled function calls it after assert_writable.
PostgREST''s db-tx-end must stay at commit: with an allow-override value "Prefer: tx=rollback" does the same, and no function can see it.';

create or replace function private.pre_request()
returns void
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Every request pays for this: of nearly all users the index of erased accounts says enough, and no row is read.
  if exists (select 1 from public.user_profile as p where p.user_id = private.current_user_id() and p.erased_at is not null) then
    raise sqlstate 'PT403' using
      message = 'this account was erased',
      hint = 'Sign out and forget the token.';
  elsif current_setting('role') = 'dochub_admin' then
    if not exists (select 1 from public.user_profile as p where p.user_id = private.current_user_id() and p.role = 'admin') then
      raise sqlstate 'PT403' using
        message = 'this token is not an administrator''s',
        hint = 'The token''s sub must be a user whose user_profile.role is admin now.';
    end if;
  end if;
end;
$$;
revoke all on function private.pre_request() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.pre_request() to anon, authenticated, service_role, dochub_admin;
comment on function private.pre_request() is 'For PostgREST''s db-pre-request: refuses (403) a token that is no longer good.
Every token of an erased user, and a dochub_admin token whose user is not an administrator now.';

create or replace function private.drop_policies(p_table regclass)
returns setof name
language plpgsql
volatile
security invoker
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = p_table order by p.polname
  loop
    -- Under this search_path a regclass prints with its schema, quoted where it must be.
    execute format('drop policy %I on %s', v_policy, p_table);
    return next v_policy;
  end loop;
end;
$$;
revoke all on function private.drop_policies(regclass) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_policies(regclass) is 'Drops all policies of a table and answers their names. Each policy file begins with it: a policy that was renamed or taken out of the file would stay.';

create or replace function private.refuse(p_code text, p_details jsonb default '{}')
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_error private.error_codes;
begin
  select * into strict v_error from private.error_codes as e where e.code = p_code;
  perform set_config('response.status', v_error.http_status::text, true);
  if p_details ? 'retry_after' then
    perform set_config('response.headers', jsonb_build_array(jsonb_build_object('Retry-After', p_details ->> 'retry_after'))::text, true);
  end if;
  return jsonb_build_object(
    'ok', false, 'code', v_error.code, 'message', v_error.message, 'details', p_details::text, 'hint', v_error.hint);
end;
$$;
revoke all on function private.refuse(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse(text, jsonb) is 'Answer of a refusal: {ok: false, code, message, details, hint} from the registry private.error_codes, and its HTTP status; details is p_details as text, as PostgREST''s own errors have it. The transaction commits, so that counters and idempotency records stay.';
commit;
