"""`dochub drift` tells to the letter what was changed by hand, and what it prints takes that back."""

import json
import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from drifts import DRIFTS
from psycopg.conninfo import make_conninfo
from test_access_check import DRIFTS as RIGHTS
from test_access_check import statement

from dochub import access, deploy, paths, server
from dochub.catalog import sources, structure
from dochub.drift import compare, drift, expect

Connection = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def as_deployed(db: Connection) -> None:
    """A copy of a database, which `db` is, has none of its privileges."""
    db.execute(f"grant create on database {db.info.dbname} to dochub_owner".encode())


@pytest.mark.slow
def test_each_drift_is_told_to_the_letter_and_its_repair_repairs_it(db: Connection, subtests: pytest.Subtests) -> None:
    assert len(DRIFTS) + len(RIGHTS) >= 90
    agreed, functions = access.contract(paths.root()), sources(paths.root())
    expected = expect(db, agreed, functions)
    assert compare(db, expected, agreed, functions).differences == []
    for planted, told in DRIFTS.items():
        with subtests.test(planted), db.transaction(force_rollback=True):
            db.execute(planted.encode())
            report = compare(db, expected, agreed, functions)
            assert [str(d) for d in [*report.differences, *report.notes]] == told
            if all(d.repair for d in report.differences):
                for difference in report.differences:
                    db.execute(statement(difference.repair))
                assert compare(db, expected, agreed, functions).differences == []


def test_rights_are_told_too(db: Connection) -> None:
    """One engine with `access check`: a sample of its drifts."""
    agreed, functions = access.contract(paths.root()), sources(paths.root())
    expected = expect(db, agreed, functions)
    for planted in list(RIGHTS)[::12]:
        with db.transaction(force_rollback=True):
            db.execute(planted.encode())
            report = compare(db, expected, agreed, functions)
            assert {d for d in map(str, report.differences) if "the package has no" not in d} >= set(RIGHTS[planted])


def test_what_is_looked_at_is_all_there_is(db: Connection) -> None:
    """Nothing that a deploy leaves is skipped by a query that finds nothing."""
    with db.transaction():
        db.execute("set local search_path = pg_catalog")
        found = structure.read(db)
    count = """select (select count(*) from pg_attribute as a join pg_class as c on c.oid = a.attrelid
                        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
                          and not c.relispartition and a.attnum > 0 and not a.attisdropped),
                      (select count(*) from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace))"""
    assert db.execute(count).fetchone() == (len(found.columns), len(found.functions))
    assert found.rows
    filled = {"private.plans", "private.error_codes", "private.settings", "private.stores", "private.throttle_limits"}
    assert filled <= found.rows.keys()


def test_a_fresh_deploy_has_not_drifted_and_half_of_one_neither(cluster: server.Server, template: str) -> None:
    """Compared with a database of PostgreSQL 18, whatever the server; as far as it is deployed."""
    with server.throwaway_database(cluster.dsn()) as half:
        deploy.deploy(half, to="schema/public/courses", verify=False)
        report = drift(half)
        assert [str(d) for d in report.differences] == []
        assert 50 < report.compared["columns"] < 580
        deploy.deploy(half, verify=False)
        report = drift(half)
        assert [str(d) for d in [*report.differences, *report.notes]] == []
        with psycopg.connect(half) as conn:
            conn.execute("select private.run_maintenance()")  # partitions are no drift
        assert drift(half).differences == []


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dochub", "drift", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "200"}, check=False)


def test_the_command_ends_with_0_1_or_2(db: Connection, dsn: str, cluster: server.Server) -> None:
    db.execute("create role visitor login")
    try:
        db.execute("alter table public.courses add column secret text; update private.plans set weekly_credits = 31")
        planted = "alter table public.courses add column secret text"
        done = run("--target", dsn)
        assert (done.returncode, done.stdout.splitlines()[0]) == (1, DRIFTS[planted][0])
        assert "1 difference from the package" in done.stderr
        told = json.loads(run("--json", "--target", make_conninfo(dsn, user="visitor")).stdout)
        assert told["differences"][0]["where"] == "table public.courses"
        assert [note["where"] for note in told["notes"][:2]] == ["registry", "base data"]
        db.execute("grant dochub_backup to visitor; grant usage on schema sqitch to visitor")
        db.execute("grant select on all tables in schema sqitch to visitor")
        done = run("--json", "--target", make_conninfo(dsn, user="visitor"))
        told = json.loads(done.stdout)
        assert done.returncode == 1
        assert [d["repair"] for d in told["differences"]] == ["alter table public.courses drop column secret;"]
        assert "weekly_credits = '31', not '3'" in str(told["notes"])
        db.execute("alter table public.courses drop column secret")
        assert run("--target", dsn).returncode == 0
        assert run("--target", cluster.dsn()).returncode == 2
    finally:
        db.execute("drop owned by visitor")
        db.execute("drop role visitor")
