-- What a project of Supabase has before anything is deployed: its roles, the schema auth, default privileges, as
-- supabase/postgres makes them (migrations/db). `project` is its role postgres, which is no superuser and runs migrations.
create role supabase_admin superuser login;
create role supabase_auth_admin noinherit createrole login noreplication;
create role supabase_storage_admin noinherit createrole login noreplication;
create role dashboard_user nosuperuser createdb createrole replication;
create role anon nologin inherit;
create role authenticated nologin inherit;
create role service_role nologin inherit bypassrls;
create role authenticator login noinherit;
create role project login createdb createrole replication bypassrls password 'project';
grant anon, authenticated, service_role to authenticator;
grant authenticator to supabase_storage_admin;
grant anon, authenticated, service_role to project with admin option;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role project set search_path = "$user", public, extensions;
alter role supabase_auth_admin set search_path = auth;

create publication supabase_realtime;
create schema extensions;
grant usage on schema extensions to project, anon, authenticated, service_role;
grant usage on schema public to project, anon, authenticated, service_role;
alter default privileges for role project in schema public grant all on tables to project, anon, authenticated, service_role;
alter default privileges for role project in schema public grant all on functions to project, anon, authenticated, service_role;
alter default privileges for role project in schema public grant all on sequences to project, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables to project, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to project, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to project, anon, authenticated, service_role;

create schema auth authorization supabase_admin;
grant usage on schema auth to anon, authenticated, service_role, project;
grant all on schema auth to supabase_auth_admin;
create table auth.users (
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  email_confirmed_at timestamptz,
  phone text,
  phone_confirmed_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_anonymous boolean not null default false
);
alter table auth.users owner to supabase_auth_admin;
alter table auth.users enable row level security;
grant all on auth.users to project, dashboard_user;
