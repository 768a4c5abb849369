"""`dochub api …`: prints the contract for clients."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from rich.console import Console

from dochub import access, demo, libpq, paths
from dochub.api import contract, openapi, typescript
from dochub.api.database import Database, read
from dochub.demo.transports import Answer, Get, Rpc

Deployed = Callable[[], AbstractContextManager[str]]  # makes a throwaway database, gives its conninfo


def schema() -> str:
    """The contract as one JSON Schema."""
    return _printed(contract.contract(paths.root()).document())


def document(target: str, seeded: Deployed) -> str:
    """OpenAPI 3.1 of the database `target`; without one, of a throwaway database, with examples from the demo."""
    with _described(target, seeded) as (dsn, database):
        examples = {} if target else _examples(dsn)
    root = paths.root()
    return _printed(openapi.document(contract.contract(root), access.contract(root), database, examples))


def types(target: str, deployed: Deployed) -> str:
    """A TypeScript module of the database `target`, or of a throwaway one."""
    with _described(target, deployed) as (_, database):
        return typescript.module(contract.contract(paths.root()), database)


@contextmanager
def _described(target: str, throwaway: Deployed) -> Iterator[tuple[str, Database]]:
    if target:
        with libpq.connect(target) as conn:
            yield target, read(conn)
    else:
        with throwaway() as dsn, libpq.connect(dsn) as conn:
            yield dsn, read(conn)


def _examples(dsn: str) -> dict[str, list[openapi.Example]]:
    """The calls and answers of the demo, which is played against the database."""
    found: dict[str, list[openapi.Example]] = defaultdict(list)

    def keep(request: Get | Rpc, answer: Answer) -> None:
        if isinstance(request, Rpc):
            found[request.function].append(openapi.Example(request.arguments, answer.status, answer.body))

    demo.run(dsn, console=Console(quiet=True), check=keep)
    return found


def _printed(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)
