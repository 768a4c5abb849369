"""The playground's database: what was seeded as a data directory of PGlite, made while the pages are; PGlite itself."""

import shutil
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import dochub
from dochub.errors import Problem
from dochub.export import pglite
from dochub.site import words
from dochub.site.contract import Contract
from dochub.site.model import Function, Model

FILE = "database.tar.gz"
SOURCES = "sources.txt"  # a hash of what FILE was made of
PGLITE = ("index.js", "chunk-*.js", "pglite.wasm", "pglite.data", "initdb.wasm")  # of its dist: what the page asks for


class Database:
    """Made from the seed before any request is answered. Where it cannot be made, `problem` says why.

    The last build's, in `folder`, is taken where nothing has changed: a new one takes four seconds of a core.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root

    def __enter__(self) -> Self:
        self._writer: pglite.Writer | None = None
        self._written: Future[int] | None = None
        self._problem: Problem | None = None
        self._temporary = TemporaryDirectory()
        self._file = Path(self._temporary.name) / FILE
        try:
            self._sources = _sources(self._root)
            kept, sources = self._folder / FILE, self._folder / SOURCES
            if kept.is_file() and sources.is_file() and sources.read_text() == self._sources:
                shutil.copy(kept, self._file)
            else:
                self._writer = pglite.Writer(self._file)
        except Problem as problem:
            self._problem = problem
        return self

    def take(self, dsn: str, pool: Executor) -> None:
        """Dumps the database now, and lets PGlite run the dump meanwhile."""
        if self._writer:
            self._written = pool.submit(self._writer.write, pglite.dump(dsn))

    def problem(self) -> Problem | None:
        """Why there is none; waits until that is known."""
        try:
            if self._written:
                self._written.result()
        except Problem as problem:
            self._problem = problem
        return self._problem

    def copy(self) -> None:
        """Puts the data directory and PGlite into the folder, if there is one."""
        if self.problem():
            return
        self._folder.mkdir()
        shutil.move(self._file, self._folder)
        (self._folder / SOURCES).write_text(self._sources)
        dist = pglite.module().parent
        for file in (*chain.from_iterable(map(dist.glob, PGLITE)), dist.parent / "LICENSE"):
            shutil.copy(file, self._folder)

    def __exit__(self, *error: object) -> None:
        if self._writer:
            self._writer.__exit__(*error)
        self._temporary.cleanup()


def _sources(root: Path) -> str:
    """What it is made of, as a hash: the deploy scripts, the seed, PGlite, and the day, on which the seed ends."""
    package = Path(dochub.__file__).parent
    files = [pglite.module().parents[1] / "package.json", *(package / "export").glob("pglite.*")]
    files += [
        file for folder in (root / "deploy", package / "seed") for file in folder.rglob("*.*") if file.suffix != ".pyc"
    ]
    found = sha256(datetime.now(UTC).date().isoformat().encode())
    for file in sorted(file for file in files if file.is_file()):
        found.update(file.read_bytes())
    return found.hexdigest()


def facts(model: Model, contract: Contract) -> dict[str, Any]:
    """What the page's forms are made of, and what its answers link to."""
    tables = [t for t in model.tables.values() if not t.partition_of]
    return {
        "tables": {t.short: [c.name for c in t.columns] for t in tables if t.is_public},
        "functions": {f.short: _arguments(f, contract) for f in model.api if not f.is_computed},
        "policies": {p.name: words.policy(t, p) for t in tables for p in t.policies},
        "roles": [*model.roles],
        "codes": [*model.codes],
        "statuses": {status.value: status.phrase for status in HTTPStatus},
    }


def _arguments(function: Function, contract: Contract) -> list[dict[str, Any]]:
    said = contract.functions.get(function.short)
    found = []
    for argument in function.arguments:
        rows = said.arguments.get(argument.name, []) if said else []
        kind = rows[0].type if rows else argument.type
        is_json = argument.type.endswith(("json", "jsonb", "[]"))
        choices = kind.removeprefix("one of ").split(", ") if kind.startswith("one of ") else []
        found.append(
            {
                "name": argument.name,
                "type": kind,
                "optional": argument.default is not None,
                "json": is_json,
                "text": not is_json and argument.type not in ("boolean", "integer", "bigint", "numeric"),
                "choices": ["true", "false"] if argument.type == "boolean" else choices,
                "keys": [f"({row.name})" if row.is_optional else row.name for row in rows if row.depth == 1],
            }
        )
    return found
