"""Deploy, verify, revert and status of a linear Sqitch plan; for the rest of Sqitch there is Sqitch.

Each script is one `psql` and has its own transaction. Around it the registry's transaction stays open with the
registry locked, and is committed when the script has succeeded, as Sqitch does it. A script that fails stops the run:
what was deployed before it stays, and the registry says so.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from dochub import libpq, paths, registry
from dochub.errors import Problem
from dochub.plan import Change, Kind, Plan, read


class Step(NamedTuple):
    """One change done, of `total`."""

    number: int
    total: int
    change: Change
    seconds: float


class Status(NamedTuple):
    """Where a database stands."""

    plan: Plan
    deployed: list[Change]
    pending: list[Change]
    edited: list[Change]  # deployed, and their scripts were changed since
    committed_at: datetime | None
    committer: str


Report = Callable[[Step], None]


def quiet(_step: Step) -> None:
    """Reports nothing."""


class ScriptError(Problem):
    """A script failed; psql's own words name file and line."""

    def __init__(self, script: Path, said: str) -> None:
        super().__init__(f"{script} failed:\n{said.strip()}", code=1)


def deploy(
    conninfo: str = "",
    *,
    root: Path | None = None,
    to: str | None = None,
    verify: bool = True,
    report: Report = quiet,
) -> int:
    """Deploys what is not deployed yet, up to and with change `to`; returns how many changes.

    With `verify`, a change whose verify script fails is reverted again.
    Problem: nothing to reach, a script that is missing or fails (ScriptError), a database of another plan.
    """
    plan = read(root or paths.root())
    last = len(plan.changes) if to is None else plan.index(to) + 1
    with _session(conninfo, plan) as (conn, psql):
        registry.initialize(conn, plan)
        done = registry.deployed(conn, plan)
        if done:
            registry.log_tags(conn, plan, done[-1])
        if last < len(done):
            raise Problem(f"{to} is deployed, and {len(done) - last} changes after it", "use `dochub revert --to`")
        todo = plan.changes[len(done) : last]
        _check_conflicts(plan, len(done), last)
        _check_scripts(plan, todo, ["deploy", "verify"] if verify else ["deploy"])
        for step, change in _steps(todo, report):
            try:
                with conn.transaction():
                    registry.lock_changes(conn)
                    psql(plan.script(change, "deploy"))
                    if verify:
                        _verify_or_revert(plan, change, psql)
                    registry.log_deploy(conn, plan, change)
            except ScriptError as error:
                registry.log_event(conn, "fail", plan, change)
                error.hint = f"{len(done) + step} of {len(plan.changes)} changes are deployed, up to the one before it"
                raise
        if todo:
            conn.execute("notify pgrst, 'reload schema'")
        return len(todo)


def revert(conninfo: str = "", *, root: Path | None = None, to: str | None = None, report: Report = quiet) -> int:
    """Reverts what is deployed after change `to`, or everything; returns how many changes. Problem: as `deploy`."""
    plan = read(root or paths.root())
    with _session(conninfo, plan) as (conn, psql):
        done = registry.deployed(conn, plan)
        keep = 0 if to is None else plan.index(to) + 1
        if keep > len(done):
            raise Problem(f"{to} is not deployed", "`dochub status` tells what is")
        todo = done[keep:][::-1]
        _check_scripts(plan, todo, ["revert"])
        if todo and (others := registry.required_elsewhere(conn, plan, todo)):
            raise Problem(f"still required by {', '.join(others)}", "revert those first, with Sqitch")
        for _, change in _steps(todo, report):
            with conn.transaction():
                registry.lock_changes(conn)
                psql(plan.script(change, "revert"))
                registry.log_revert(conn, plan, change)
        if todo:
            conn.execute("notify pgrst, 'reload schema'")
        return len(todo)


