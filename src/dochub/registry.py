"""Sqitch's registry in the target database: what is deployed, written exactly as Sqitch 1.3 writes it.

Source: App::Sqitch::Role::DBIEngine and App::Sqitch::Engine::pg. Time stamps are the server's `clock_timestamp()`,
because the order of `committed_at` is the order of deployment.
"""

import configparser
import functools
import os
import pwd
import socket
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import psycopg
from psycopg.errors import LockNotAvailable

from dochub.errors import Problem
from dochub.plan import Change, Plan, Tag

Connection = psycopg.Connection[tuple[Any, ...]]


class Statements(Protocol):
    """What takes statements with their values: a connection, or an export that writes them down."""

    def execute(self, query: str, values: Sequence[Any] = ..., /) -> Any: ...


class Later:
    """Takes statements as a connection does, and keeps their text for another session to run."""

    def __init__(self, conn: Connection) -> None:
        self._cursor = psycopg.ClientCursor(conn)
        self.text = ""

    def execute(self, query: Any, values: Sequence[Any] = ()) -> None:
        self.text += f"{self._cursor.mogrify(query, values).strip()};\n"


ADVISORY_LOCK = 75474063  # Sqitch's own number
LOCK_TIMEOUT = 60  # seconds, as Sqitch
VERSION = 1.1


class Committer(NamedTuple):
    """Who deploys."""

    name: str
    email: str


@functools.cache
def committer() -> Committer:
    """$SQITCH_FULLNAME and $SQITCH_EMAIL, else `[user]` of ~/.sqitch/sqitch.conf, else the account's, as Sqitch."""
    config = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    config.read(Path("~/.sqitch/sqitch.conf").expanduser(), "utf-8")
    user = config["user"] if config.has_section("user") else {}
    account = pwd.getpwuid(os.geteuid())
    name = os.environ.get("SQITCH_FULLNAME") or user.get("name") or account.pw_gecos.partition(",")[0]
    email = os.environ.get("SQITCH_EMAIL") or user.get("email") or f"{account.pw_name}@{socket.gethostname()}"
    return Committer(name or account.pw_name, email)


def lock(conn: Connection) -> None:
    """Takes the lock that Sqitch takes, for the session. Problem: another session holds it for a minute."""
    conn.execute(f"set lock_timeout = '{LOCK_TIMEOUT}s'")
    try:
        conn.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
    except LockNotAvailable:
        raise Problem(
            f"another dochub or Sqitch has been working on {conn.info.dbname} for {LOCK_TIMEOUT} s",
            "wait for it, or end its session: select * from pg_locks where locktype = 'advisory'",
        ) from None


def lock_changes(conn: Statements) -> None:
    """Inside a transaction: nobody else writes the registry until its end."""
    conn.execute("lock table sqitch.changes in exclusive mode")


def exists(conn: Connection) -> bool:
    return conn.execute("select to_regclass('sqitch.changes') is not null").fetchone() == (True,)


def initialize(conn: Connection, plan: Plan) -> None:
    """Makes the registry where there is none and enters the project. Problem: a registry of another version or URI."""
    with conn.transaction():
        if not exists(conn):
            conn.execute(files("dochub").joinpath("registry.sql").read_bytes())
            conn.execute("insert into sqitch.releases values (%s, clock_timestamp(), %s, %s)", [VERSION, *committer()])
        versions = conn.execute("select max(version)::float4::text from sqitch.releases").fetchall()
        if versions != [(str(VERSION),)]:
            raise Problem(f"the Sqitch registry has version {versions[0][0]}, not {VERSION}", "run `sqitch upgrade`")
        conn.execute(
            "insert into sqitch.projects values (%s, %s, clock_timestamp(), %s, %s) on conflict do nothing",
            [plan.project, plan.uri, *committer()],
        )
        known = conn.execute("select uri from sqitch.projects where project = %s", [plan.project]).fetchone()
        if known != (plan.uri,):
            raise Problem(
                f"the database knows project {plan.project} or its URI {plan.uri} otherwise than {plan.file}",
                "is this the right database?",
            )


