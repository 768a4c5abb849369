"""Deploy, verify, revert and status of a linear Sqitch plan; for the rest of Sqitch there is Sqitch.

A script that is one transaction, as all of ours are, commits together with its row in the registry, once its verify
script has succeeded inside that transaction: whatever ends the deploy, the next one goes on. The session holds Sqitch's
lock meanwhile. A script that fails stops the run: what was deployed before it stays, and the registry says so.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from dochub import libpq, paths, registry
from dochub.errors import Problem
from dochub.plan import Change, Kind, Plan, read
from dochub.script import Ending, Psql, ScriptError

PATIENCE = 120  # seconds
_BUSY = ("55P03", "40P01")  # lock_not_available, deadlock_detected
_EXISTS = ("42P06", "42P07", "42710", "42723", "42701")  # duplicate schema, table, object, function, column
_REPAIR = (
    "its verify script succeeds: it is there, and the registry does not know it (Sqitch was ended between the two, or "
    "psql ran the script). `dochub deploy --log-only` enters {change} and what else is there; then `dochub deploy` "
    "goes on"
)


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
Waiting = Callable[[str], None]


def quiet(_said: Any) -> None:
    """Reports nothing."""


def deploy(
    conninfo: str = "",
    *,
    root: Path | None = None,
    to: str | None = None,
    verify: bool = True,
    patience: float = PATIENCE,
    report: Report = quiet,
    waiting: Waiting = quiet,
) -> int:
    """Deploys what is not deployed yet, up to and with change `to`; returns how many changes.

    With `verify`, a change whose verify script fails is not deployed. For a lock a script waits a fifth of a second at
    a time, `patience` seconds in all; `waiting` is told before each new attempt.
    Problem: nothing to reach, a script that is missing or fails (ScriptError), a database of another plan.
    """
    plan = read(root or paths.root())
    with _session(conninfo, plan) as (conn, psql):
        registry.initialize(conn, plan)
        done = registry.deployed(conn, plan)
        if done:
            registry.log_tags(conn, plan, done[-1])
        todo = _todo(plan, done, to)
        _check_conflicts(plan, len(done), len(done) + len(todo))
        _check_scripts(plan, todo, ["deploy", "verify"] if verify else ["deploy"])
        for step, change in _steps(todo, report):
            try:
                _politely(conn, patience, waiting, partial(_deploy, conn, psql, plan, change, verify=verify))
            except ScriptError as error:
                error.hint = f"{len(done) + step} of {len(plan.changes)} changes are deployed, up to the one before it"
                try:
                    registry.log_event(conn, "fail", plan, change)
                    if error.sqlstate in _EXISTS and _is_there(psql, plan, change):
                        error.hint = _REPAIR.format(change=change.label)
                except psycopg.OperationalError:
                    error.hint = "the connection is lost; when the server is back, `dochub deploy` goes on"
                raise
        if todo:
            conn.execute("notify pgrst, 'reload schema'")
        return len(todo)


def log_only(
    conninfo: str = "", *, root: Path | None = None, to: str | None = None, report: Report = quiet
) -> tuple[int, Change | None]:
    """Enters changes that are there, as their verify scripts show, in the registry; runs no deploy script.

    Up to and with `to`, or the first whose verify script fails. How many, and that first one.
    """
    plan = read(root or paths.root())
    with _session(conninfo, plan) as (conn, psql):
        registry.initialize(conn, plan)
        done = registry.deployed(conn, plan)
        todo = _todo(plan, done, to)
        _check_scripts(plan, todo, ["verify"])
        for step, change in _steps(todo, report):
            try:
                if not change.rework_tags:
                    psql.run(plan.script(change, "verify"))
            except ScriptError as error:
                if to is None:
                    return step, change
                error.hint = f"{change.label} is not there, or not as it should be; nothing was entered for it"
                raise
            with conn.transaction():
                registry.lock_changes(conn)
                registry.log_deploy(conn, plan, change)
        return len(todo), None


def revert(
    conninfo: str = "",
    *,
    root: Path | None = None,
    to: str | None = None,
    patience: float = PATIENCE,
    report: Report = quiet,
    waiting: Waiting = quiet,
) -> int:
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
            _politely(conn, patience, waiting, partial(_revert, conn, psql, plan, change))
        if todo:
            conn.execute("notify pgrst, 'reload schema'")
        return len(todo)


def verify(conninfo: str = "", *, root: Path | None = None, report: Report = quiet) -> dict[str, str]:
    """Runs the verify scripts of what is deployed, less what was reworked later; returns what psql said of failures."""
    plan = read(root or paths.root())
    failures: dict[str, str] = {}
    with libpq.connect(conninfo) as conn:
        done = registry.deployed(conn, plan)
        if not done:
            raise Problem(f"nothing is deployed in {conn.info.dbname}: nothing to verify", "`dochub deploy`", code=1)
        todo = [change for change in done if not change.rework_tags]
        psql = Psql(conn, plan.root)
        _check_scripts(plan, todo, ["verify"])
        for _, change in _steps(todo, report):
            try:
                psql.run(plan.script(change, "verify"))
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
def _session(conninfo: str, plan: Plan) -> Iterator[tuple[registry.Connection, Psql]]:
    """A connection that holds Sqitch's lock, and the psql that runs scripts beside it."""
    with libpq.connect(conninfo) as conn:
        conn.execute("set idle_in_transaction_session_timeout = 0")
        conn.execute("set client_min_messages = warning")
        registry.lock(conn)
        yield conn, Psql(conn, plan.root)