def verify(conninfo: str = "", *, root: Path | None = None, report: Report = quiet) -> dict[str, str]:
    """Runs the verify scripts of what is deployed, less what was reworked later; returns what psql said of failures."""
    plan = read(root or paths.root())
    failures: dict[str, str] = {}
    with libpq.connect(conninfo) as conn:
        todo = [change for change in registry.deployed(conn, plan) if not change.rework_tags]
        psql = _runner(conn, plan.root)
        _check_scripts(plan, todo, ["verify"])
        for _, change in _steps(todo, report):
            try:
                psql(plan.script(change, "verify"))
            except ScriptError as error:
                failures[change.name] = str(error)
    return failures


def status(conninfo: str = "", *, root: Path | None = None) -> Status:
    """What is deployed, and what is not. Problem: as `deploy`."""
    plan = read(root or paths.root())
    with libpq.connect(conninfo) as conn:
        done = registry.deployed(conn, plan)
        query = """
          select script_hash, committed_at, committer_name || ' <' || committer_email || '>'
          from sqitch.changes where project = %s order by committed_at
        """
        rows = conn.execute(query, [plan.project]).fetchall() if done else []
    edited = [change for change, row in zip(done, rows, strict=True) if plan.script_hash(change) != row[0]]
    at, by = rows[-1][1:] if rows else (None, "")
    return Status(plan, done, plan.changes[len(done) :], edited, at, by)


@contextmanager
def _session(conninfo: str, plan: Plan) -> Iterator[tuple[registry.Connection, Callable[[Path], None]]]:
    """A connection that holds Sqitch's lock, and the psql that runs scripts beside it."""
    with libpq.connect(conninfo) as conn:
        conn.execute("set idle_in_transaction_session_timeout = 0")
        conn.execute("set client_min_messages = warning")
        registry.lock(conn)
        yield conn, _runner(conn, plan.root)


def _runner(conn: registry.Connection, root: Path) -> Callable[[Path], None]:
    """Runs a script, given relative to `root`, against the database of `conn`. ScriptError: psql stopped in it."""
    environment = libpq.resolved(conn)
    environment["PGCLIENTENCODING"] = "UTF8"
    settings = libpq.SETTINGS | {"client_min_messages": "warning"}
    environment["PGOPTIONS"] = " ".join(
        [environment.get("PGOPTIONS", ""), *(f"-c {name}={value}" for name, value in settings.items())]
    )
    psql = paths.psql(tls=conn.pgconn.ssl_in_use)
    command: list[Any] = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file"]

    def run(script: Path) -> None:
        done = subprocess.run(
            [*command, script],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        if done.returncode:
            raise ScriptError(script, done.stderr or f"psql ended with status {done.returncode}")

    return run


def _steps(changes: list[Change], report: Report) -> Iterator[tuple[int, Change]]:
    """The changes with their number from 0; reports each when the next is asked for, that is when it is done."""
    for number, change in enumerate(changes):
        start = time.monotonic()
        yield number, change
        report(Step(number + 1, len(changes), change, time.monotonic() - start))


def _verify_or_revert(plan: Plan, change: Change, psql: Callable[[Path], None]) -> None:
    try:
        psql(plan.script(change, "verify"))
    except ScriptError as error:
        try:
            psql(plan.script(change, "revert"))
        except ScriptError as second:
            error.args = (f"{error}\nand taking it back failed too; repair by hand: {second}",)
        raise


def _check_scripts(plan: Plan, changes: list[Change], kinds: list[Kind]) -> None:
    missing = [s for c in changes for k in kinds if not (plan.root / (s := plan.script(c, k))).is_file()]
    if missing:
        raise Problem(f"not there: {', '.join(map(str, missing))}", f"every change in {plan.file} needs its scripts")


def _check_conflicts(plan: Plan, first: int, last: int) -> None:
    """A change may only conflict with a later one: what it conflicts with must not be deployed before it."""
    for place in range(first, last):
        for key in plan.changes[place].conflicts:
            found = plan.find(key)
            if not found or found[0] < place:
                where = "comes before it" if found else "is not"
                raise Problem(f"{plan.changes[place].name} conflicts with {key}, which {where} in {plan.file}")
