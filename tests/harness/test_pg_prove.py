"""pg_prove, with which people who use pgTAP without pytest run the same files: `pg_prove -r --ext .sql tests/`."""

import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from dochub import libpq

pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not shutil.which("pg_prove"), reason="no pg_prove on this machine: `make deps` installs it"),
]

TESTS = Path(__file__).parents[1]
PLAN = re.compile(r"\bplan\((\d+)\)")
NOT_CLEAN = re.compile(r"syntax error|Looks like|Parse errors|Dubious", re.IGNORECASE)


def pg_prove(programs: Path, dsn: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = libpq.environ(dsn) | {"PGOPTIONS": "-c search_path=tap,public"}
    command = ["pg_prove", "--psql-bin", programs / "psql", "--recurse", "--ext", ".sql", *arguments]
    return subprocess.run(
        command, env=environment, cwd=TESTS.parent, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.fixture
def deployed(db: psycopg.Connection, dsn: str) -> str:
    """The conninfo of a deployed database with pgTAP in schema tap."""
    if not db.execute("select 1 from pg_namespace where nspname = 'tap'").fetchone():
        pytest.skip("no pgTAP on this machine: `make deps` installs it")
    return dsn


def test_every_file_passes_and_leaves_nothing(programs: Path, db: psycopg.Connection, deployed: str) -> None:
    """All at once, in one database: none needs another, none commits."""
    before = contents(db)
    done = pg_prove(programs, deployed, "tests/")
    assert done.returncode == 0, done.stdout
    assert "All tests successful." in done.stdout
    assert not NOT_CLEAN.search(done.stdout), done.stdout
    plans = {path: PLAN.search(path.read_text()) for path in TESTS.rglob("*.sql")}
    assert all(plans.values()), f"no test, so no .sql: {[str(path) for path, plan in plans.items() if not plan]}"
    planned = sum(int(plan[1]) for plan in plans.values() if plan)
    assert f"Files={len(plans)}, Tests={planned}," in done.stdout
    assert contents(db) == before


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("begin; select plan(1); select ok(true); select 'ok'; select * from finish(); rollback;", "Bad plan"),
        ("begin; select plan(2); select ok(true); select * from finish(); rollback;", "Bad plan"),
        ("begin; select plan(1); select ok(false); select * from finish(); rollback;", "Failed test:  1"),
        ("insert into public.courses default values;", "exited 3"),
    ],
)
def test_what_is_not_clean_is_told(programs: Path, deployed: str, tmp_path: Path, script: str, said: str) -> None:
    (tmp_path / "test_planted.sql").write_text(script)
    done = pg_prove(programs, deployed, tmp_path)
    assert done.returncode != 0
    assert said in done.stdout
    assert "Result: FAIL" in done.stdout


def contents(conn: psycopg.Connection) -> list[tuple[str, int]]:
    """The tables of ours, and how many rows each has."""
    tables = conn.execute(
        """select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('public', 'private') order by 1"""
    ).fetchall()
    return [(table, conn.execute(f"select count(*) from {table}".encode()).fetchone()[0]) for (table,) in tables]
