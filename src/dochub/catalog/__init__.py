"""Compares the catalog of a database with the access contract. Reads only; any role that can connect may do it.

What is compared: the roles' attributes, memberships and settings; privileges on the database, the two schemas, their
tables, columns and functions, and what later ones get; who owns them; row-level security, policies and their
expressions; triggers; the functions' properties and bodies; and that the two schemas hold nothing else. Columns, keys
and checks are not (`dochub.drift` compares them too), nor what other schemas hold.
"""

from collections.abc import Mapping
from pathlib import Path

from dochub import libpq, paths
from dochub.access import Contract, contract
from dochub.catalog.cluster import database, defaults, memberships, roles, schemas, settings
from dochub.catalog.functions import functions
from dochub.catalog.look import Catalog, Connection, Difference, Report
from dochub.catalog.rules import policies, triggers
from dochub.catalog.sources import Source, sources
from dochub.catalog.tables import column_privileges, others, relations, row_security, table_privileges
from dochub.catalog.ways_past import ways_past

__all__ = ["Difference", "Report", "Source", "check", "compare", "sources"]


def check(conninfo: str = "", *, root: Path | None = None) -> Report:
    """Compares the database of `conninfo` with the contract below `root`.

    Problem: no server there, no DocHub in that database, no contract.
    """
    root = root or paths.root()
    agreed, functions = contract(root), sources(root)
    with libpq.connect(conninfo) as conn, conn.transaction():
        conn.execute("set transaction isolation level repeatable read, read only")
        return compare(conn, agreed, functions)


def compare(conn: Connection, agreed: Contract, functions: Mapping[str, Source]) -> Report:
    """The same with everything at hand, in a transaction that is open; its search_path is changed."""
    conn.execute("set local search_path = pg_catalog")  # so that expressions are printed with every name qualified
    catalog = Catalog(conn, agreed, functions)
    found = sorted({d for look in LOOKS for d in look(catalog)}, key=lambda d: (d.where, d.what))
    notes = [d for d in found if d.kind == "note"]
    return Report([d for d in found if d.kind != "note"], notes, dict(catalog.compared))


LOOKS = (
    relations,
    others,
    table_privileges,
    column_privileges,
    row_security,
    policies,
    triggers,
    functions,
    schemas,
    database,
    defaults,
    roles,
    memberships,
    settings,
    ways_past,
)
