"""pgbench on a throwaway server, and what it cost there: time, CPU, WAL, statements."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from dochub import libpq, server
from dochub.errors import Problem

# Of what a real server would have set: the work is measured, not the disk; nothing happens in between by itself.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "32GB",
    "checkpoint_timeout": "1d",
    "autovacuum": "off",
    "maintenance_work_mem": "256MB",
    "pg_stat_statements.track": "none",
    "pg_stat_statements.max": "10000",
    "compute_query_id": "off",
}
COUNTED = "-c pg_stat_statements.track=all -c pg_stat_statements.track_planning=on -c compute_query_id=on"
TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc
KEY_CHECK = r"^SELECT .* FROM ONLY .* x WHERE .* FOR KEY SHARE OF x$"


class Sample(NamedTuple):
    """What a number of calls took."""

    calls: int
    seconds: float  # without connecting
    cpu: float  # seconds, of the backends, from their start to their end
    wal: int  # bytes

    def less(self, start: "Sample") -> "Sample":
        """Without what a short run took: connecting, planning, the first calls.

        As it is where the short run was half as long as this one: then something else had the machine.
        """
        if 2 * start.seconds > self.seconds or 2 * start.cpu > self.cpu or 2 * start.calls > self.calls:
            return self
        seconds, cpu = self.seconds - start.seconds, self.cpu - start.cpu
        return Sample(self.calls - start.calls, seconds, cpu, self.wal - start.wal)

    def least(self, other: "Sample") -> "Sample":
        """Of two runs of as many calls what was less disturbed."""
        seconds, cpu = min(self.seconds, other.seconds), min(self.cpu, other.cpu)
        return Sample(self.calls, seconds, cpu, min(self.wal, other.wal))


class Statements(NamedTuple):
    """How many statements a call runs inside, on average: of its own, and to check foreign keys.

    `replanned` are the beginnings of those that are planned anew for each call: a session keeps no plan of them.
    """

    own: float
    key_checks: float
    replanned: tuple[str, ...] = ()


@dataclass
class Bench:
    """A server with its data, and where to put scripts."""

    server: server.Server
    dsn: str
    conn: psycopg.Connection[Any]
    folder: Path  # for scripts
    clients: int
    variables: Mapping[str, str | int]

    def run(
        self,
        script: str,
        *,
        seconds: int = 0,
        calls: int = 0,
        base: int = 0,
        variables: Mapping[str, str] | None = None,
        options: str = "",
        clients: int = 0,
    ) -> Sample:
        """Runs a script for some seconds, or `calls` times a client. Problem: a statement failed."""
        file = self.folder / "script.sql"
        file.write_text(script)
        clients = clients or self.clients
        given = {**self.variables, **(variables or {}), "base": base, "calls": 0, "clients": clients}
        command: list[str | Path] = [
            self.server.bindir / "pgbench",
            *("--no-vacuum", "--protocol=prepared", f"--file={file}"),
            *(f"--client={clients}", f"--jobs={min(clients, 2)}"),
            *(["--time", str(seconds)] if seconds else ["--transactions", str(calls)]),
            *(f"--define={name}={value}" for name, value in given.items()),
        ]
        parent = _postmaster(self.server)
        before, cpu, wal = _children(parent), _reaped(parent), self._wal()
        done = subprocess.run(
            command, env=libpq.environ(self.dsn) | {"PGOPTIONS": options}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Problem(f"pgbench failed: {done.stderr.strip()[-2000:]}", f"the script was\n{script}", code=1)
        while _children(parent) - before:
            time.sleep(0.002)
        number = int(_found(r"actually processed: (\d+)", done.stdout))
        rate = float(_found(r"tps = ([0-9.]+)", done.stdout))
        return Sample(number, number / rate, _reaped(parent) - cpu, self._wal() - wal)

    def statements(self, script: str, *, calls: int, base: int, variables: Mapping[str, str]) -> Statements:
        """Counts what runs inside of a script's statements: not those of the script."""
        self.conn.execute("select pg_stat_statements_reset()")
        done = self.run(script, calls=calls, base=base, variables=variables, options=COUNTED)
        row = self.conn.execute(
            """select coalesce(sum(s.calls) filter (where s.query !~ %(key)s), 0)::float8,
                      coalesce(sum(s.calls) filter (where s.query ~ %(key)s), 0)::float8,
                      array_agg(left(s.query, 200)) filter (where s.calls >= %(calls)s and s.plans > s.calls / 2)
                 from pg_stat_statements as s where not s.toplevel""",
            {"key": KEY_CHECK, "calls": done.calls},
        ).fetchone()
        assert row
        return Statements(row[0] / done.calls, row[1] / done.calls, tuple(row[2] or ()))

    def _wal(self) -> int:
        row = self.conn.execute("select pg_current_wal_insert_lsn() - '0/0'").fetchone()
        assert row
        return int(row[0])


def configure(running: server.Server) -> None:
    """Sets SETTINGS and restarts."""
    with libpq.connect(running.dsn()) as conn:
        # Its own settings are known once it is loaded.
        conn.execute("alter system set shared_preload_libraries = 'pg_stat_statements'")
    server.restart(running)
    with libpq.connect(running.dsn()) as conn:
        for name, value in SETTINGS.items():
            conn.execute(f"alter system set {name} = '{value}'")
    server.restart(running)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if not match:
        raise Problem(f"pgbench says something else than expected: {text}", code=1)
    return match[1]


def _postmaster(running: server.Server) -> int:
    return int((running.home / "data" / "postmaster.pid").read_text().split()[0])


def _stat(pid: int | str) -> list[str]:
    """The fields of /proc/PID/stat from the state on; the name before them may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _reaped(parent: int) -> float:
    """CPU seconds of the processes that `parent` has seen end."""
    fields = _stat(parent)
    return (int(fields[13]) + int(fields[14])) / TICKS


def _children(parent: int) -> set[str]:
    return set(_pids(parent))


def _pids(parent: int) -> Iterator[str]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if _stat(entry.name)[1] == str(parent):
                    yield entry.name
            except (FileNotFoundError, ProcessLookupError):
                continue
