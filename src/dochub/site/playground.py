"""The playground's database: what was seeded as a data directory of PGlite, made while the pages are; PGlite itself."""

import shutil
from concurrent.futures import Executor, Future
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from dochub.errors import Problem
from dochub.export import pglite
from dochub.site import words
from dochub.site.contract import Contract
from dochub.site.model import Function, Model

FILE = "database.tar.gz"
PGLITE = ("index.js", "chunk-*.js", "pglite.wasm", "pglite.data", "initdb.wasm")  # of its dist: what the page asks for


class Database:
    """Made from the seed before any request is answered. Where it cannot be made, `problem` says why."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        self._writer: pglite.Writer | None = None
        self._written: Future[int] | None = None
        self._problem: Problem | None = None
        try:
            self._writer = pglite.Writer(Path(self._folder.name) / FILE)
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

    def copy(self, folder: Path) -> None:
        """Puts the data directory and PGlite into the folder, if there is one."""
        if self.problem():
            return
        folder.mkdir()
        shutil.move(Path(self._folder.name) / FILE, folder)
        dist = pglite.module().parent
        for pattern in PGLITE:
            for file in dist.glob(pattern):
                shutil.copy(file, folder)
        shutil.copy(dist.parent / "LICENSE", folder)

    def __exit__(self, *error: object) -> None:
        if self._writer:
            self._writer.__exit__(*error)
        self._folder.cleanup()


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
