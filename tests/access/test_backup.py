"""dochub_backup takes a whole dump through policies, without BYPASSRLS."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg


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


def test_a_dump_as_dochub_backup_holds_every_row_of_every_table(
    filled: psycopg.Connection[Any], programs: Path, dsn: str
) -> None:
    filled.execute("set search_path = pg_catalog")
    query = """select c.oid::regclass::text from pg_class as c
                where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'"""
    tables = [name for (name,) in filled.execute(query)]
    expected = {
        table: row[0] for table in tables if (row := filled.execute(f"select count(*) from {table}").fetchone())
    }
    assert len(expected) >= 42
    assert min(expected.values()) > 0
    done = dump(programs, dsn, "--enable-row-security", "--data-only")
    assert done.returncode == 0, done.stderr
    assert rows_by_table(done.stdout) == expected


def test_a_dump_that_forgets_enable_row_security_fails_instead_of_missing_rows(
    db: psycopg.Connection[Any], programs: Path, dsn: str
) -> None:
    done = dump(programs, dsn, "--data-only")
    assert done.returncode != 0
    assert "row-level security" in done.stderr