def deployed(conn: Connection, plan: Plan) -> list[Change]:
    """The changes of `plan` that are deployed: always its beginning. Problem: the database has something else."""
    if not exists(conn):
        return []
    rows = conn.execute(
        "select change_id, change from sqitch.changes where project = %s order by committed_at", [plan.project]
    ).fetchall()
    for place, (change_id, name) in enumerate(rows):
        if place >= len(plan.changes) or plan.changes[place].id != change_id:
            planned = plan.changes[place].name if place < len(plan.changes) else "nothing"
            raise Problem(
                f"the database was deployed from another plan: its change {place + 1} is {name} ({change_id}), "
                f"where {plan.file} has {planned}",
                "use the plan it was deployed from, or let Sqitch sort it out",
            )
    return plan.changes[: len(rows)]


def log_deploy(conn: Statements, plan: Plan, change: Change, by: Committer | None = None) -> None:
    """Enters a deployed change, its dependencies and tags, and the event."""
    by = by or committer()
    conn.execute(
        """
        insert into sqitch.changes (change_id, script_hash, change, project, note, committed_at,
          committer_name, committer_email, planned_at, planner_name, planner_email)
        values (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s, %s)
        """,
        [change.id, plan.script_hash(change), change.name, plan.project, change.note, *by, *_planned(change)],
    )
    for key, change_id in [*change.requires.items(), *((key, None) for key in change.conflicts)]:
        kind = "require" if change_id else "conflict"
        conn.execute("insert into sqitch.dependencies values (%s, %s, %s, %s)", [change.id, kind, key, change_id])
    log_tags(conn, plan, change, by)
    log_event(conn, "deploy", plan, change, by)


def log_tags(conn: Statements, plan: Plan, change: Change, by: Committer | None = None) -> None:
    """Enters those tags of a deployed change that are not there yet: a release is often tagged after its deploy."""
    for tag in change.tags:
        conn.execute(
            """
            insert into sqitch.tags (tag_id, tag, project, change_id, note, committed_at,
              committer_name, committer_email, planned_at, planner_name, planner_email)
            values (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s, %s)
            on conflict (tag_id) do nothing
            """,
            [tag.id, tag.name, plan.project, change.id, tag.note, *(by or committer()), *_planned(tag)],
        )


def log_revert(conn: Statements, plan: Plan, change: Change) -> None:
    """Takes a reverted change out, and enters the event."""
    conn.execute("delete from sqitch.tags where change_id = %s", [change.id])
    conn.execute("delete from sqitch.changes where change_id = %s", [change.id])
    log_event(conn, "revert", plan, change)


def log_event(
    conn: Statements,
    event: Literal["deploy", "revert", "fail"],
    plan: Plan,
    change: Change,
    by: Committer | None = None,
) -> None:
    """Adds to the history."""
    conn.execute(
        """
        insert into sqitch.events (event, change_id, change, project, note, requires, conflicts, tags, committed_at,
          committer_name, committer_email, planned_at, planner_name, planner_email)
        values (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s, %s)
        """,
        [
            *(event, change.id, change.name, plan.project, change.note),
            *(list(change.requires), list(change.conflicts), [tag.name for tag in change.tags]),
            *(*(by or committer()), *_planned(change)),
        ],
    )


def required_elsewhere(conn: Connection, plan: Plan, changes: list[Change]) -> list[str]:
    """Deployed changes of other projects that require one of `changes`."""
    query = """
      select c.project || ':' || c.change from sqitch.dependencies d join sqitch.changes c using (change_id)
      where d.dependency_id = any(%s) and c.project <> %s
    """
    return [row[0] for row in conn.execute(query, [[change.id for change in changes], plan.project])]


def _planned(item: Change | Tag) -> tuple[Any, str, str]:
    return item.planned_at, item.planner_name, item.planner_email
