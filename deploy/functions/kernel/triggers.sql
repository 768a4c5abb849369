-- Deploy functions/kernel/triggers: stamped from functions/kernel/triggers.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.touch_updated_at()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
revoke all on function private.touch_updated_at() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.touch_updated_at() is 'Trigger: keeps updated_at at the time of the last change, whatever the statement says.';

create or replace function private.refuse_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  raise sqlstate '42501' using
    message = format('%I.%I is append-only', tg_table_schema, tg_table_name),
    detail = format('%s refused for every role.', tg_op),
    hint = 'Add a row that corrects the earlier one.';
end;
$$;
revoke all on function private.refuse_change() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_change() is 'Trigger of the append-only tables: refuses UPDATE, DELETE and TRUNCATE for every role, those with BYPASSRLS and the owner included.';

create or replace function private.refuse_identity_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_column text;
begin
  foreach v_column in array tg_argv loop
    if v_new -> v_column is distinct from v_old -> v_column then
      raise sqlstate '42501' using
        message = format('%I.%I.%I identifies the row and never changes', tg_table_schema, tg_table_name, v_column),
        hint = 'Revoke this row and record another.';
    end if;
  end loop;
  return new;
end;
$$;
revoke all on function private.refuse_identity_change() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_identity_change() is 'Trigger: refuses an UPDATE that changes one of the columns named in its arguments.';

create or replace function private.refuse_erased()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_erased_at timestamptz;
begin
  -- An erasure under way holds this row: whoever inserted without waiting would leave a row behind it.
  select p.erased_at into v_erased_at from public.user_profile as p where p.user_id = new.user_id for key share;
  if v_erased_at is not null then
    raise sqlstate 'PT403' using
      message = 'this account was erased',
      hint = 'Sign out and forget the token.';
  end if;
  return new;
end;
$$;
revoke all on function private.refuse_erased() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_erased() is 'Trigger of the tables into which clients insert directly: refuses (403) rows of an erased user, also those of a request that began before the erasure.';

create or replace function private.bump_user_sync()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := case when tg_op = 'DELETE' then old.user_id else new.user_id end;
begin
  -- The row is there but for a user whom nobody has seen yet.
  update private.user_sync as s set generation = s.generation + 1 where s.user_id = v_user_id;
  if not found then
    insert into private.user_sync as s (user_id, generation) values (v_user_id, 2)
    on conflict (user_id) do update set generation = s.generation + 1;
  end if;
  return null;
end;
$$;
revoke all on function private.bump_user_sync() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bump_user_sync() is 'Trigger of every per-user table that the handshake shows: raises the user''s generation.
So a change made by any function, or by hand, is in the next handshake.';


create or replace function private.unsettle_credits()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    update public.ai_usage as u set next_change_at = '-infinity' where u.user_id = old.user_id and u.next_change_at > '-infinity';
  end if;
  if tg_op = 'INSERT' or new.user_id <> old.user_id then
    update public.ai_usage as u set next_change_at = '-infinity' where u.user_id = new.user_id and u.next_change_at > '-infinity';
  end if;
  return null;
end;
$$;
revoke all on function private.unsettle_credits() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.unsettle_credits() is 'Trigger of every per-user table that a user''s credits follow from: nothing stored holds any more, the next change works it out anew.
So a fact changed by any function, or by hand, counts at once (ADR 16). Whoever changes one holds the user''s lock, or takes it here.';

create or replace function private.bump_entitlement()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'entitlement';
  return null;
end;
$$;
revoke all on function private.bump_entitlement() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bump_entitlement() is 'Trigger of plans and cohorts: raises the generation that every user''s stored credits are compared with, one row for all users.';

create or replace function private.claim_account_token()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.claim_account(private.account_sha256(new.user_id), new.user_id);
  return null;
end;
$$;
revoke all on function private.claim_account_token() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_account_token() is 'Trigger of user_profile: an account that is made is found by the SHA-256 of its id from then on, and waits for whoever keeps an event for it.';
commit;
