"""`dochub export psql`: one file for psql alone leaves what a deploy leaves, once or not at all."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from test_parity import difference, dump
from test_registry import TABLES, content

from dochub import deploy, export, libpq, paths, server
from dochub.drift import drift

pytestmark = pytest.mark.slow

PEOPLE = ("creator_", "installer_", "committer_")


def psql(programs: Path, dsn: str, text: str, file: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    file.write_text(text, "utf-8")
    command = [programs / "psql", "--no-psqlrc", "--file", file, dsn]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def rows(dsn: str) -> dict[str, list[tuple[object, ...]]]:
    """The registry without who wrote it, which the file says in its own way."""
    kept = {
        table: [n for n, name in enumerate(columns.split(", ")) if not name.startswith(PEOPLE)]
        for table, columns in TABLES.items()
    }
    return {table: [tuple(row[n] for n in kept[table]) for row in found] for table, found in content(dsn).items()}


def test_it_leaves_what_a_deploy_leaves_and_runs_once(programs: Path, tmp_path: Path) -> None:
    """By a deployer who is no superuser, in a client encoding that is not the file's, with old literals."""
    file, text = tmp_path / "dochub.sql", export.psql()
    hostile = {"PGCLIENTENCODING": "LATIN1", "PGOPTIONS": "-c standard_conforming_strings=off"}
    with server.throwaway(programs) as own:
        with libpq.connect(own.dsn()) as conn:
            conn.execute("create role deployer login createrole")
            for name in ("one", "two"):
                conn.execute(f"create database {name} owner deployer".encode())
        one, two = (psycopg.conninfo.make_conninfo(own.dsn(name), user="deployer") for name in ("one", "two"))
        done = psql(programs, one, text, file, **hostile)
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
        deploy.deploy(two, verify=False)
        assert difference(dump(programs, own.dsn("two")), dump(programs, own.dsn("one"))) == ""
        assert rows(one) == rows(two)
        status = deploy.status(one)
        assert (status.pending, status.edited) == ([], [])
        assert status.committer == "deployer <deployer@one>"
        assert deploy.deploy(one) == 0
        assert drift(one).differences == []
        again = psql(programs, one, text, file)
        assert again.returncode == 3
        assert f"DocHub is in this database already: {len(status.deployed)} changes of it" in again.stderr
        assert deploy.revert(one) == len(status.deployed)


def test_a_file_that_fails_leaves_nothing(programs: Path, empty: str, tmp_path: Path) -> None:
    text = export.psql()
    place = text.index("-- -------- policies/")
    done = psql(programs, empty, text[:place] + "select 1 / 0;\n" + text[place:], tmp_path / "f.sql")
    assert done.returncode == 3
    assert "division by zero" in done.stderr
    with libpq.connect(empty) as conn:
        found = conn.execute("select 1 from pg_namespace where nspname in ('private', 'sqitch')").fetchall()
    assert found == []
    assert deploy.deploy(empty, verify=False) > 100


def test_sqitch_carries_on_from_it(
    programs: Path,
    empty: str,
    small_plan: Path,
    sqitch: Callable[..., str],
    tmp_path: Path,
) -> None:
    """The small project has a tag, a rework, a dependency on a tag and a conflict."""
    assert psql(programs, empty, export.psql(small_plan), tmp_path / "f.sql").returncode == 0
    assert "Nothing to deploy (up-to-date)" in sqitch(empty, "status")
    assert "Verify successful" in sqitch(empty, "verify")
    assert "Check successful" in sqitch(empty, "check")
    sqitch(empty, "revert", "--to", "@v1", "-y")
    sqitch(empty, "deploy", "--verify")
    assert deploy.status(empty, root=small_plan).pending == []


def test_a_registry_of_another_project_is_used(programs: Path, empty: str, small_plan: Path, tmp_path: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    assert psql(programs, empty, export.psql(), tmp_path / "f.sql").returncode == 0
    assert (deploy.status(empty).pending, deploy.status(empty, root=small_plan).pending) == ([], [])


def test_a_script_that_is_not_one_transaction_is_told(small_plan: Path) -> None:
    (small_plan / "deploy" / "more.sql").write_text("create table more (id int);\n")
    with pytest.raises(export.Problem, match=r"deploy/more\.sql is not one transaction"):
        export.psql(small_plan)


def test_the_exported_package_is_the_plans(small_plan: Path) -> None:
    assert export.psql().count("\n-- -------- ") == len(deploy.read(paths.root()).changes)
