"""A deployed database as a data directory of PGlite, PostgreSQL in WebAssembly: for tests under Node, and for pages.

The throwaway database that is deployed and seeded here is dumped by a superuser, roles and all, and the dump is run in
PGlite by its superuser, as docs/deploying.md restores a backup: rows and policies, triggers and keys come in the order
of pg_dump, so that nothing refuses a row. The seed cannot be run there: it speaks to a server, and PGlite is none.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

from dochub import libpq, paths
from dochub.errors import Problem

PACKAGE = Path("node_modules/@electric-sql/pglite")
_SCRIPT = Path(__file__).with_name("pglite.mjs")

# psql's own commands, and the superuser, who is there.
_NOT_FOR_PGLITE = re.compile(r"^(?:\\(?:un)?restrict .*|(?:CREATE|ALTER) ROLE postgres\b.*)\n", re.MULTILINE)


def command(file: Path) -> list[str | Path]:
    """What writes FILE, given a dump. Problem: no Node, no PGlite, no directory to write to."""
    node = shutil.which("node")
    if not node:
        raise Problem("no node on PATH", "apt-get install nodejs (20 or newer)")
    if not file.parent.is_dir():
        raise Problem(f"there is no directory {file.parent}")
    return [node, _SCRIPT, module().resolve(), file.resolve()]


class Writer:
    """PGlite as a process that makes its empty cluster, two seconds' work, while the dump is still to come."""

    def __init__(self, file: Path) -> None:
        """Problem: as `command`."""
        self._file = file
        self._partial = file.with_name(f"{file.name}.partial")
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command(self._partial), stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
        )

    def write(self, said: str) -> int:
        """Writes what `dump` said as the file (tar, gzip); returns how many bytes. Problem: PGlite cannot run it."""
        _, errors = self._process.communicate(said)
        if self._process.returncode:
            raise Problem(f"node failed:\n{errors.strip()}", code=1)
        return self._partial.replace(self._file).stat().st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # it has ended, unless something else went wrong
        self._process.communicate()
        self._partial.unlink(missing_ok=True)


def write(file: Path, dsn: str) -> int:
    """Writes the database of `dsn`, where a superuser logs in, as FILE; returns how many bytes. Problem: as Writer."""
    with Writer(file) as writer:
        return writer.write(dump(dsn))


def module() -> Path:
    """PGlite's index.js: of the directory where dochub runs, else what `make pglite` put into the checkout."""
    for place in (Path.cwd(), Path(__file__).parents[3] / ".tools/pglite"):
        if (found := place / PACKAGE / "dist/index.js").is_file():
            return found
    raise Problem("no PGlite here", "npm install --save-dev @electric-sql/pglite (in a checkout: make pglite)")


def dump(dsn: str) -> str:
    """Roles, then the database, as SQL without psql's commands."""
    with libpq.connect(dsn) as conn:
        conn.execute("analyze")  # pg_dump 18 takes statistics along: PGlite then plans as a server does
        name = conn.info.dbname
    environment = libpq.environ(dsn)
    programs = paths.bindir()
    roles = _run([programs / "pg_dumpall", "--roles-only", "--no-role-passwords"], environment)
    content = _run([programs / "pg_dump", "--inserts", "--rows-per-insert=500", "--statistics", name], environment)
    return "".join(
        [
            _NOT_FOR_PGLITE.sub("", roles),
            "grant create on database postgres to dochub_owner;\n",  # a dump has no privileges on the database itself
            _NOT_FOR_PGLITE.sub("", content),
        ]
    )


def _run(command: list[Any], environment: Any) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Problem(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}", code=1)
    return done.stdout
