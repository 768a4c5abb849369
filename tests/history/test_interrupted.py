"""Deploys that are ended, kept waiting or met halfway: what is there is whole, and the next deploy goes on or says how."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dochub import deploy, libpq, locks, paths, server
from dochub.deploy import ScriptError
from dochub.plan import read
from dochub.server import Server, throwaway_database

LONG = os.environ.get("DOCHUB_LONG") == "1"  # `make kill`: at every change
WAYS = ("client TERM", "client KILL", "server kill")


@pytest.fixture
def empty(cluster: Server) -> Iterator[str]:
    with throwaway_database(cluster.dsn()) as dsn:
        yield dsn


@pytest.fixture
def altering(small_plan: Path) -> Path:
    """The small project, whose last change locks a table of the first."""
    (small_plan / "deploy" / "more.sql").write_text(
        "begin;\ncreate table more (id int);\nalter table things add more int;\ncommit;\n"
    )
    return small_plan


def count(dsn: str) -> int:
    return len(deploy.status(dsn).deployed)


def dochub(dsn: str, *arguments: str, root: Path | None = None) -> "subprocess.Popen[str]":
    environment = os.environ | ({"DOCHUB_ROOT": str(root)} if root else {})
    command = [sys.executable, "-m", "dochub", *arguments, "--target", dsn]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def interrupt(running: Server, dsn: str, way: str) -> str:
    """Starts a deploy, ends it when it is in the middle of changes; what it said."""
    before = count(dsn)
    with dochub(dsn, "deploy") as process:
        with psycopg.connect(dsn, autocommit=True) as conn:
            for _ in range(10_000):
                done = conn.execute("select count(*) from sqitch.changes").fetchone()
                if process.poll() is not None or done > (before,):
                    break
                time.sleep(0.001)
        time.sleep(random.uniform(0, 0.03))
        if way == "server kill":
            server.stop(running, "immediate")
            server.start(running)
        else:
            process.send_signal(signal.SIGTERM if way == "client TERM" else signal.SIGKILL)
        said, _ = process.communicate(timeout=30)
    assert "Traceback" not in said
    return said


@pytest.mark.slow
@pytest.mark.timeout(7200 if LONG else 120)
def test_killed_at_a_change(programs: Path) -> None:
    """Whoever is ended, and when: what is deployed is a beginning of the plan, whole, and the next deploy goes on."""
    plan = read(paths.root())
    places = range(1, len(plan.changes)) if LONG else sorted(random.sample(range(1, len(plan.changes)), 1))
    with server.throwaway(programs, durable=True) as running:
        for number, way in enumerate(WAYS):
            server.create_database(running.dsn(), f"kill_{number}")
            dsn = running.dsn(f"kill_{number}")
            for place in places:
                if count(dsn) < place:
                    deploy.deploy(dsn, to=plan.changes[place - 1].id, verify=False)
                said = interrupt(running, dsn, way)
                assert way == "client KILL" or count(dsn) == len(plan.changes) or "goes on" in said, said
            if way == "client TERM" and shutil.which("sqitch"):
                info = psycopg.conninfo.conninfo_to_dict(dsn)
                target = f"db:pg://{info['user']}@:{info['port']}/{info['dbname']}?host={info['host']}"
                last = plan.changes[min(count(dsn) + 2, len(plan.changes) - 1)].id
                command = ["sqitch", "deploy", "--target", target, "--to", last]
                subprocess.run(command, cwd=plan.root, check=True, capture_output=True)
            deploy.deploy(dsn, verify=False)
            assert deploy.verify(dsn) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ended_in_the_middle_of_a_script(empty: str, small_plan: Path, number: signal.Signals) -> None:
    """The psql of a deploy that is no more commits nothing, though its script was read to the end."""
    script = small_plan / "deploy" / "more.sql"
    script.write_text("begin;\ncreate table more (id int);\nselect pg_sleep(1);\ncommit;\n")
    with dochub(empty, "deploy", root=small_plan) as process, libpq.connect(empty) as conn:
        query = "select count(*) from pg_stat_activity where query like '%pg_sleep(1)%' and pid <> pg_backend_pid()"
        while conn.execute(query).fetchone() == (0,):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        said, _ = process.communicate(timeout=20)
        assert number == signal.SIGKILL or "goes on" in said
        while conn.execute(query).fetchone() != (0,):
            time.sleep(0.05)
        assert conn.execute("select to_regclass('more')").fetchone() == (None,)
    assert len(deploy.status(empty, root=small_plan).deployed) == 3
    assert deploy.deploy(empty, root=small_plan) == 1


def test_a_script_and_its_row_commit_together(empty: str, small_plan: Path) -> None:
    """Where the row cannot be written, what the script did is not there either."""
    deploy.deploy(empty, root=small_plan, to="functions/count_things@HEAD")
    with libpq.connect(empty) as conn:
        conn.execute("create function no() returns trigger language plpgsql as 'begin raise exception ''no row''; end'")
        conn.execute("create trigger no before insert on sqitch.changes execute function no()")
        with pytest.raises(ScriptError, match=r"deploy/more\.sql failed:\npsql:registry:\d+: ERROR:  no row"):
            deploy.deploy(empty, root=small_plan)
        assert conn.execute("select to_regclass('more')").fetchone() == (None,)
        conn.execute("drop function no cascade")
    assert deploy.deploy(empty, root=small_plan) == 1
    with libpq.connect(empty) as conn:
        conn.execute("create function no() returns trigger language plpgsql as 'begin raise exception ''no row''; end'")
        conn.execute("create trigger no before delete on sqitch.changes execute function no()")
        with pytest.raises(ScriptError, match="no row"):
            deploy.revert(empty, root=small_plan)
        assert conn.execute("select to_regclass('more') is null").fetchone() == (False,)


def test_met_halfway(empty: str, programs: Path, small_plan: Path) -> None:
    """psql ran scripts, or Sqitch was ended before its row: the error says the one command, and that repairs it."""
    plan = read(small_plan)
    psql = [programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-q", empty, "-f"]
    deploy.deploy(empty, root=small_plan, to="things")
    for change in plan.changes[1:3]:
        subprocess.run([*psql, plan.script(change, "deploy")], cwd=small_plan, check=True, capture_output=True)
    for name in ("functions/count_things@v1", "functions/count_things"):  # as ours are not: the second time fails
        script = small_plan / "deploy" / f"{name}.sql"
        script.write_text(script.read_text().replace("create or replace", "create"))
    with pytest.raises(ScriptError) as error:
        deploy.deploy(empty, root=small_plan)
    assert error.value.sqlstate == "42723"
    assert "`dochub deploy --log-only` enters functions/count_things" in error.value.hint
    entered, missing = deploy.log_only(empty, root=small_plan)
    assert (entered, missing.name if missing else None) == (2, "more")
    with pytest.raises(ScriptError) as error:
        deploy.log_only(empty, root=small_plan, to="more")
    assert "more is not there" in error.value.hint
    assert deploy.deploy(empty, root=small_plan) == 1
    with libpq.connect(empty) as conn:
        events = conn.execute("select event from sqitch.events order by committed_at").fetchall()
    assert [name for (name,) in events] == ["deploy", "fail", "deploy", "deploy", "deploy"]


def test_a_loop_of_psql_over_everything_is_entered(db: psycopg.Connection[Any], dsn: str) -> None:
    """A database without a registry, as a loop of psql leaves it, is entered whole; verify decides."""
    db.execute("drop schema sqitch cascade")
    with pytest.raises(ScriptError) as error:
        deploy.deploy(dsn)
    assert "--log-only" in error.value.hint
    db.execute("alter table private.pending_custom_courses no force row level security")
    _, missing = deploy.log_only(dsn)
    assert missing
    assert "policies/private" in missing.name
    db.execute("alter table private.pending_custom_courses force row level security")
    assert deploy.log_only(dsn)[1] is None
    assert deploy.deploy(dsn) == 0


def test_nobody_waits_behind_a_waiting_deploy(empty: str, altering: Path) -> None:
    """A report holds a table: calls behind the deploy get their turn; it gives up cleanly and says who was in the way."""
    deploy.deploy(empty, root=altering, to="functions/count_things@HEAD")
    with (
        psycopg.connect(empty) as report,
        psycopg.connect(empty, autocommit=True, options="-c lock_timeout=2s") as caller,
        ThreadPoolExecutor(1) as pool,
    ):
        report.execute("select count(*) from things")
        running = pool.submit(deploy.deploy, empty, root=altering, patience=4)
        calls = 0
        while not running.done():
            caller.execute("select count(*) from things")
            calls += 1
            time.sleep(0.01)
        with pytest.raises(ScriptError) as error:
            running.result()
        assert error.value.sqlstate == "55P03"
        assert "nothing of it is done; other sessions have kept its locks for 4 s" in str(error.value)
        assert f"pid {report.info.backend_pid}, postgres, idle in transaction" in str(error.value)
        assert calls > 20
        assert caller.execute("select to_regclass('more')").fetchone() == (None,)
        said: list[str] = []
        running = pool.submit(deploy.deploy, empty, root=altering, waiting=said.append)
        while not said:
            time.sleep(0.05)
        report.rollback()
        assert running.result(timeout=20) == 1
        assert "waiting for a lock" in said[0]


@pytest.mark.server(18)
def test_dry_run_tells_the_locks(empty: str, altering: Path) -> None:
    """What is pending is tried elsewhere; the database is only read."""
    assert [held for _, held in locks.dry_run(empty, root=altering)] == [[], [], [], []]
    deploy.deploy(empty, root=altering, to="functions/count_things@HEAD")
    ((change, held),) = locks.dry_run(empty, root=altering)
    assert (change.name, [(lock.table, lock.mode) for lock in held]) == (
        "more",
        [("public.things", "ACCESS EXCLUSIVE")],
    )
    process = dochub(empty, "deploy", "--dry-run", root=altering)
    said, _ = process.communicate(timeout=60)
    assert "ACCESS EXCLUSIVE on public.things: whoever reads or writes it waits" in said
    assert len(deploy.status(empty, root=altering).deployed) == 3


@pytest.mark.parametrize(("arguments", "status", "said"), [
    (["verify"], 1, "nothing is deployed"), (["status"], 1, "0 of 4"), (["status"], 1, "1 of 4"), (["verify"], 0, "3 changes are not deployed"),
])  # fmt: skip
def test_exit_codes(empty: str, small_plan: Path, arguments: list[str], status: int, said: str) -> None:
    if "0 of" not in said and "nothing" not in said:
        deploy.deploy(empty, root=small_plan, to="things")
    process = dochub(empty, *arguments, root=small_plan)
    printed, _ = process.communicate(timeout=30)
    assert (process.returncode, said in printed) == (status, True), printed
