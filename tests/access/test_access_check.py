"""`dochub access check` says precisely what was granted, dropped, loosened or added by hand, and how to take it back."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dochub import access, catalog, deploy, paths, server
from dochub.errors import Problem

Connection = psycopg.Connection[Any]
OWN = "(user_id = ( SELECT private.current_user_id() AS current_user_id))"
CHANGES = "BEFORE DELETE OR UPDATE OR TRUNCATE FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change()"

# What somebody did by hand → the lines that tell of it, whole.
DRIFTS: dict[str, list[str]] = {
    # tables
    "grant select on public.cohorts to authenticated": [
        "more: table public.cohorts: authenticated has SELECT -> revoke select on public.cohorts from authenticated;"
    ],
    "grant select, insert on public.cohorts to public": [
        "more: table public.cohorts: PUBLIC has INSERT, SELECT -> revoke insert, select on public.cohorts from public;"
    ],
    "grant truncate on private.credit_ledger to service_role": [
        "more: table private.credit_ledger: service_role has TRUNCATE -> revoke truncate on private.credit_ledger from service_role;"
    ],
    "grant references, trigger on public.user_profile to authenticated": [
        "more: table public.user_profile: authenticated has REFERENCES, TRIGGER -> revoke references, trigger on public.user_profile from authenticated;"
    ],
    "grant update on private.credit_ledger to dochub_owner": [
        "more: table private.credit_ledger: dochub_owner has UPDATE -> revoke update on private.credit_ledger from dochub_owner; grant update (user_id) on private.credit_ledger to dochub_owner;"
    ],
    "grant select on private.app_logs_default to service_role": [
        "more: table private.app_logs_default: service_role has SELECT -> revoke select on private.app_logs_default from service_role;"
    ],
    "grant select on public.cohorts to service_role with grant option": [
        "more: table public.cohorts: service_role has SELECT with grant option -> revoke grant option for select on public.cohorts from service_role cascade;"
    ],
    "grant select on public.cohorts to authenticated with grant option": [
        "more: table public.cohorts: authenticated has SELECT with grant option -> revoke select on public.cohorts from authenticated cascade;"
    ],
    'create role "a reader"; grant select on public.courses to "a reader"': [
        'more: table public.courses: "a reader" has SELECT -> revoke select on public.courses from "a reader";'
    ],
    "revoke select on public.courses from anon": [
        "less: table public.courses: anon has no SELECT -> grant select on public.courses to anon;"
    ],
    "revoke delete on public.courses from dochub_owner": [
        "less: table public.courses: dochub_owner has no DELETE -> grant delete on public.courses to dochub_owner;"
    ],
    "alter table public.courses owner to postgres": [
        "different: table public.courses: is owned by postgres, not dochub_owner -> alter table public.courses owner to dochub_owner;",
    ],
    "drop table private.referral_code_claims": [
        "less: table private.referral_code_claims: does not exist; `dochub status` tells whether it should"
    ],
    # columns
    "grant update (role) on public.user_profile to authenticated": [
        "more: table public.user_profile: authenticated has UPDATE (role) -> revoke update (role) on public.user_profile from authenticated;"
    ],
    "grant select (slug, splash) on public.cohorts to public": [
        "more: table public.cohorts: PUBLIC has SELECT (slug, splash) -> revoke select (slug, splash) on public.cohorts from public;"
    ],
    "grant update (title) on public.custom_courses to authenticated with grant option": [
        "more: table public.custom_courses: authenticated has UPDATE (title) with grant option -> revoke grant option for update (title) on public.custom_courses from authenticated cascade;"
    ],
    "revoke update (title, archived_at) on public.custom_courses from authenticated": [
        "less: table public.custom_courses: authenticated has no UPDATE (archived_at, title) -> grant update (archived_at, title) on public.custom_courses to authenticated;"
    ],
    "grant update on public.custom_courses to authenticated": [
        "more: table public.custom_courses: authenticated has UPDATE -> revoke update on public.custom_courses from authenticated; grant update (archived_at, title) on public.custom_courses to authenticated;"
    ],
    "revoke update (user_id) on private.credit_ledger from dochub_owner": [
        "less: table private.credit_ledger: dochub_owner has no UPDATE (user_id) -> grant update (user_id) on private.credit_ledger to dochub_owner;"
    ],
    "grant usage on type public.courses to anon": [
        "more: type public.courses: anon has USAGE -> revoke usage on type public.courses from anon;"
    ],
    # row-level security
    "alter table public.courses disable row level security": [
        "less: table public.courses: row-level security is not enabled -> alter table public.courses enable row level security;"
    ],
    "alter table private.settings no force row level security": [
        "less: table private.settings: row-level security is not forced on its owner -> alter table private.settings force row level security;"
    ],
    # policies
    "drop policy courses_select_published on public.courses": [
        "less: table public.courses: there is no policy courses_select_published -> create policy courses_select_published on public.courses for select to anon, authenticated using ((status = 'published'::text));"
    ],
    "drop policy analytics_update_own on public.analytics": [
        f"less: table public.analytics: there is no policy analytics_update_own -> create policy analytics_update_own on public.analytics for update to authenticated using ({OWN}) with check ({OWN});"
    ],
    "alter policy ai_usage_select_own on public.ai_usage using (true)": [
        f"different: table public.ai_usage: policy ai_usage_select_own has using (true), not ({OWN}) -> alter policy ai_usage_select_own on public.ai_usage using ({OWN});"
    ],
    "alter policy analytics_update_own on public.analytics with check (true)": [
        f"different: table public.analytics: policy analytics_update_own has with check (true), not ({OWN}) -> alter policy analytics_update_own on public.analytics using ({OWN}) with check ({OWN});"
    ],
    "create policy p on public.user_profile for select to authenticated using (true)": [
        "more: table public.user_profile: the contract has no policy p (for select to authenticated using (true)) -> drop policy p on public.user_profile;"
    ],
    "create policy p on private.credit_ledger as restrictive using (false)": [
        "more: table private.credit_ledger: the contract has no RESTRICTIVE policy p (for all to public using (false)) -> drop policy p on private.credit_ledger;"
    ],
    "alter policy courses_select_published on public.courses to public": [
        "different: table public.courses: policy courses_select_published is to public, not anon, authenticated -> alter policy courses_select_published on public.courses to anon, authenticated;"
    ],
    # a role lost, a role more; the order is no difference
    "alter policy courses_select_published on public.courses to authenticated": [
        "different: table public.courses: policy courses_select_published is to authenticated, not anon, authenticated -> alter policy courses_select_published on public.courses to anon, authenticated;"
    ],
    "alter policy plans_insert_owner on private.plans to service_role, dochub_owner": [
        "different: table private.plans: policy plans_insert_owner is to service_role, dochub_owner, not dochub_owner -> alter policy plans_insert_owner on private.plans to dochub_owner;"
    ],
    "alter policy ai_usage_select_all on public.ai_usage to dochub_owner, dochub_backup, service_role, dochub_admin": [],
    'create role "a reader"; alter policy ai_usage_select_all on public.ai_usage to "a reader", dochub_owner, service_role, dochub_admin, dochub_backup': [
        'different: table public.ai_usage: policy ai_usage_select_all is to dochub_admin, service_role, dochub_backup, dochub_owner, "a reader", not dochub_admin, service_role, dochub_backup, dochub_owner -> alter policy ai_usage_select_all on public.ai_usage to dochub_admin, service_role, dochub_backup, dochub_owner;'
    ],
    "alter policy ai_usage_select_own on public.ai_usage to public using (true)": [
        f"different: table public.ai_usage: policy ai_usage_select_own is to public, not authenticated; has using (true), not ({OWN}) -> alter policy ai_usage_select_own on public.ai_usage to authenticated using ({OWN});"
    ],
    "drop policy courses_select_published on public.courses; create policy courses_select_published on public.courses to anon, authenticated using (status = 'published')": [
        "different: table public.courses: policy courses_select_published is for all, not select -> drop policy courses_select_published on public.courses; create policy courses_select_published on public.courses for select to anon, authenticated using ((status = 'published'::text));"
    ],
    "alter policy courses_select_published on public.courses rename to courses_read": [
        "less: table public.courses: there is no policy courses_select_published -> create policy courses_select_published on public.courses for select to anon, authenticated using ((status = 'published'::text));",
        "more: table public.courses: the contract has no policy courses_read (for select to anon, authenticated using ((status = 'published'::text))) -> drop policy courses_read on public.courses;",
    ],
    # a partition made without what every partition has
    "create table private.app_logs_2031 partition of public.app_logs for values from ('2031-01-01') to ('2031-02-01')": [
        "different: table private.app_logs_2031: is owned by postgres, not dochub_owner -> alter table private.app_logs_2031 owner to dochub_owner;",
        "less: table private.app_logs_2031: row-level security is not enabled -> alter table private.app_logs_2031 enable row level security;",
        "less: table private.app_logs_2031: row-level security is not forced on its owner -> alter table private.app_logs_2031 force row level security;",
        "less: table private.app_logs_2031: there is no policy app_logs_2031_select_all -> create policy app_logs_2031_select_all on private.app_logs_2031 for select to dochub_backup, dochub_owner using (true);",
        "less: table private.app_logs_2031: there is no policy app_logs_2031_delete_owner -> create policy app_logs_2031_delete_owner on private.app_logs_2031 for delete to dochub_owner using (true);",
        "less: table private.app_logs_2031: dochub_backup has no SELECT -> grant select on private.app_logs_2031 to dochub_backup;",
    ],
    # triggers and rules
    "alter table private.credit_ledger disable trigger credit_ledger_append_only": [
        "less: table private.credit_ledger: trigger credit_ledger_append_only is disabled -> alter table private.credit_ledger enable trigger credit_ledger_append_only;"
    ],
    "alter table private.credit_ledger enable replica trigger credit_ledger_append_only": [
        "less: table private.credit_ledger: trigger credit_ledger_append_only fires on replicas only -> alter table private.credit_ledger enable trigger credit_ledger_append_only;"
    ],
    "drop trigger subscription_events_append_only on public.subscription_events": [
        "less: table public.subscription_events: there is no trigger subscription_events_append_only -> create trigger subscription_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE on public.subscription_events FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();"
    ],
    "create or replace trigger credit_ledger_append_only before update on private.credit_ledger for each statement execute function private.refuse_change()": [
        f"different: table private.credit_ledger: trigger credit_ledger_append_only does BEFORE UPDATE FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change(), not {CHANGES} -> drop trigger credit_ledger_append_only on private.credit_ledger; create trigger credit_ledger_append_only BEFORE DELETE OR UPDATE OR TRUNCATE on private.credit_ledger FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();"
    ],
    "create or replace trigger course_purchases_sync after insert on public.course_purchases for each row execute function private.bump_user_sync()": [
        "different: table public.course_purchases: trigger course_purchases_sync does AFTER INSERT FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync(), not AFTER INSERT OR DELETE OR UPDATE FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync() -> drop trigger course_purchases_sync on public.course_purchases; create trigger course_purchases_sync AFTER INSERT OR DELETE OR UPDATE on public.course_purchases FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();"
    ],
    "create trigger t before insert on public.courses for each row execute function private.touch_updated_at()": [
        "more: table public.courses: the contract has no trigger t (BEFORE INSERT FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at()) -> drop trigger t on public.courses;"
    ],
    "alter table public.course_purchases disable trigger all": [
        "less: table public.course_purchases: the triggers that check foreign keys are disabled -> alter table public.course_purchases enable trigger all;",
        "less: table public.course_purchases: trigger course_purchases_identity is disabled -> alter table public.course_purchases enable trigger course_purchases_identity;",
        "less: table public.course_purchases: trigger course_purchases_sync is disabled -> alter table public.course_purchases enable trigger course_purchases_sync;",
    ],
    "create rule r as on delete to public.courses do instead nothing": [
        "more: table public.courses: the contract has no rule r -> drop rule r on public.courses;"
    ],
    # functions
    "grant execute on function private.credit_balance to anon": [
        "more: function private.credit_balance(uuid,timestamp with time zone): anon has EXECUTE -> revoke execute on function private.credit_balance(uuid,timestamp with time zone) from anon;"
    ],
    "grant execute on function public.handshake to public": [
        "more: function public.handshake(jsonb): PUBLIC has EXECUTE -> revoke execute on function public.handshake(jsonb) from public;"
    ],
    "grant execute on function public.handshake to authenticated with grant option": [
        "more: function public.handshake(jsonb): authenticated has EXECUTE with grant option -> revoke grant option for execute on function public.handshake(jsonb) from authenticated cascade;"
    ],
    "revoke execute on function public.handshake from authenticated": [
        "less: function public.handshake(jsonb): authenticated has no EXECUTE -> grant execute on function public.handshake(jsonb) to authenticated;"
    ],
    "alter function private.credit_balance security definer": [
        "different: function private.credit_balance(uuid,timestamp with time zone): is SECURITY DEFINER: runs as dochub_owner, not as its caller -> alter function private.credit_balance(uuid,timestamp with time zone) security invoker;"
    ],
    "alter function public.handshake security invoker": [
        "different: function public.handshake(jsonb): is SECURITY INVOKER: runs as its caller, not as dochub_owner -> alter function public.handshake(jsonb) security definer;"
    ],
    "alter function public.handshake reset search_path": [
        "less: function public.handshake(jsonb): does not set search_path -> alter function public.handshake(jsonb) set search_path = pg_catalog, pg_temp;"
    ],
    "alter function public.handshake set search_path = public": [
        "different: function public.handshake(jsonb): sets search_path = public, not pg_catalog, pg_temp -> alter function public.handshake(jsonb) set search_path = pg_catalog, pg_temp;"
    ],
    "alter function public.handshake set row_security = off": [
        "more: function public.handshake(jsonb): sets row_security = off -> alter function public.handshake(jsonb) reset row_security;"
    ],
    "alter function private.handshake_lock reset lock_timeout": [
        "less: function private.handshake_lock(uuid): does not set lock_timeout -> alter function private.handshake_lock(uuid) set lock_timeout = '250ms';"
    ],
    "alter function private.current_user_id leakproof": [
        "more: function private.current_user_id(): is LEAKPROOF -> alter function private.current_user_id() not leakproof;"
    ],
    "alter function private.credit_balance owner to postgres": [
        "different: function private.credit_balance(uuid,timestamp with time zone): is owned by postgres, not dochub_owner -> alter function private.credit_balance(uuid,timestamp with time zone) owner to dochub_owner;"
    ],
    """create or replace function private.current_user_id() returns uuid language plpgsql stable parallel unsafe
       set search_path = pg_catalog, pg_temp as 'begin return null; end'""": [
        "different: function private.current_user_id(): its body is not the one of functions/kernel/request.sql -> \\i deploy/functions/kernel/request.sql"
    ],
    """create or replace function private.refuse_change() returns trigger language internal as 'suppress_redundant_updates_trigger'
       set search_path = pg_catalog, pg_temp""": [
        "different: function private.refuse_change(): is in language internal, not plpgsql -> \\i deploy/functions/kernel/triggers.sql"
    ],
    "drop function public.my_entitlements": [
        "less: function public.my_entitlements: does not exist; `dochub status` tells whether it should -> \\i deploy/functions/entitlement/my_entitlements.sql"
    ],
    "create function public.back_door() returns void language plpgsql security definer as 'begin end'": [
        "more: function public.back_door(): the contract does not name it (runs as postgres, executable by PUBLIC) -> drop function public.back_door();"
    ],
    """create function private.evil() returns void language plpgsql set search_path = pg_catalog, pg_temp as 'begin end';
       alter function private.evil owner to dochub_owner; revoke all on function private.evil from public""": [
        "more: function private.evil(): the contract does not name it -> drop function private.evil();"
    ],
    "create procedure public.p(a integer) language sql as ''": [
        "more: procedure public.p(integer): the contract does not name it (runs as its caller, executable by PUBLIC) -> drop procedure public.p(integer);"
    ],
    "create aggregate public.total(integer) (sfunc = int4pl, stype = integer)": [
        "more: aggregate public.total(integer): the contract does not name it (runs as its caller, executable by PUBLIC) -> drop aggregate public.total(integer);"
    ],
    "create function public.handshake(p_request text) returns jsonb language plpgsql as 'begin end'": [
        "more: function public.handshake(text): a second function of the name public.handshake (runs as its caller, executable by PUBLIC) -> drop function public.handshake(text);"
    ],
    "create function public.handshake(a integer, b integer) returns jsonb language plpgsql as 'begin end'; revoke all on function public.handshake(integer, integer) from public": [
        "more: function public.handshake(integer,integer): a second function of the name public.handshake -> drop function public.handshake(integer,integer);"
    ],
    # relations and other objects
    "create table public.notes (note text); grant select on public.notes to anon": [
        "more: table public.notes: the contract does not name it (anon has SELECT; row-level security is off); drop it or move it to another schema"
    ],
    "create table private.stash as select * from public.user_profile": [
        "more: table private.stash: the contract does not name it; drop it or move it to another schema"
    ],
    "create view public.profiles as select * from public.user_profile": [
        "more: view public.profiles: the contract has no views -> drop view public.profiles;"
    ],
    "create materialized view private.profiles as select * from public.user_profile": [
        "more: materialized view private.profiles: the contract has no materialized views -> drop materialized view private.profiles;"
    ],
    "create sequence public.numbers": [
        "more: sequence public.numbers: the contract has no sequences -> drop sequence public.numbers;"
    ],
    "create type public.mood as enum ('calm')": [
        "more: type public.mood: the contract has no types -> drop type public.mood;"
    ],
    "create type private.pair as (a integer, b integer)": [
        "more: type private.pair: the contract has no types -> drop type private.pair;"
    ],
    "create domain private.positive as integer check (value > 0)": [
        "more: type private.positive: the contract has no types -> drop type private.positive;"
    ],
    "create operator public.=== (function = pg_catalog.int4eq, leftarg = integer, rightarg = integer)": [
        "more: operator public.=== (integer, integer): the contract has no operators -> drop operator public.=== (integer, integer);"
    ],
    "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table public.far (a integer) server s": [
        "more: foreign table public.far: the contract has no foreign tables -> drop foreign table public.far;"
    ],
    # schemas, the database, what comes later
    "grant create on database dochub to service_role": [
        "more: database dochub: service_role has CREATE -> revoke create on database dochub from service_role;"
    ],
    "grant create on schema public to authenticated": [
        "more: schema public: authenticated has CREATE -> revoke create on schema public from authenticated;"
    ],
    "grant usage on schema private to public": [
        "more: schema private: PUBLIC has USAGE -> revoke usage on schema private from public;"
    ],
    "revoke usage on schema private from authenticated": [
        "less: schema private: authenticated has no USAGE -> grant usage on schema private to authenticated;"
    ],
    "alter schema private owner to postgres": [
        "different: schema private: is owned by postgres, not dochub_owner -> alter schema private owner to dochub_owner;"
    ],
    "alter default privileges for role dochub_owner grant select on tables to anon": [
        "more: default privileges of dochub_owner: anon has SELECT on later tables -> alter default privileges for role dochub_owner revoke select on tables from anon;"
    ],
    "alter default privileges for role dochub_owner in schema public grant execute on functions to authenticated": [
        "more: default privileges of dochub_owner in schema public: authenticated has EXECUTE on later functions -> alter default privileges for role dochub_owner in schema public revoke execute on functions from authenticated;"
    ],
    "alter default privileges for role dochub_owner grant execute on functions to public": [
        "more: default privileges of dochub_owner: PUBLIC has EXECUTE on later functions -> alter default privileges for role dochub_owner revoke execute on functions from public;"
    ],
    # roles
    "alter role authenticated bypassrls": [
        "more: role authenticated: has BYPASSRLS -> alter role authenticated nobypassrls;"
    ],
    "alter role service_role bypassrls": [
        "more: role service_role: has BYPASSRLS -> alter role service_role nobypassrls;"
    ],
    "alter role dochub_owner login": ["more: role dochub_owner: has LOGIN -> alter role dochub_owner nologin;"],
    "alter role authenticator inherit": [
        "more: role authenticator: has INHERIT -> alter role authenticator noinherit;"
    ],
    "alter role authenticator nologin": ["less: role authenticator: has no LOGIN -> alter role authenticator login;"],
    "grant service_role to authenticated": [
        "more: role authenticated: is a member of service_role -> revoke service_role from authenticated;"
    ],
    "grant dochub_owner to service_role": [
        "more: role service_role: is a member of dochub_owner -> revoke dochub_owner from service_role;"
    ],
    "grant pg_read_all_data to anon": [
        "more: role anon: is a member of pg_read_all_data -> revoke pg_read_all_data from anon;"
    ],
    "grant postgres to dochub_admin": [
        "more: role dochub_admin: is a member of postgres -> revoke postgres from dochub_admin;"
    ],
    "revoke dochub_admin from authenticator": [
        "less: role authenticator: may not become dochub_admin -> grant dochub_admin to authenticator;"
    ],
    "grant anon to authenticator with admin option": [
        "more: role authenticator: may hand on its membership in anon -> revoke admin option for anon from authenticator;"
    ],
    # settings and parameters
    "alter role anon reset statement_timeout": [
        "less: role anon: has no statement_timeout -> alter role anon set statement_timeout = '3s';"
    ],
    "alter role anon set statement_timeout = 0": [
        "less: role anon: has no statement_timeout -> alter role anon set statement_timeout = '3s';"
    ],
    "alter database dochub set row_security = off": [
        "more: database dochub: sets row_security = off -> alter database dochub reset row_security;"
    ],
    "alter role anon in database dochub set role = service_role": [
        "more: role anon: sets role = service_role in database dochub -> alter role anon in database dochub reset role;"
    ],
    "alter role service_role set session_replication_role = replica": [
        "more: role service_role: sets session_replication_role = replica -> alter role service_role reset session_replication_role;"
    ],
    "grant set on parameter session_replication_role to service_role": [
        "more: parameter session_replication_role: service_role has SET -> revoke set on parameter session_replication_role from service_role;"
    ],
}

# Of these only the first line is told here: others follow from it.
LARGER_DRIFTS = {
    "drop table private.plans cascade; create view private.plans as select 1 as plan": (
        "different: table private.plans: is a view"
    ),
    """create schema attic; create table attic.logs partition of public.server_logs
       for values from ('2031-01-01') to ('2031-02-01')""": (
        "different: table attic.logs: a partition of public.server_logs belongs in schema private -> alter table attic.logs set schema private;"
    ),
    """create function public.other() returns void language plpgsql as 'begin end';
       drop function public.handshake; alter function public.other rename to handshake;
       create function public.handshake(a text) returns void language plpgsql as 'begin end'""": (
        "more: function public.handshake(): one of 2 of the name public.handshake (runs as its caller, executable by PUBLIC); drop those that are not in functions/"
    ),
}
MAINTAIN = "more: table public.courses: anon has MAINTAIN -> revoke maintain on public.courses from anon;"

# Ways past the policies that may be meant: told, and no fault.
NOTES: dict[str, list[str]] = {
    "revoke create on database dochub from dochub_owner": [
        "note: database dochub: dochub_owner has no CREATE, which deploying needs -> grant create on database dochub to dochub_owner;"
    ],
    "create publication everything for all tables": [
        "note: publication everything: sends every table to its subscribers, whatever the policies"
    ],
    "create publication part for table public.courses, private.settings": [
        "note: publication part: sends private.settings, public.courses to its subscribers, whatever the policies"
    ],
    "alter role anon set statement_timeout = '10s'": ["note: role anon: sets statement_timeout = 10s, not 3s"],
    "alter role authenticator set pgrst.db_pre_request = ''": [
        "note: role authenticator: has PostgREST call nothing before each request, not private.pre_request: it must call that"
    ],
    "create schema reporting; create view reporting.people as select * from public.user_profile": [
        "note: view reporting.people: reads public.user_profile as postgres, whoever asks it"
    ],
    "create schema reporting; create view reporting.mine with (security_invoker) as select * from public.user_profile": [],
    """create schema other; create function other.f() returns void language plpgsql security definer as 'begin end';
       alter function other.f owner to dochub_owner""": [
        "note: function other.f(): runs as dochub_owner, and is in neither schema"
    ],
    "create schema other; create function other.g() returns void language plpgsql security definer as 'begin end'": [
        "note: function other.g(): runs as postgres, and is in neither schema"
    ],
    """create schema other; create function other.h() returns void language plpgsql security definer as 'begin end';
       revoke all on function other.h from public""": [],
    """create function pg_temp.e() returns event_trigger language plpgsql as 'begin end';
       create event trigger e on ddl_command_end execute function pg_temp.e()""": [
        "note: event trigger e: runs pg_temp.e() at ddl_command_end"
    ],
    "create role deployer login; grant dochub_owner, anon to deployer": [
        "note: role deployer: is a member of anon, dochub_owner, and so may do what they may"
    ],
    "create role root superuser; grant dochub_owner to root": [],
    "create role maker; alter default privileges for role maker in schema public grant select on tables to anon": [
        "note: default privileges of maker in schema public: on later tables: anon has SELECT: make nothing by hand as maker in the two schemas"
    ],
    "comment on role service_role is null; alter role service_role bypassrls": [
        "note: role service_role: has BYPASSRLS: it was there before DocHub, which leaves it so"
    ],
    "comment on role authenticator is null; alter role authenticator inherit; create role other; grant other to authenticator": [
        "note: role authenticator: has INHERIT: it was there before DocHub, which leaves it so",
        "note: role authenticator: is a member of other -> revoke other from authenticator;",
    ],
    # What another application does elsewhere is its own business.
    """create schema shop; create table shop.orders (a integer); grant all on shop.orders to public;
       create function shop.f() returns void language sql as ''; create view shop.v as select * from shop.orders;
       grant usage on schema public to pg_monitor; create index on public.courses (title)""": [],
}

Check = Callable[[], catalog.Report]


@pytest.fixture(autouse=True)
def as_deployed(db: Connection) -> None:
    """A copy of a database, which `db` is, has none of its privileges."""
    db.execute(f"grant create on database {db.info.dbname} to dochub_owner".encode())


@pytest.fixture
def check(db: Connection) -> Check:
    """Compares the database as it is within the transaction of `db`."""
    agreed, functions = access.contract(paths.root()), catalog.sources(paths.root())
    return lambda: catalog.compare(db, agreed, functions)


def lines(differences: list[catalog.Difference]) -> list[str]:
    return sorted(map(str, differences))


def test_each_drift_is_told_precisely_and_its_repair_repairs_it(
    db: Connection, check: Check, major: int, subtests: pytest.Subtests
) -> None:
    drifts = DRIFTS | ({"grant maintain on public.courses to anon": [MAINTAIN]} if major >= 17 else {})
    for drift, expected in drifts.items():
        with subtests.test(drift), db.transaction(force_rollback=True):
            db.execute(drift.encode())
            found = check().differences
            assert lines(found) == sorted(expected)
            if all(d.repair for d in found):
                for difference in found:
                    db.execute(statement(difference.repair))
                assert lines(check().differences) == []


def statement(repair: str) -> bytes:
    """What psql would run; a script's own transaction is left out."""
    file = repair.removeprefix("\\i ")
    if file == repair:
        return repair.encode()
    lines = (paths.root() / file).read_text().splitlines()
    return "\n".join([*(line for line in lines if line not in ("begin;", "commit;")), "reset role"]).encode()


