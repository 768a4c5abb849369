-- Deploy roles: makes the roles that are missing, adopts those that exist, lets dochub_owner create in this database.
--
-- Needs CREATEROLE and ownership of the database; not superuser. Roles are cluster-wide: another database of this
-- cluster may have made them already, or be making them at this moment.
begin;
set local client_encoding = 'UTF8';

do $$
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'database % has the encoding %, not UTF8', current_database(), current_setting('server_encoding')
      using hint = 'create database ... encoding ''UTF8'' template template0: what people write, and the patterns that find secrets, are not of one language.';
  end if;
end
$$;

do $$
declare
  v_role record;
  v_setting text;
begin
  for v_role in
    select * from (values
      ('dochub_owner',  'nologin noinherit', '{}'::text[]),
      ('dochub_backup', 'nologin noinherit', '{}'),
      -- Time-outs of a request: PostgREST applies a role's settings to each. Whoever is not ours keeps its own.
      ('dochub_admin',  'nologin noinherit', '{statement_timeout=30s, lock_timeout=10s}'),
      ('anon',          'nologin noinherit', '{statement_timeout=3s, lock_timeout=2s}'),
      ('authenticated', 'nologin noinherit', '{statement_timeout=5s, lock_timeout=4s}'),
      ('service_role',  'nologin noinherit', '{statement_timeout=60s, lock_timeout=10s}'),
      ('authenticator', 'login noinherit',   '{idle_in_transaction_session_timeout=10s}')) as r (name, options, settings)
  loop
    begin
      if not exists (select from pg_roles where rolname = v_role.name) then
        execute format('create role %I %s', v_role.name, v_role.options);
        -- How `dochub access check` tells the roles that are ours from those that were there before.
        execute format('comment on role %I is %L', v_role.name, 'Made by DocHub.');
        foreach v_setting in array v_role.settings loop
          execute format('alter role %I set %I = %L', v_role.name, split_part(v_setting, '=', 1), split_part(v_setting, '=', 2));
        end loop;
      end if;
    exception
      -- Somebody else made it between the look and the attempt.
      when duplicate_object or unique_violation then
        null;
    end;
  end loop;
end
$$;

do $$
declare
  v_role text;
begin
  if exists (select from pg_roles where rolname in ('dochub_owner', 'dochub_backup', 'dochub_admin') and (rolsuper or rolbypassrls)) then
    raise exception 'a role of DocHub has SUPERUSER or BYPASSRLS'
      using hint = 'alter role dochub_owner nosuperuser nobypassrls; the same for dochub_backup and dochub_admin.';
  end if;
  foreach v_role in array array['anon', 'authenticated', 'service_role', 'dochub_admin'] loop
    if not pg_has_role('authenticator', v_role, 'member') then
      execute format('grant %I to authenticator', v_role);
    end if;
  end loop;
  -- MEMBER is not enough: the deploying role must be able to SET ROLE to the owner (PostgreSQL 16 tells the two apart).
  if not (select rolsuper from pg_roles where rolname = current_user) then
    grant dochub_owner to current_user;
  end if;
exception
  when insufficient_privilege then
    raise exception 'the role % may not grant membership in DocHub''s roles: %', current_user, sqlerrm
      using hint = format('As a superuser: grant dochub_owner, dochub_backup, dochub_admin, anon, authenticated, service_role to %I with admin option;', current_user);
end
$$;

do $$
begin
  execute format('grant create on database %I to dochub_owner', current_database());
end
$$;
grant usage, create on schema public to dochub_owner;

commit;
