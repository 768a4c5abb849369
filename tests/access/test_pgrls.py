"""pgrls finds nothing at warning level but what the contract names, and it would find a fault."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dochub import paths
from dochub.access import ALL, Contract

pytestmark = pytest.mark.gate

PGRLS = Path(sys.executable).with_name("pgrls")
CONFIG = paths.root() / "pgrls.toml"
CLIENTS = {"anon", "authenticated"}
# Rule → the commands whose policies it reports when they say `true`, whatever the role.
TRUE_POLICIES = {
    "SEC005": {"select", "insert", "update", "delete"},
    "SEC008": {"select", "update", "delete"},
    "SEC028": {"insert", "update"},
    "SEC038": {"select"},
}


def exceptions(agreed: Contract) -> dict[str, list[str]]:
    """Rule → the objects that it reports and the contract means."""
    defaults = {f"private.{parent.partition('.')[2]}_default": parent for parent in agreed.partitions}
    true = [p for p in agreed.policies(defaults) if p.rows == ALL and not CLIENTS & {*p.roles}]
    return {
        "SEC013": [f"{table}.{name}" for table, triggers in agreed.triggers.items() for name in triggers],
        "SEC014": [name for name, function in agreed.functions.items() if function.definer],
        **{
            rule: [f"{p.table}.{p.name}" for p in true if p.command in commands]
            for rule, commands in TRUE_POLICIES.items()
        },
    }


@pytest.fixture
def config(agreed: Contract, tmp_path: Path) -> Path:
    """pgrls.toml with the exceptions that follow from the contract, each below the heading of its rule."""
    text = CONFIG.read_text()
    for rule, objects in exceptions(agreed).items():
        heading = f"[lint.rules.{rule}]\n"
        assert text.count(heading) == 1
        assert objects
        text = text.replace(heading, f"{heading}allowlist = {json.dumps(objects)}\n")
    filled = tmp_path / "pgrls.toml"
    filled.write_text(text)
    return filled


def lint(config: Path, dsn: str) -> subprocess.CompletedProcess[str]:
    command = [PGRLS, "lint", "--config", config, "--database-url", dsn, "--min-severity", "warning"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_no_findings(db: psycopg.Connection[Any], dsn: str, config: Path) -> None:
    done = lint(config, dsn)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_exception_is_needed(db: psycopg.Connection[Any], dsn: str, agreed: Contract) -> None:
    """Without them the rules report these objects and no other: none is excused that is not there."""
    reported: dict[str, set[str]] = {}
    for rule, where in headings(lint(CONFIG, dsn)):
        reported.setdefault(rule, set()).add(where)
    assert reported == {rule: set(objects) for rule, objects in exceptions(agreed).items()}


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
        "alter policy analytics_update_own on public.analytics with check (true)",
        "public.analytics.analytics_update_own",
    ),
    "SEC028": (
        "alter policy analytics_insert_own on public.analytics with check (true)",
        "public.analytics.analytics_insert_own",
    ),
    "SEC032": ("alter table public.courses disable row level security", "public.courses"),
    "SEC039": (
        "create policy p on public.app_logs for insert to anon with check (level = 'info')",
        "public.app_logs.p",
    ),
    "PERF001": (
        "alter policy ai_usage_select_own on public.ai_usage using (user_id = private.current_user_id())",
        "public.ai_usage.ai_usage_select_own",
    ),
    "VIEW001": ("create view public.v as select * from public.ai_usage", "public.v"),
}


def headings(done: subprocess.CompletedProcess[str]) -> set[tuple[str, ...]]:
    """(rule, object) of each finding."""
    return {tuple(line.split()[1:3]) for line in done.stdout.splitlines() if line.startswith("  ") and line[2] != " "}


def test_planted_faults_are_found(db: psycopg.Connection[Any], dsn: str, config: Path) -> None:
    for fault, _ in FAULTS.values():
        db.execute(fault)
    done = lint(config, dsn)
    assert done.returncode == 1, done.stdout + done.stderr
    assert {(rule, where) for rule, (_, where) in FAULTS.items()} <= headings(done)
