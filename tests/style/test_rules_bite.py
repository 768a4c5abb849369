"""A rule that looks at nothing passes: for each rule of this folder a planted fault is reported by it."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.gate

HERE = Path(__file__).parent
NEW_FUNCTION = "create function private.f() returns void language {} {} as $$ {} $$"

# File → (fault, the rule that reports it, by a part of its sentence).
FAULTS = {
    "test_tables.sql": [
        ("create table public.stray (a integer)", "public holds the 21 tables"),
        ("create view private.stray as select 1 as a", "no view, sequence"),
        ("create sequence private.stray", "no view, sequence"),
        ("alter table public.courses disable row level security", "is enabled on every table"),
        ("alter table private.app_logs_default disable row level security", "is enabled on every table"),
        ("alter table private.settings no force row level security", "is forced on every table"),
        (
            "create table private.p partition of public.app_logs for values from ('2026-01-01') to ('2026-02-01')",
            "is enabled on",
        ),
        ("alter table public.courses owner to postgres", "dochub_owner owns every table"),
        ("alter table private.app_logs_default set schema public", "partitions are in private"),
        ("grant truncate on public.courses to service_role", "nobody but the owner has TRUNCATE"),
        ("grant trigger on public.courses to public", "nobody but the owner has TRUNCATE"),
        ("create table private.bare (a integer)", "has policies"),
        ("drop trigger credit_ledger_append_only on private.credit_ledger", "append-only tables have their trigger"),
        ("alter table public.subscription_events disable trigger all", "append-only tables have their trigger"),
        ("grant delete on private.credit_ledger to dochub_owner", "their owner has lost"),
    ],
    "test_policies.sql": [
        ("create policy p on public.courses as restrictive for select to anon using (true)", "are PERMISSIVE"),
        ("create policy p on public.courses for select using (true)", "for PUBLIC"),
        ("create policy p on public.courses to anon using (true)", "for one command"),
        ("create policy p on public.courses for select to anon using (true)", "meets one policy for a command"),
        ("create policy p on public.cohorts for select to anon using (true)", "names all its roles"),
        ("alter policy courses_select_published on public.courses to authenticated, anon", "in one order"),
        ("alter policy courses_select_published on public.courses to anon, pg_monitor", "in one order"),
        ("alter policy courses_select_published on public.courses rename to courses_select_anon", "is named"),
        ("alter policy courses_select_published on public.courses using (status = 'draft')", "is named"),
        ("alter policy plans_insert_owner on private.plans to service_role, dochub_owner", "is named"),
        ("alter policy analytics_update_own on public.analytics with check (true)", "among the rows it came from"),
        (
            "create policy p on public.courses for select to anon using (exists (select from public.cohorts))",
            "looks into another table",
        ),
        (
            "alter policy ai_usage_select_own on public.ai_usage using (user_id = private.current_user_id())",
            "wrapped in (select",
        ),
        (
            "alter policy courses_select_published on public.courses using (pg_sleep(1) is null)",
            "calls private.current_user_id() only",
        ),
        ("alter policy analytics_update_own on public.analytics with check (true)", "reach every row"),
    ],
    "test_functions.sql": [
        ("create procedure private.f() language plpgsql as 'begin end'", "functions only"),
        (NEW_FUNCTION.format("sql", "", ""), "are PL/pgSQL"),
        (NEW_FUNCTION.format("plpgsql", "", "begin end"), "functions have search_path"),
        (NEW_FUNCTION.format("plpgsql", "set search_path = public", "begin end"), "functions have search_path"),
        (NEW_FUNCTION.format("plpgsql", "set jit = off", "begin end"), "has another setting"),
        ("alter function private.handshake_lock reset lock_timeout", "has it still"),
        (NEW_FUNCTION.format("plpgsql", "", "begin end"), "dochub_owner owns"),
        ("grant execute on function public.handshake to public", "PUBLIC may execute"),
        (
            "create function private.f(p_a integer) returns void language plpgsql as 'begin end';"
            + NEW_FUNCTION.format("plpgsql", "", "begin end"),
            "one overload",
        ),
        ("create function private.f(a integer) returns void language plpgsql as 'begin end'", "are called p_"),
        ("create function private.f(integer) returns void language plpgsql as 'begin end'", "argument has a name"),
        (NEW_FUNCTION.format("plpgsql", "parallel safe", "begin end"), "parallel safe"),
        (NEW_FUNCTION.format("plpgsql", "", "begin execute format('select 1'); end"), "no function builds SQL"),
        ("grant execute on function private.run_maintenance to service_role", "nobody but the owner may execute"),
        (NEW_FUNCTION.format("plpgsql", "", "begin raise sqlstate '40001'; end"), "raises 40001"),
        (
            "create function public.f() returns void language plpgsql security definer as 'begin end'",
            "refuses a read-only transaction",
        ),
        (
            "create function private.f() returns setof integer language plpgsql as 'begin end'",
            "set-returning function says ROWS",
        ),
        ("create type private.mood as enum ('good')", "no type but"),
    ],
    "test_hot_tables.sql": [
        ("alter table private.user_throttles rename to throttles_of_users", "every hot table is a table"),
        ("alter table private.currencies reset (fillfactor)", "every exception is a table"),
        ("alter table private.credit_reasons set (fillfactor = 70)", "is listed as hot"),
        ("alter table public.ai_usage add constraint c check (bank < 1000000000)", "has one CHECK at most"),
        (
            "alter table private.user_throttles add constraint c check (operation ~ '^[a-z_]+$')",
            "no regular expression in it",
        ),
        ("alter table public.subscriptions reset (fillfactor)", "have room beside them"),
        ("alter table private.user_sync reset (autovacuum_vacuum_scale_factor)", "are cleared at a fiftieth"),
        (
            "alter table private.credit_ledger reset (autovacuum_vacuum_insert_scale_factor)",
            "are looked at as often",
        ),
    ],
    "test_keys.sql": [
        ("create table private.t (user_id uuid not null)", "has a primary key"),
        ("create table private.t (user_id text, a integer)", "user_id is uuid not null"),
        (
            "alter table public.ai_usage drop constraint ai_usage_pkey, alter column user_id drop not null",
            "user_id is uuid not null",
        ),
        ("create unique index on public.subscriptions (transaction_id)", "user_id comes first"),
        ("alter table private.user_sync add constraint k unique (generation)", "user_id comes first"),
        ("drop table private.store_inbox cascade", "every exception is a table"),
        (
            "alter table private.email_claims drop constraint email_claims_pkey, add primary key (user_id, email)",
            "every exception is one still",
        ),
        ("alter table public.cohorts add column owner uuid references public.user_profile", "from user_id to user_id"),
        (
            "alter table public.analytics add column friend uuid references public.user_profile",
            "from user_id to user_id",
        ),
        (
            "alter table private.email_claims add foreign key (user_id) references public.user_profile",
            "have no foreign keys",
        ),
        (
            "alter table public.user_cohorts add foreign key (slug) references public.cohorts on delete set null",
            "sets columns or follows",
        ),
        (
            "alter table public.user_cohorts add foreign key (slug) references public.cohorts deferrable",
            "are checked at once",
        ),
        ("drop index public.subscriptions_plan_idx", "every foreign key has an index"),
        (
            "alter table public.courses add check (sort_order < 5), add check (sort_order < 6)",
            "constraints are named",
        ),
        ("create index stray on public.courses (title)", "indexes are named"),
        ("create index courses_again_idx on public.courses (status, sort_order)", "no index repeats"),
        (
            "create trigger stray before update on public.courses execute function private.refuse_change()",
            "triggers are named",
        ),
        ("alter table public.courses add column a double precision", "columns have few types"),
        ("alter table public.courses add column a timestamp", "columns have few types"),
        ("alter table public.courses add column seen_at date", "a name tells the type"),
        ("alter table public.courses add column a integer generated always as identity", "from sequences"),
    ],
    "test_comments.sql": [
        ("comment on table public.courses is null", "every table"),
        ("comment on table private.app_logs_default is null", "every table"),
        ("alter table public.courses add column a integer", "every column"),
        ("comment on function private.refuse is null", "every function"),
        ("comment on policy courses_select_published on public.courses is null", "every policy"),
        ("comment on schema private is null", "schema private"),
        ("comment on table public.courses is 'Courses'", "are sentences"),
        ("comment on function public.credit_balance is 'Says what is left.'", "example request"),
    ],
    "test_roles.sql": [
        ("alter role authenticator rename to gatekeeper", "all seven roles"),
        ("alter role service_role bypassrls", "SUPERUSER or BYPASSRLS"),
        ("alter role anon superuser", "SUPERUSER or BYPASSRLS"),
        ("alter role dochub_owner createrole", "CREATEROLE"),
        ("alter role dochub_backup login", "only authenticator logs in"),
        ("alter role authenticator inherit", "before it becomes another role"),
        ("grant dochub_owner to service_role", "can become the owner"),
        ("grant pg_read_all_data to dochub_backup", "predefined role"),
    ],
}


def results(conn: psycopg.Connection[Any], file: str, fault: str) -> list[str]:
    """The TAP lines of a file with the fault in the database; the file's own rollback takes it back."""
    script = f"begin; {fault}; set local client_min_messages = error; {(HERE / file).read_text()}"
    cursor = conn.execute(script.encode())
    lines: list[str] = []
    more: bool | None = True
    while more:
        if cursor.description:
            lines += [line for row in cursor for line in str(row[0]).splitlines()]
        more = cursor.nextset()
    return [line for line in lines if line.startswith(("ok ", "not ok "))]


def test_every_file_of_rules_has_faults() -> None:
    files = {path.name for path in HERE.glob("test_*.sql")}
    assert files - FAULTS.keys() == {"test_server.sql"}  # the server's version cannot be planted


@pytest.mark.parametrize("file", FAULTS)
def test_every_rule_has_a_fault(pgtap_connection: psycopg.Connection[Any], file: str) -> None:
    sentences = [line.partition(" - ")[2] for line in results(pgtap_connection, file, "do 'begin end'")]
    assert len(sentences) > 5
    planted = [rule for _, rule in FAULTS[file]]
    counts = ("the rules below look at", "some of them", "most of them")
    assert [s for s in sentences if not s.startswith(counts) and not any(rule in s for rule in planted)] == []


@pytest.mark.parametrize(("file", "fault", "rule"), [(file, *case) for file, cases in FAULTS.items() for case in cases])
def test_a_planted_fault_is_reported(
    pgtap_connection: psycopg.Connection[Any], file: str, fault: str, rule: str
) -> None:
    failed = [line for line in results(pgtap_connection, file, fault) if line.startswith("not ok ")]
    assert any(rule in line for line in failed), failed
