"""A live database against the package: what somebody changed by hand, and the statements that take it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from dochub import catalog, libpq, paths, registry, server
from dochub.access import Contract, contract
from dochub.catalog import structure
from dochub.catalog.look import Connection, Difference, Report
from dochub.catalog.sources import Source, sources
from dochub.deploy import deploy
from dochub.plan import read


class Expected(NamedTuple):
    """A database as the package makes it: its structure, and what even there is not as the contract says."""

    structure: structure.Structure
    differences: frozenset[Difference]


def drift(conninfo: str = "", *, root: Path | None = None) -> Report:
    """How the database differs from what the plan makes, up to the change that is deployed last; reads only.

    A throwaway server gets what the database should be. Problem: no server there, no DocHub, another plan's database.
    """
    plan = read(root or paths.root())
    agreed, functions = contract(plan.root), sources(plan.root)
    with libpq.connect(conninfo) as conn:
        conn.execute("set default_transaction_read_only = on")
        conn.execute("set default_transaction_isolation = 'repeatable read'")
        try:
            done, unread = registry.deployed(conn, plan), []
        except psycopg.errors.InsufficientPrivilege:
            what = "may not be read: compared with the whole plan, whatever is deployed"
            done, unread = [], [Difference("note", "registry", what)]
        with server.throwaway(paths.bindir()) as own:
            server.create_database(own.dsn(), "dochub")
            deploy(own.dsn("dochub"), root=plan.root, to=done[-1].id if done else None, verify=False)
            with libpq.connect(own.dsn("dochub")) as other:
                expected = expect(other, agreed, functions)
        report = compare(conn, expected, agreed, functions)
        return report._replace(notes=unread + report.notes)


def expect(conn: Connection, agreed: Contract, functions: dict[str, Source]) -> Expected:
    """What a database should be, from one that is so."""
    with _looking(conn):
        found = structure.read(conn)
        again = {key: structure.again(conn, *key, of) for key, of in found.constraints.items()}
        found = found._replace(constraints=again)
        return Expected(found, frozenset(catalog.compare(conn, agreed, functions).differences))


def compare(conn: Connection, expected: Expected, agreed: Contract, functions: dict[str, Source]) -> Report:
    """The same with everything at hand."""
    with _looking(conn):
        report = catalog.compare(conn, agreed, functions)
        found = structure.read(conn, expected.structure.rows)
        more = list(structure.compare(conn, expected.structure, found, agreed))
    compared = report.compared | {
        "columns": len(found.columns),
        "constraints": len(found.constraints),
        "indexes": len(found.indexes),
        "rows of base data": sum(len(of.rows) for of in (found.rows or {}).values()),
    }
    differences = [d for d in report.differences if d not in expected.differences]
    return Report(
        sorted([*differences, *(d for d in more if d.kind != "note")], key=_order),
        sorted([*report.notes, *(d for d in more if d.kind == "note")], key=_order),
        compared,
    )


def _order(difference: Difference) -> tuple[int, str, str]:
    """As they can be repaired: columns before what needs them, keys before what refers to them; drops come last."""
    what = difference.what
    first = 0 if "there is no column" in what else 3 if "the package has no column" in what else 1
    return 2 if "FOREIGN KEY" in what else first, difference.where, what


@contextmanager
def _looking(conn: Connection) -> Iterator[None]:
    with conn.transaction():
        conn.execute("set local search_path = pg_catalog")  # so that definitions have every name qualified
        yield