def _todo(plan: Plan, done: list[Change], to: str | None) -> list[Change]:
    last = len(plan.changes) if to is None else plan.index(to) + 1
    if last < len(done):
        raise Problem(f"{to} is deployed, and {len(done) - last} changes after it", "use `dochub revert --to`")
    return plan.changes[len(done) : last]


def _deploy(conn: registry.Connection, psql: Psql, plan: Plan, change: Change, *, verify: bool) -> None:
    """Script, verify and registry in one transaction; a script that is no transaction of its own as Sqitch does it."""
    script, check = plan.script(change, "deploy"), plan.script(change, "verify") if verify else None
    if psql.can_hold(*filter(None, (script, check))):
        later = registry.Later(conn)
        registry.lock_changes(later)
        registry.log_deploy(later, plan, change)
        psql.hold(script, Ending(lambda _pid: later.text, check))
        return
    with conn.transaction():
        registry.lock_changes(conn)
        psql.run(script)
        if check:
            _verify_or_revert(plan, change, psql)
        registry.log_deploy(conn, plan, change)


def _revert(conn: registry.Connection, psql: Psql, plan: Plan, change: Change) -> None:
    script = plan.script(change, "revert")
    if psql.can_hold(script):
        later = registry.Later(conn)
        registry.lock_changes(later)
        registry.log_revert(later, plan, change)
        psql.hold(script, Ending(lambda _pid: later.text))
        return
    with conn.transaction():
        registry.lock_changes(conn)
        psql.run(script)
        registry.log_revert(conn, plan, change)


def _politely(conn: registry.Connection, patience: float, waiting: Waiting, attempt: Callable[[], None]) -> None:
    """Again after a pause when a lock was not to be had: who waits behind a waiting script goes first."""
    deadline, pause = time.monotonic() + patience, 0.1
    while True:
        try:
            return attempt()
        except ScriptError as error:
            if error.sqlstate not in _BUSY:
                raise
            others = _long_transactions(conn)
            if time.monotonic() + pause > deadline:
                what = f"nothing of it is done; other sessions have kept its locks for {patience:.0f} s"
                error.args = (f"{error}\n{what}{others}",)
                raise
            waiting(f"waiting for a lock{others}")
        time.sleep(pause)
        pause = min(pause * 1.2, 5)


def _long_transactions(conn: registry.Connection) -> str:
    query = r"""
      select format(E'\n  pid %s, %s, %s, for %s s: %s', a.pid, a.usename, a.state,
               round(extract(epoch from now() - a.xact_start)), left(regexp_replace(a.query, '\s+', ' ', 'g'), 80))
        from pg_stat_activity as a
       where a.datname = current_database() and a.pid <> pg_backend_pid() and now() - a.xact_start > interval '1 s'
       order by a.xact_start limit 5
    """
    return "".join(row[0] for row in conn.execute(query))


def _is_there(psql: Psql, plan: Plan, change: Change) -> bool:
    try:
        psql.run(plan.script(change, "verify"))
    except ScriptError:
        return False
    return True


def _steps(changes: list[Change], report: Report) -> Iterator[tuple[int, Change]]:
    """The changes with their number from 0; reports each when the next is asked for, that is when it is done."""
    for number, change in enumerate(changes):
        start = time.monotonic()
        yield number, change
        report(Step(number + 1, len(changes), change, time.monotonic() - start))


def _verify_or_revert(plan: Plan, change: Change, psql: Psql) -> None:
    try:
        psql.run(plan.script(change, "verify"))
    except ScriptError as error:
        try:
            psql.run(plan.script(change, "revert"))
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
