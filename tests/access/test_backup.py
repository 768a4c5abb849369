"""dochub_backup takes a whole dump through policies, without BYPASSRLS."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dochub import catalog, server


def dump(programs: Path, dsn: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [programs / "pg_dump", "--role=dochub_backup", "--schema=public", "--schema=private", *options, dsn]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows_by_table(script: str) -> Counter[str]:
    found: Counter[str] = Counter()
    table = None
    for line in script.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        elif line == "\\.":
            table = None
        elif table:
            found[table] += 1
    return found


def row_counts(conn: psycopg.Connection[Any]) -> dict[str, int]:
    conn.execute("set search_path = pg_catalog")
    query = """select c.oid::regclass::text from pg_class as c
                where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'"""
    tables = [name for (name,) in conn.execute(query)]
    return {table: row[0] for table in tables if (row := conn.execute(f"select count(*) from {table}").fetchone())}


def test_a_dump_as_dochub_backup_holds_every_row_of_every_table(
    filled: psycopg.Connection[Any], programs: Path, dsn: str
) -> None:
    expected = row_counts(filled)
    assert len(expected) >= 42
    assert min(expected.values()) > 0
    done = dump(programs, dsn, "--enable-row-security", "--data-only")
    assert done.returncode == 0, done.stderr
    assert rows_by_table(done.stdout) == expected


def test_what_is_restored_from_it_is_as_the_contract_says_and_has_every_row(
    filled: psycopg.Connection[Any], programs: Path, dsn: str, cluster: server.Server
) -> None:
    # Sqitch's registry is readable to who deploys only, and goes into a dump of its own.
    filled.execute("drop schema if exists tap cascade")
    options = ["--role=dochub_backup", "--enable-row-security", "--exclude-schema=sqitch"]
    done = subprocess.run([programs / "pg_dump", *options, dsn], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    server.create_database(cluster.dsn(), "restored")
    restored = cluster.dsn("restored")
    try:
        psql = [programs / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", restored]
        done = subprocess.run(psql, input=done.stdout, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert list(map(str, catalog.check(restored).differences)) == []
        with psycopg.connect(restored, autocommit=True) as conn:
            assert row_counts(conn) == row_counts(filled)
    finally:
        filled.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier("restored")))


def test_a_dump_that_forgets_enable_row_security_fails_instead_of_missing_rows(
    db: psycopg.Connection[Any], programs: Path, dsn: str
) -> None:
    done = dump(programs, dsn, "--data-only")
    assert done.returncode != 0
    assert "row-level security" in done.stderr
