"""pgrls finds nothing at warning level, its exceptions are those of the contract, and it would find a fault."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dochub import paths

pytestmark = pytest.mark.gate

PGRLS = Path(sys.executable).with_name("pgrls")
CONFIG = paths.root() / "pgrls.toml"
# Rule → the commands whose policies it reports when they say `true`, whatever the role.
TRUE_POLICIES = {
    "SEC005": {"select", "insert", "update", "delete"},
    "SEC008": {"select", "update", "delete"},
    "SEC028": {"insert", "update"},
    "SEC038": {"select"},
}


def lint(dsn: str) -> subprocess.CompletedProcess[str]:
    command = [PGRLS, "lint", "--config", CONFIG, "--database-url", dsn, "--min-severity", "warning"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_no_findings(db: psycopg.Connection[Any], dsn: str) -> None:
    done = lint(dsn)
    assert done.returncode == 0, done.stdout + done.stderr


# Rule → (fault, the object that the rule names).
FAULTS = {
    "SEC001": ("create table public.bare (a integer)", "public.bare"),
    "SEC002": ("alter table private.settings no force row level security", "private.settings"),
    "SEC003": ("create policy p on public.cohorts for select using (true)", "public.cohorts.p"),
    "SEC008": (
        "create policy p on public.user_profile for select to authenticated using (true)",
        "public.user_profile.p",
    ),
    "SEC014": ("alter function private.credit_balance security definer", "private.credit_balance"),
    "SEC020": (
        "alter policy analytics_update_authenticated on public.analytics with check (true)",
        "public.analytics.analytics_update_authenticated",
    ),
    "SEC028": (
        "alter policy analytics_insert_authenticated on public.analytics with check (true)",
        "public.analytics.analytics_insert_authenticated",
    ),
    "SEC032": ("alter table public.courses disable row level security", "public.courses"),
    "SEC039": (
        "create policy p on public.app_logs for insert to anon with check (level = 'info')",
        "public.app_logs.p",
    ),
    "PERF001": (
        "alter policy ai_usage_select_authenticated on public.ai_usage using (user_id = private.current_user_id())",
        "public.ai_usage.ai_usage_select_authenticated",
    ),
    "VIEW001": ("create view public.v as select * from public.ai_usage", "public.v"),
}


def test_planted_faults_are_found(db: psycopg.Connection[Any], dsn: str) -> None:
    for fault, _ in FAULTS.values():
        db.execute(fault)
    done = lint(dsn)
    assert done.returncode == 1, done.stdout + done.stderr
    headings = {
        tuple(line.split()[1:3]) for line in done.stdout.splitlines() if line.startswith("  ") and line[2] != " "
    }
    assert {(rule, where) for rule, (_, where) in FAULTS.items()} <= headings


@pytest.mark.parametrize("rule", TRUE_POLICIES)
def test_exceptions_for_policies_that_say_true_are_those_of_the_contract(contract: dict[str, Any], rule: str) -> None:
    partitions = {
        f"private.{parent.partition('.')[2]}_default": roles for parent, roles in contract["partitions"].items()
    }
    tables = {t: roles | contract["every_table"] for t, roles in (contract["tables"] | partitions).items()}
    expected = {
        f"{table}.{table.partition('.')[2]}_{command}_{contract['roles'][role]}"
        for table, roles in tables.items()
        for role, commands in roles.items()
        if role not in ("anon", "authenticated")
        for command, cell in commands.items()
        if cell == "all" and command in TRUE_POLICIES[rule]
    }
    found = tomllib.loads(CONFIG.read_text())["lint"]["rules"][rule]["allowlist"]
    assert len(found) == len(set(found)) > 50
    lines = [f"add: {n}" for n in sorted(expected - set(found))] + [
        f"take away: {n}" for n in sorted(set(found) - expected)
    ]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_exceptions_for_functions_and_triggers_are_the_ones_there_are(db: psycopg.Connection[Any]) -> None:
    rules = tomllib.loads(CONFIG.read_text())["lint"]["rules"]
    functions = db.execute(
        "select format('%I.%I', pronamespace::regnamespace, proname) from pg_proc"
        " where prosecdef and pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    assert set(rules["SEC014"]["allowlist"]) == {name for (name,) in functions}
    triggers = db.execute(
        "select format('%I.%I.%I', c.relnamespace::regnamespace, c.relname, t.tgname)"
        " from pg_trigger as t join pg_class as c on c.oid = t.tgrelid where not t.tgisinternal"
        " and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    assert set(rules["SEC013"]["allowlist"]) == {name for (name,) in triggers}
