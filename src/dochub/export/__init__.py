"""The plan as files that need no dochub: one for psql, and numbered migrations for the Supabase CLI.

Each change is its deploy script without the BEGIN and COMMIT of its own, and beside it, in the same transaction, its
rows in Sqitch's registry: so `dochub` and Sqitch find their own work and carry on from there.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from psycopg import sql

from dochub import __version__, paths, registry
from dochub.errors import Problem
from dochub.plan import Change, Plan, read

_SCRIPT = re.compile(r"(?P<head>(?:--.*\n|\n)*)begin;\n(?P<body>.*\n)commit;\n", re.DOTALL)
# Tells what it dropped, which nobody asked psql for.
_DROPS = re.compile(r"^select (private\.drop_policies\('[^']+'\));$", re.MULTILINE)
_SQL = files("dochub").joinpath("export")

HOOK = """
[auth.hook.custom_access_token]
enabled = true
uri = "pg-functions://postgres/dochub_auth/access_token_hook"
"""


class Expression(str):
    """A value that is SQL, not text."""

    __slots__ = ()


# Who deploys is known when it runs, not when it is written.
_WHO = registry.Committer(Expression("session_user"), Expression("session_user || '@' || current_database()"))


class _Script:
    """Stands where the registry's code has a connection: keeps the statements, their values as literals."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def execute(self, query: str, values: Sequence[Any] = ()) -> None:
        words = [value if isinstance(value, Expression) else sql.Literal(value).as_string() for value in values]
        text = re.sub(r"\n\s+", "\n  ", query.strip())
        self.statements.append(re.sub("%s", lambda _: words.pop(0), text) + ";")


def psql(root: Path | None = None) -> str:
    """One file for psql: the whole plan in one transaction, which refuses a database that has DocHub."""
    plan = read(root or paths.root())
    parts = [_text("psql.sql", plan), _registry(plan)]
    for change in plan.changes:
        body = _DROPS.sub(r"do $$ begin perform \1; end $$;", _body(plan, change))
        parts += [f"-- {'-' * 8} {change.label}", body, _LET_GO, _entry(plan, change)]
    return "\n".join([*parts, "notify pgrst, 'reload schema';\ncommit;\n"])


def supabase(root: Path | None = None) -> dict[str, str]:
    """Migrations for the Supabase CLI: file name → text.

    A migration has no BEGIN: the CLI then runs it and notes that it has in one transaction, so that it can be stopped
    and started again. Its number is the time at which the change was planned, or a second after the one before it:
    migrations of later versions have later numbers, and these here keep theirs.
    """
    plan = read(root or paths.root())
    # The platform's own comes after the first release, where it stays when others follow.
    tagged = [place for place, change in enumerate(plan.changes) if change.tags]
    last = tagged[0] if tagged else len(plan.changes) - 1
    migrations = [(plan.changes[0].planned_at, "registry", _registry(plan))]
    for place, change in enumerate(plan.changes):
        migrations.append((change.planned_at, change.name.replace("/", "_"), _migration(plan, change)))
        if place == last:
            migrations.append((change.planned_at, "supabase", _text("supabase.sql", plan)))
    named: dict[str, str] = {}
    for number, (_, name, text) in zip(_numbers(at for at, _, _ in migrations), migrations, strict=True):
        named[f"{number}_dochub_{name}.sql"] = text.replace("MIGRATION_NUMBER", number)
    return named


def write_supabase(project: Path, root: Path | None = None) -> tuple[Path, int]:
    """Writes the migrations below the directory of a Supabase project; returns where, and how many are new.

    Problem: no such project, or migrations of DocHub that are not these: what was pushed is never written anew.
    """
    if not (project / "supabase").is_dir():
        raise Problem(f"{project} has no directory supabase/", "give the directory where `supabase init` was run")
    folder, migrations = project / "supabase" / "migrations", supabase(root)
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*_dochub_*.sql")}
    if others := sorted(name for name, text in there.items() if migrations.get(name) != text):
        raise Problem(
            f"{len(others)} migrations in {folder} are of another plan, {others[0]} is the first",
            "what was pushed must stay as it is; if none was, delete *_dochub_*.sql and export again",
        )
    folder.mkdir(exist_ok=True)
    new = migrations.keys() - there.keys()
    for name in new:
        (folder / name).write_text(migrations[name], "utf-8")
    return folder, len(new)


# Not RESET ROLE: the CLI may itself have become somebody else than it logged in as.
_KEEP = "select set_config('dochub.deployer', current_user, true);\n"
_LET_GO = "do $$ begin perform set_config('role', current_setting('dochub.deployer'), true); end $$;\n"


def _migration(plan: Plan, change: Change) -> str:
    guard = _text("migration.sql", plan, change=change.name, change_id=change.id)
    return "\n".join([guard, _KEEP, _body(plan, change), _LET_GO, _entry(plan, change)])


def _body(plan: Plan, change: Change) -> str:
    file = plan.script(change, "deploy")
    match = _SCRIPT.fullmatch((plan.root / file).read_text("utf-8"))
    if not match:
        raise Problem(f"{file} is not one transaction", "it should begin with begin; and end with commit;")
    return match["body"].strip() + "\n"


def _entry(plan: Plan, change: Change) -> str:
    script = _Script()
    registry.log_deploy(script, plan, change, _WHO)
    return "\n".join(script.statements) + "\n"


def _registry(plan: Plan) -> str:
    tables = files("dochub").joinpath("registry.sql").read_text("utf-8")
    return _text("registry.sql", plan, tables=tables.strip())


def _text(name: str, plan: Plan, **more: str) -> str:
    """A file of this package, with what stands in «» put in; what is there are names and numbers, and our own SQL."""
    known = {
        "version": __version__,
        "project": plan.project,
        "uri": plan.uri or "",
        "changes": str(len(plan.changes)),
        "registry_version": str(registry.VERSION),
        "lock": str(registry.ADVISORY_LOCK),
    }
    text = _SQL.joinpath(name).read_text("utf-8")
    return re.sub("«(\\w+)»", lambda match: (known | more)[match[1]], text)


def _numbers(times: Iterator[datetime]) -> Iterator[str]:
    before = None
    for at in times:
        before = at if before is None else max(at, before + timedelta(seconds=1))
        yield f"{before:%Y%m%d%H%M%S}"
