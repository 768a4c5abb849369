"""Every role tries every command on every table: it reaches the rows that policies/access.yaml says, and no others."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest

ADA = "a0000000-0000-4000-8000-000000000001"
CLEO = "c0000000-0000-4000-8000-000000000003"
PERSONAS = {"anon": None, "authenticated": ADA, "dochub_admin": CLEO, "service_role": None, "dochub_backup": None}
DENIED = "42501 permission denied"
KEPT = "kept by a foreign key"  # 23503; of ON DELETE RESTRICT 23001 since 18

Connection = psycopg.Connection[Any]


@pytest.fixture
def cells(filled: Connection, contract: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Table → role → command → cell, each table and partition there is."""
    filled.execute("set search_path = pg_catalog")
    found = filled.execute(
        "select i.inhrelid::regclass::text, i.inhparent::regclass::text from pg_inherits as i"
        " join pg_class as c on c.oid = i.inhparent and c.relkind = 'p'"
    )
    partitions = {partition: contract["partitions"][parent] for partition, parent in found}
    assert len(partitions) >= 2
    assert len(contract["tables"]) >= 42
    return {table: roles | contract["every_table"] for table, roles in (contract["tables"] | partitions).items()}


def rows(cell: Any) -> str:
    return next(iter(cell)) if isinstance(cell, dict) else cell


def columns(cell: Any) -> list[str] | None:
    return next(iter(cell.values())) if isinstance(cell, dict) else None


@pytest.fixture
def totals(filled: Connection, cells: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Table → word of the contract → rows that it means, counted past row-level security."""
    found: dict[str, dict[str, int]] = {}
    for table in cells:
        found[table] = {"all": count(filled, table)}
        assert found[table]["all"] > 0, table
        names = column_names(filled, table)
        if "user_id" in names:
            found[table]["own"] = count(filled, f"{table} where user_id = '{ADA}'")
            assert 0 < found[table]["own"] < found[table]["all"], table
        if table == "public.courses":
            found[table]["published"] = count(filled, f"{table} where status = 'published'")
            assert 0 < found[table]["published"] < found[table]["all"]
    return found


def count(conn: Connection, relation: str) -> int:
    row = conn.execute(f"select count(*) from {relation}").fetchone()
    assert row
    return row[0]


def column_names(conn: Connection, table: str) -> list[str]:
    query = "select attname::text from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
    return [name for (name,) in conn.execute(query, [table])]


Attempt = Callable[[str], int | str]
Acting = Callable[[str], AbstractContextManager[Attempt]]


@pytest.fixture
def acting(filled: Connection, totals: Any, as_user: Callable[..., Any], subtests: pytest.Subtests) -> Acting:
    """`with acting(role) as attempt`: runs one statement as the role and takes it back: rows reached, or DENIED."""

    def attempt(statement: str) -> int | str:
        try:
            with filled.transaction(force_rollback=True):
                return filled.execute(statement).rowcount
        except psycopg.errors.InsufficientPrivilege as error:
            return DENIED if "permission denied for table" in str(error) else str(error)
        except (psycopg.errors.ForeignKeyViolation, psycopg.errors.RestrictViolation):
            return KEPT
        except psycopg.errors.IntegrityError as error:
            return f"reached: {type(error).__name__}"

    @contextmanager
    def acting(role: str) -> Iterator[Attempt]:
        with subtests.test(role), as_user(filled, PERSONAS[role], role):
            yield attempt

    return acting


def test_a_role_reads_the_declared_rows_of_each_table(acting, cells, totals):
    for role in PERSONAS:
        with acting(role) as attempt:
            expected = {
                table: totals[table][rows(roles[role]["select"])] if "select" in roles.get(role, {}) else DENIED
                for table, roles in cells.items()
            }
            assert {table: attempt(f"select * from {table}") for table in cells} == expected


def test_a_role_updates_the_declared_rows_and_columns_of_each_table(acting, filled, cells, totals):
    # Literals, because an UPDATE that reads nothing is bound by no SELECT policy.
    literals = {
        (table, column): filled.execute(
            f"select quote_nullable({column}::text) from {table} where user_id = '{ADA}' limit 1"
        ).fetchone()[0]
        for table in cells
        if "own" in totals[table]
        for column in column_names(filled, table)
    }
    for role in PERSONAS:
        with acting(role) as attempt:
            expected, found = {}, {}
            for table, roles in cells.items():
                cell = roles.get(role, {}).get("update")
                for column in column_names(filled, table):
                    granted = cell and (columns(cell) is None or column in columns(cell))
                    expected[table, column] = totals[table][rows(cell)] if granted else DENIED
                    value = literals.get((table, column), column)
                    found[table, column] = attempt(f"update {table} set {column} = {value}")
            assert len(found) > 400
            assert found == expected


def test_a_role_deletes_the_declared_rows_of_each_table(acting, cells, totals):
    for role in PERSONAS:
        with acting(role) as attempt:
            expected, found = {}, {}
            for table, roles in cells.items():
                cell = roles.get(role, {}).get("delete")
                expected[table] = totals[table][rows(cell)] if cell else DENIED
                found[table] = attempt(f"delete from {table}")
                if table == "public.courses" and cell:
                    expected[table] = KEPT  # courses that somebody has
            assert found == expected


def test_a_role_inserts_into_the_declared_tables_only(acting, cells):
    # A row of nothing but defaults fails a constraint where INSERT is allowed, and before that where it is not.
    for role in PERSONAS:
        with acting(role) as attempt:
            expected = {table for table, roles in cells.items() if "insert" in roles.get(role, {})}
            found = {table: attempt(f"insert into {table} default values") for table in cells}
            assert {table for table, result in found.items() if result != DENIED} == expected


def test_a_role_truncates_nothing(acting, cells):
    for role in PERSONAS:
        with acting(role) as attempt:
            assert {table for table in cells if attempt(f"truncate {table}") != DENIED} == set()


def test_the_owners_functions_reach_the_declared_rows_only(filled, cells, totals, contract):
    expected, found = {}, {}
    filled.execute("set role dochub_owner")
    for table, roles in cells.items():
        commands = roles["dochub_owner"]
        column = column_names(filled, table)[-1]
        for command, statement in {
            "select": f"select * from {table}",
            "update": f"update {table} set {column} = {column}",
            "delete": f"delete from {table}",
        }.items():
            # Without a policy the owner reaches nothing, silently; of an append-only table it has lost the privilege.
            lost = table in contract["append_only"] and command != "select"
            expected[table, command] = DENIED if lost else totals[table]["all"] if command in commands else 0
            found[table, command] = owners_attempt(filled, statement)
        expected[table, "insert"] = "insert" in commands
        found[table, "insert"] = owners_attempt(filled, f"insert into {table} default values") != "no policy"
    assert found == expected


def owners_attempt(conn: Connection, statement: str) -> int | str:
    try:
        with conn.transaction(force_rollback=True):
            # A foreign key that keeps rows is not what is asked here.
            conn.execute("reset role; set local session_replication_role = replica; set local role dochub_owner")
            return conn.execute(statement).rowcount
    except psycopg.errors.InsufficientPrivilege as error:
        return DENIED if "permission denied" in str(error) else "no policy" if "row-level" in str(error) else str(error)
    except psycopg.errors.IntegrityError as error:
        return f"reached: {type(error).__name__}"
