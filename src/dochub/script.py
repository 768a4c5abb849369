"""Runs scripts by psql. A transaction is held before its COMMIT, so that what belongs to it commits with it."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from dochub import libpq, paths
from dochub.errors import Problem

LOCK_TIMEOUT = (
    "500ms"  # shorter than a caller of the API waits, and than deadlock_timeout: of a circle the script lets go
)

# begin; … commit; or rollback; and nothing but comments before it.
_TRANSACTION = re.compile(r"((?:--[^\n]*\n|\n)*begin;\n)(.*?)(?:commit|rollback);\s*", re.DOTALL | re.IGNORECASE)
_ENDS_EARLY = re.compile(r"^(?:begin|commit|rollback)\s*;", re.MULTILINE | re.IGNORECASE)
# What psql says with VERBOSITY=verbose beyond what it says by default.
_CODE = re.compile(r"^((?:psql:[^\n]*?:\d+: )?\w+):  ([0-9A-Z]{5}): ", re.MULTILINE)
_VERBOSE = re.compile(r"^(?:LOCATION|(?:SCHEMA|TABLE|COLUMN|DATATYPE|CONSTRAINT) NAME):  .*\n?", re.MULTILINE)
_PLACE = re.compile(r"psql:<stdin>:(\d+)")
_READY = "select pg_backend_pid() as dochub_pid \\gset\n\\echo :dochub_pid\n"


class ScriptError(Problem):
    """A script failed; psql's own words name file and line. `sqlstate` is empty where it was not the server's error."""

    def __init__(self, script: Path, said: str) -> None:
        code = _CODE.search(said)
        self.sqlstate = code[2] if code else ""
        said = _VERBOSE.sub("", _CODE.sub(r"\1:  ", said)).strip()
        super().__init__(f"{script} failed:\n{said}", code=1)


class Ending(NamedTuple):
    """What `Psql.hold` puts before the COMMIT of a script: given the server process, the statements."""

    statements: Callable[[int], str]
    verify: Path | None = None  # a script that must succeed first


class Psql:
    """psql on the database of a connection, in the directory of the plan."""

    def __init__(self, conn: psycopg.Connection[Any], root: Path) -> None:
        self.root = root
        self._environment = libpq.resolved(conn) | {"PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}
        settings = libpq.SETTINGS | {"client_min_messages": "warning", "lock_timeout": LOCK_TIMEOUT}
        self._environment["PGOPTIONS"] = " ".join(
            [self._environment.get("PGOPTIONS", ""), *(f"-c {name}={value}" for name, value in settings.items())]
        )
        program = paths.psql(tls=conn.pgconn.ssl_in_use)
        options = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose"]
        self._command: list[Any] = [program, *options, "--file"]

    def run(self, script: Path) -> None:
        """Runs a script, given relative to the root. ScriptError: psql stopped in it."""
        done = subprocess.run(
            [*self._command, script],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        if done.returncode:
            raise ScriptError(script, _text(done.stderr) or f"psql ended with status {done.returncode}")

    def can_hold(self, *scripts: Path) -> bool:
        """Whether each is one transaction and nothing else."""
        return all(_inside(self.root / script) for script in scripts)

    def hold(self, script: Path, ending: Ending) -> None:
        """Runs a script that is one transaction, then `ending` in the same transaction, then COMMIT.

        psql gets all that through a pipe, COMMIT last: whatever ends this process before, nothing is committed.
        """
        parts = _Parts()
        parts.add(None, 0, "begin;\n")
        parts.add(script, *_inside(self.root / script))  # type: ignore[misc]
        if ending.verify:
            parts.add(None, 0, "savepoint dochub_verify;\n")
            parts.add(ending.verify, *_inside(self.root / ending.verify))  # type: ignore[misc]
            parts.add(None, 0, "rollback to savepoint dochub_verify;\n")
        parts.add(None, 0, _READY)
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                [*self._command, "-"],
                cwd=self.root,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
            ) as process,
        ):
            assert process.stdin
            assert process.stdout
            try:
                try:
                    process.stdin.write(parts.text.encode())
                    process.stdin.flush()
                    if pid := process.stdout.readline():
                        process.stdin.write(f"reset role;\n{ending.statements(int(pid))}commit;\n".encode())
                    process.stdin.close()
                except BrokenPipeError:
                    pass  # psql has stopped, and says why
                code = process.wait()
            except BaseException:
                process.kill()
                raise
            if code:
                said.seek(0)
                raise ScriptError(script, parts.named(_text(said.read())) or f"psql ended with status {code}")


class _Parts:
    """What psql reads, and which line of which script a line of it is."""

    def __init__(self) -> None:
        self.text = ""
        self._lines: list[tuple[Path | None, int]] = []

    def add(self, script: Path | None, before: int, text: str) -> None:
        """Adds `text`, which stands in `script` behind `before` lines."""
        count = text.count("\n")
        self._lines += [(script, before + n) for n in range(1, count + 1)]
        self.text += text

    def named(self, said: str) -> str:
        def name(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            script, line = self._lines[place] if place < len(self._lines) else (None, place)
            return f"psql:{script or 'registry'}:{line}"

        return _PLACE.sub(name, said)


def _inside(script: Path) -> tuple[int, str] | None:
    """How many lines stand before what a script does in its transaction, and that; None: it is no one transaction."""
    found = _TRANSACTION.fullmatch(script.read_text())
    if not found or _ENDS_EARLY.search(found[2]):
        return None
    return found[1].count("\n"), found[2] if found[2].endswith("\n") else f"{found[2]}\n"


def _text(said: bytes) -> str:
    return said.decode(errors="replace")
