"""`dochub rework`: one command from an edited source of a released change to history that goes up and down."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from dochub import deploy, libpq, paths
from dochub.errors import Problem
from dochub.plan import read
from dochub.requires import differences, needs
from dochub.rework import rework
from dochub.server import Server, throwaway_database
from dochub.stamp import stamp

PLANNED = "2026-12-24T12:00:00Z A. Planner <planner@example.com>"
VALUES = "functions/kernel/values"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, released as @v1."""
    for name in ("deploy", "verify", "revert", "functions", "schema", "policies"):
        shutil.copytree(paths.root() / name, tmp_path / name)
    for name in ("sqitch.plan", "sqitch.conf"):
        shutil.copy(paths.root() / name, tmp_path / name)
    release(tmp_path, "v1")
    return tmp_path


def release(root: Path, tag: str) -> None:
    with (root / "sqitch.plan").open("a") as plan:
        plan.write(f"@{tag} {PLANNED}\n")


def edit(root: Path, name: str, change: Callable[[str], str]) -> None:
    file = root / f"{name}.sql"
    text = file.read_text()
    assert change(text) != text
    file.write_text(change(text))


@pytest.mark.slow
def test_up_and_down_through_every_kind_of_change(
    project: Path, cluster: Server, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body, the old body again, arguments, a result, a function less, a policy: deployed, verified, taken back."""
    root, bodies, found = project, {}, needs(project)
    monkeypatch.setattr("dochub.rework.needs", lambda _root: found)  # what they need stays the same; parsing takes long

    def called(dsn: str) -> Any:
        with libpq.connect(dsn) as conn:
            query = "select array_agg(pg_get_functiondef(oid) || coalesce(proacl::text, '') order by oid::regprocedure::text) from pg_proc where pronamespace = 'private'::regnamespace and proname in ('key_sha256', 'hmac_sha256', 'bucket_room', 'refuse_attempt', 'is_time_zone')"
            functions = conn.execute(query).fetchone()
            policies = conn.execute("select * from pg_policies where tablename = 'plans' order by 3").fetchall()
            return functions, policies

    idempotency, throttle, plans = (
        "functions/kernel/idempotency",
        "functions/kernel/throttle",
        "policies/private/base_data",
    )
    first = (root / f"{idempotency}.sql").read_text()
    steps: dict[str, list[tuple[str, Callable[[str], str]]]] = {
        "v2": [
            (idempotency, lambda text: text.replace("not between 8 and 128", "not between 9 and 128")),
            (throttle, lambda text: text.replace("hmac_sha256(p_key bytea, p_message bytea)", "hmac_sha256(p_key bytea, p_text bytea)").replace("|| p_message", "|| p_text")),
            (plans, lambda text: text.replace("create policy plans_select_all on private.plans for select to dochub_backup, dochub_owner", "create policy plans_select_all on private.plans for select to dochub_owner")),
        ],
        "v3": [
            (idempotency, lambda _: first),  # an old body returns
            (throttle, lambda text: text.replace("hmac_sha256(p_key bytea, p_text bytea)", "hmac_sha256(p_key bytea, p_text bytea, p_more text default null)").replace("hmac_sha256(bytea, bytea)", "hmac_sha256(bytea, bytea, text)")),
        ],
        "v4": [
            (throttle, lambda text: text.replace("hmac_sha256(p_key bytea, p_text bytea, p_more text default null)", "hmac_sha256(p_key bytea, p_text bytea, p_more text)").replace("v_address, 'UTF8'))", "v_address, 'UTF8'), null)")),
        ],
    }  # fmt: skip
    with throwaway_database(cluster.dsn(), template=template) as dsn:
        with libpq.connect(dsn) as conn:  # which a copy has not
            conn.execute(f"grant create on database {conn.info.dbname} to dochub_owner".encode())
        bodies["v1"] = called(dsn)
        for tag, edits in steps.items():
            for name, change in edits:
                edit(root, name, change)
                with pytest.raises(Problem, match="released and was edited"):
                    stamp(root)
                done = rework(root, f"{name}.sql", note="Another.")
                assert (
                    done.line.split()[:2] == [name, f"[{name}@v{int(tag[1]) - 1}"]
                    or done.line.split()[1] == f"[{name}@v{int(tag[1]) - 1}]"
                )
            assert differences(read(root), found) == []
            assert stamp(root) == []
            assert deploy.deploy(dsn, root=root) == len(edits)
            bodies[tag] = called(dsn)
            release(root, tag)
        assert deploy.verify(dsn, root=root) == {}
        hashes = [read(root).script_hash(change) for change in read(root).changes]
        assert len(set(hashes)) == len(hashes), "Sqitch wants the bytes of every deploy script to differ"
        for tag in ("v3", "v2", "v1"):
            deploy.revert(dsn, root=root, to=f"@{tag}")
            assert called(dsn) == bodies[tag], tag
        assert deploy.deploy(dsn, root=root) == 6
        assert called(dsn) == bodies["v4"]


def test_the_plan_is_one_that_sqitch_reads(project: Path, cluster: Server, template: str) -> None:
    if not shutil.which("sqitch"):
        pytest.skip("no sqitch on this machine: `make deps` installs it")
    edit(project, VALUES, lambda text: text.replace("immutable", "stable", 1))
    command = [sys.executable, "-m", "dochub", "rework", f"{VALUES}.sql", "--note", "Stable."]
    environment = os.environ | {"DOCHUB_ROOT": str(project), "COLUMNS": "300"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"planned {VALUES} [{VALUES}@v1" in done.stdout
    assert f"kept    deploy/{VALUES}@v1.sql" in done.stdout
    assert f"wrote   deploy/{VALUES}.sql" in done.stdout
    with throwaway_database(cluster.dsn(), template=template) as dsn:
        info = conninfo_to_dict(dsn)
        target = f"db:pg://{info['user']}@:{info['port']}/{info['dbname']}?host={info['host']}"
        for command in (["deploy", "--verify"], ["revert", "-y", "--to", "@v1"], ["deploy"]):
            done = subprocess.run(
                ["sqitch", command[0], "--target", target, *command[1:]], cwd=project, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout + done.stderr
        assert deploy.deploy(dsn, root=project) == 0


def test_what_cannot_be_reworked_changes_nothing(project: Path) -> None:
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    for name, said in {
        "schema/public/courses": "a table is changed by a change of its own",
        "functions/nothing": "there is no such change",
        "roles": "there is no such change",
        VALUES: "is what was released",
    }.items():
        with pytest.raises(Problem, match=said):
            rework(project, name)
    edit(project, VALUES, lambda text: f"{text}create nonsense;\n")
    with pytest.raises(Problem, match=r"values\.sql:\d+: syntax error"):
        rework(project, VALUES)
    (project / f"{VALUES}.sql").write_bytes(before[project / f"{VALUES}.sql"])
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == before
    plan = project / "sqitch.plan"
    plan.write_text(plan.read_text().partition("\n@")[0] + "\n")  # as before the first release
    edit(project, VALUES, lambda text: text.replace("immutable", "stable", 1))
    with pytest.raises(Problem, match="is not released"):
        rework(project, VALUES)