def test_drifts_with_consequences_are_told_too(db: Connection, check: Check, subtests: pytest.Subtests) -> None:
    for drift, expected in LARGER_DRIFTS.items():
        with subtests.test(drift), db.transaction(force_rollback=True):
            db.execute(drift.encode())
            assert expected in lines(check().differences)


def test_what_may_be_meant_is_noted_and_what_is_elsewhere_is_not(
    db: Connection, check: Check, subtests: pytest.Subtests
) -> None:
    for statements, expected in NOTES.items():
        with subtests.test(statements), db.transaction(force_rollback=True):
            db.execute(statements.encode())
            report = check()
            assert lines(report.differences) == []
            assert [line.replace(temporary(db), "pg_temp") for line in lines(report.notes)] == sorted(expected)


def test_a_postgrest_that_is_not_told_to_check_tokens_is_noted(
    db: Connection, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"alter role authenticator in database {db.info.dbname}"
    assert lines(check().notes) == []
    monkeypatch.delenv("PGRST_DB_PRE_REQUEST")
    (note,) = lines(check().notes)
    said, _, repair = note.partition(" -> ")
    assert said == (
        "note: role authenticator: does not have PostgREST call private.pre_request before each request: its configuration must"
    )
    with db.transaction(force_rollback=True):
        db.execute(repair.encode())
        assert lines(check().notes) == []
        db.execute(f"{where} set pgrst.db_pre_request = 'public.other'".encode())
        assert lines(check().notes) == [
            "note: role authenticator: has PostgREST call public.other before each request, not private.pre_request: it must call that"
        ]


def temporary(conn: Connection) -> str:
    row = conn.execute(
        "select coalesce(max(nspname), '?') from pg_namespace where oid = pg_my_temp_schema()"
    ).fetchone()
    assert row
    return row[0]


def test_an_adopted_role_is_not_excused_for_what_voids_the_contract(db: Connection, check: Check) -> None:
    with db.transaction(force_rollback=True):
        db.execute("comment on role anon is null; alter role anon bypassrls; grant pg_read_all_data to anon")
        assert lines(check().differences) == [
            "more: role anon: has BYPASSRLS -> alter role anon nobypassrls;",
            "more: role anon: is a member of pg_read_all_data -> revoke pg_read_all_data from anon;",
        ]


def test_many_drifts_at_once_are_each_told(db: Connection, check: Check) -> None:
    with db.transaction(force_rollback=True):
        expected = set()
        for drift in [
            "grant select on public.cohorts to authenticated",
            "drop policy courses_select_published on public.courses",
            "alter function private.credit_balance security definer",
            "alter table private.settings no force row level security",
        ]:
            db.execute(drift.encode())
            expected |= set(DRIFTS[drift])
        assert set(lines(check().differences)) == expected


# The command


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dochub", "access", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def test_the_command_ends_with_0_1_or_2(db: Connection, dsn: str, cluster: server.Server) -> None:
    done = run("check", "--target", dsn)
    assert done.returncode == 0, done.stderr
    assert "tables" in done.stdout
    assert "compared" in done.stdout
    db.execute("grant select on public.cohorts to authenticated; create publication everything for all tables")
    done = run(
        "check", PGHOST=str(cluster.home), PGPORT=str(cluster.port), PGUSER="postgres", PGDATABASE=db.info.dbname
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "more: table public.cohorts: authenticated has SELECT -> revoke select on public.cohorts from authenticated;",
        "note: publication everything: sends every table to its subscribers, whatever the policies",
    ]
    assert "1 difference from policies/access.yaml" in done.stderr
    done = run("check", "--target", make_conninfo(dsn, dbname="nowhere"))
    assert done.returncode == 2
    done = run("check", "--target", cluster.dsn())
    assert done.returncode == 2
    assert "DocHub is not deployed in postgres" in done.stderr


def test_any_role_that_can_connect_may_check_and_nothing_is_written(db: Connection, dsn: str) -> None:
    db.execute("create role visitor login")
    try:
        db.execute("grant select on public.cohorts to authenticated")
        report = catalog.check(make_conninfo(dsn, user="visitor", options="-c default_transaction_read_only=on"))
        assert lines(report.differences) == DRIFTS["grant select on public.cohorts to authenticated"]
    finally:
        db.execute("drop role visitor")


def test_a_database_that_holds_half_of_it_is_told_what_is_missing(cluster: server.Server) -> None:
    server.create_database(cluster.dsn(), "half")
    dsn = cluster.dsn("half")
    deploy.deploy(dsn, to="schema/public/courses", verify=False)
    found = lines(catalog.check(dsn).differences)
    assert "less: table public.courses: there is no policy courses_select_published" in "\n".join(found)
    assert "less: table public.cohorts: does not exist; `dochub status` tells whether it should" in found


def test_the_contract_itself_is_checked(tmp_path: Any) -> None:
    (tmp_path / "policies").mkdir()
    text = (paths.root() / access.FILE).read_text()
    for old, new, said in [
        ("{select: published}", "{select: some}", "'some' is not one of `rows`"),
        ("  public.courses:\n    anon: ", "  public.courses:\n    nobody: ", "the role is not one of `roles`"),
        ("append_only: [public", "append_only: [public.courses, public", "public.courses is append-only, and"),
        ("tables:\n  public.user_profile:", "tables: {}\nrest:\n  public.user_profile:", "no tables"),
    ]:
        assert old in text
        (tmp_path / access.FILE).write_text(text.replace(old, new, 1))
        with pytest.raises(Problem) as raised:
            access.contract(tmp_path)
        assert said in str(raised.value)


def test_the_matrix_shows_every_table_role_and_function() -> None:
    done = run("matrix", COLUMNS="120")
    assert done.returncode == 0, done.stderr
    agreed = access.contract(paths.root())
    shown = done.stdout.splitlines()
    for name in (*agreed.tables, *agreed.functions):
        short = name.removeprefix("public.").removeprefix("private.")
        assert any(line.split()[:1] in ([short], [name]) for line in shown), name
    row = next(line for line in shown if line.startswith(" courses "))
    assert row.split("  ") != []
    assert [cell.strip() for cell in row.split("  ") if cell.strip()] == [
        "courses", "S published", "S published", "SIUD all", "SIUD all", "S all", "SIUD all",
    ]  # fmt: skip
    assert any(
        "user_profile: authenticated: U own: first_name, last_name, display_name, locale" in line for line in shown
    )
    assert "| courses | S published | S published |" in run("matrix", "--markdown").stdout
