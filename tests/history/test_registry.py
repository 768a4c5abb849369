"""dochub and Sqitch see each other's work as their own, on whatever server this run is on."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dochub import deploy, libpq, paths, registry
from dochub.deploy import ScriptError
from dochub.errors import Problem
from dochub.plan import read
from dochub.server import Server, throwaway_database

Sqitch = Callable[..., str]

PEOPLE = "committer_name, committer_email, planned_at, planner_name, planner_email"
TABLES = {
    "projects": "project, uri, creator_name, creator_email",
    "releases": "version, installer_name, installer_email",
    "changes": f"change_id, script_hash, change, project, note, {PEOPLE}",
    "tags": f"tag_id, tag, project, change_id, note, {PEOPLE}",
    "dependencies": "change_id, type, dependency, dependency_id",
    "events": f"event, change_id, change, project, note, requires, conflicts, tags, {PEOPLE}",
}


def content(dsn: str) -> dict[str, list[Any]]:
    with libpq.connect(dsn) as conn:
        order = {"events": "committed_at", "changes": "committed_at", "tags": "tag", "dependencies": "1, 3"}
        return {
            table: conn.execute(f"select {columns} from sqitch.{table} order by {order.get(table, '1')}").fetchall()
            for table, columns in TABLES.items()
        }


def dump(programs: Path, dsn: str, *options: str) -> list[str]:
    command = [programs / "pg_dump", "--schema-only", "--no-comments", *options, dsn]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in text.splitlines() if line and not line.startswith(("--", "\\"))]


def test_sqitch_sees_a_deploy_of_dochub_as_its_own(empty: str, sqitch: Sqitch, small_plan: Path) -> None:
    assert deploy.deploy(empty, root=small_plan) == 4
    assert "Nothing to deploy (up-to-date)" in sqitch(empty, "status")
    assert "up-to-date" in sqitch(empty, "deploy", "--verify")
    assert "Verify successful" in sqitch(empty, "verify")
    assert "Check successful" in sqitch(empty, "check")
    sqitch(empty, "revert", "-y")
    assert not deploy.status(empty, root=small_plan).deployed


def test_dochub_sees_a_deploy_of_sqitch_as_its_own(empty: str, sqitch: Sqitch, small_plan: Path) -> None:
    sqitch(empty, "deploy", "--verify")
    found = deploy.status(empty, root=small_plan)
    assert (len(found.deployed), found.pending, found.edited) == (4, [], [])
    assert found.committer == "A Committer <committer@example.com>"
    assert deploy.deploy(empty, root=small_plan) == 0
    assert deploy.verify(empty, root=small_plan) == {}
    assert deploy.revert(empty, root=small_plan) == 4
    assert "No changes deployed" in sqitch(empty, "status", status=1)


def test_they_take_turns(empty: str, sqitch: Sqitch, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan, to="things")
    sqitch(empty, "deploy", "--to", "@v1")
    assert deploy.deploy(empty, root=small_plan) == 2
    sqitch(empty, "revert", "--to", "functions/count_things@HEAD", "-y")
    assert deploy.revert(empty, root=small_plan, to="functions/count_things@v1") == 1
    assert "functions/count_things" in sqitch(empty, "status")
    assert [change.name for change in deploy.status(empty, root=small_plan).pending] == [
        "functions/count_things",
        "more",
    ]
    sqitch(empty, "deploy")
    assert deploy.verify(empty, root=small_plan) == {}


def test_both_write_the_same_registry(cluster: Server, programs: Path, sqitch: Sqitch, small_plan: Path) -> None:
    with throwaway_database(cluster.dsn()) as theirs, throwaway_database(cluster.dsn()) as ours:
        sqitch(theirs, "deploy", "--verify")
        deploy.deploy(ours, root=small_plan)
        assert dump(programs, ours, "--schema=sqitch") == dump(programs, theirs, "--schema=sqitch")
        assert content(ours) == content(theirs)
        sqitch(theirs, "revert", "--to", "things", "-y")
        deploy.revert(ours, root=small_plan, to="things")
        assert content(ours) == content(theirs)


@pytest.mark.parametrize("kind", ["deploy", "verify"])
def test_both_record_a_failure_alike(
    cluster: Server, programs: Path, sqitch: Sqitch, small_plan: Path, kind: str
) -> None:
    script = small_plan / kind / "more.sql"
    script.write_text(
        "begin;\n" + ("create table more (id int);\n" if kind == "deploy" else "") + "select 1 / 0;\ncommit;\n"
    )
    with throwaway_database(cluster.dsn()) as theirs, throwaway_database(cluster.dsn()) as ours:
        sqitch(theirs, "deploy", "--verify", "--mode", "change", status=2)
        with pytest.raises(ScriptError, match=rf"psql:{kind}/more\.sql:[23]: ERROR:  division by zero"):
            deploy.deploy(ours, root=small_plan)
        assert content(ours) == content(theirs)
        assert [row[0] for row in content(ours)["events"]] == ["deploy", "deploy", "deploy", "fail"]
        assert dump(programs, ours) == dump(programs, theirs)
        script.write_text("begin;\n" + ("create table more (id int);\n" if kind == "deploy" else "") + "commit;\n")
        assert deploy.deploy(ours, root=small_plan) == 1


def test_a_tag_that_came_after_the_deploy_is_entered(empty: str, sqitch: Sqitch, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    with (small_plan / "sqitch.plan").open("a") as file:
        file.write("@v2 2026-02-01T12:00:00Z A. Planner <planner@example.com> # The second release.\n")
    assert deploy.deploy(empty, root=small_plan) == 0
    assert "@v2" in sqitch(empty, "status")


def test_deploy_up_to_a_change_and_never_backwards(empty: str, small_plan: Path) -> None:
    assert deploy.deploy(empty, root=small_plan, to="@v1") == 2
    assert deploy.deploy(empty, root=small_plan, to="@v1") == 0
    with pytest.raises(Problem, match="things is deployed, and 1 changes after it"):
        deploy.deploy(empty, root=small_plan, to="things")
    with pytest.raises(Problem, match="more is not deployed"):
        deploy.revert(empty, root=small_plan, to="more")


def test_a_failing_revert_leaves_the_registry_true(empty: str, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    (small_plan / "revert" / "things.sql").write_text("begin;\ndrop table nonsense;\ncommit;\n")
    with pytest.raises(ScriptError, match=r'psql:revert/things\.sql:2: ERROR:  table "nonsense" does not exist'):
        deploy.revert(empty, root=small_plan)
    assert [change.name for change in deploy.status(empty, root=small_plan).deployed] == ["things"]


def test_verify_tells_which_change_is_not_as_it_should_be(empty: str, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    with libpq.connect(empty) as conn:
        conn.execute("drop table more")
    assert list(deploy.verify(empty, root=small_plan)) == ["more"]


def test_an_edited_script_is_told(empty: str, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    (small_plan / "deploy" / "things.sql").write_text("-- edited\n")
    assert [change.name for change in deploy.status(empty, root=small_plan).edited] == ["things"]


def test_a_database_of_another_plan_is_refused(empty: str, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan)
    plan = small_plan / "sqitch.plan"
    plan.write_text(plan.read_text().replace("# A table.", "# A table, edited."))
    for action in (deploy.deploy, deploy.revert, deploy.verify, deploy.status):
        with pytest.raises(Problem, match="deployed from another plan: its change 1 is things"):
            action(empty, root=small_plan)


def test_a_missing_script_is_told_before_anything_is_deployed(empty: str, small_plan: Path) -> None:
    (small_plan / "verify" / "more.sql").unlink()
    with pytest.raises(Problem, match=r"not there: verify/more\.sql"):
        deploy.deploy(empty, root=small_plan)
    assert not deploy.status(empty, root=small_plan).deployed
    assert deploy.deploy(empty, root=small_plan, verify=False) == 4


@pytest.mark.parametrize(
    ("key", "said"),
    [("things", r"which comes before it in .*sqitch\.plan"), ("nothing", r"which is not in .*sqitch\.plan")],
)
def test_a_conflict_is_refused(empty: str, small_plan: Path, key: str, said: str) -> None:
    plan = small_plan / "sqitch.plan"
    plan.write_text(plan.read_text().replace("[things !more]", f"[!{key}]"))
    with pytest.raises(Problem, match=f"functions/count_things conflicts with {key}, {said}"):
        deploy.deploy(empty, root=small_plan)


def test_sqitch_waits_for_dochub(empty: str, sqitch: Sqitch, small_plan: Path) -> None:
    deploy.deploy(empty, root=small_plan, to="things")
    with libpq.connect(empty) as conn:
        registry.lock(conn)
        assert "Blocked by another instance of Sqitch" in sqitch(empty, "deploy", "--lock-timeout", "1", status=2)


def test_dochub_waits_for_sqitch(empty: str, small_plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "LOCK_TIMEOUT", 1)
    with libpq.connect(empty) as conn:
        registry.lock(conn)
        with pytest.raises(Problem, match="another dochub or Sqitch"):
            deploy.deploy(empty, root=small_plan)


def test_postgrest_is_told_once(empty: str, small_plan: Path) -> None:
    with libpq.connect(empty) as conn:
        conn.execute("listen pgrst")
        deploy.deploy(empty, root=small_plan)
        deploy.deploy(empty, root=small_plan)
        assert [n.payload for n in conn.notifies(timeout=0.2)] == ["reload schema"]


def test_the_deploying_role_need_not_be_superuser(cluster: Server, small_plan: Path) -> None:
    with libpq.connect(cluster.dsn()) as conn, throwaway_database(cluster.dsn()) as dsn:
        conn.execute("create role small_deployer login")
        try:
            name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
            conn.execute(f'alter database "{name}" owner to small_deployer')
            assert deploy.deploy(f"{dsn} user=small_deployer", root=small_plan) == 4
            assert deploy.revert(f"{dsn} user=small_deployer", root=small_plan) == 4
        finally:
            with libpq.connect(dsn) as inside:
                inside.execute("drop owned by small_deployer cascade")
                inside.execute(f'alter database "{name}" owner to postgres')
            conn.execute("drop role small_deployer")


def test_scripts_also_run_by_plain_psql_in_plan_order(empty: str, programs: Path, small_plan: Path) -> None:
    plan = read(small_plan)
    for change in plan.changes:
        command = [programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-q", "-f", plan.script(change, "deploy"), empty]
        subprocess.run(command, cwd=small_plan, check=True, capture_output=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.server(15)
def test_sqitch_deploys_verifies_reverts_and_deploys_our_plan(empty: str, programs: Path, sqitch: Sqitch) -> None:
    root = paths.root()
    sqitch(empty, "deploy", "--verify", root=root)
    first = dump(programs, empty, "--exclude-schema=sqitch")
    assert "Verify successful" in sqitch(empty, "verify", root=root)
    assert not deploy.status(empty).pending
    assert deploy.verify(empty) == {}
    sqitch(empty, "revert", "-y", root=root)
    assert deploy.deploy(empty) == len(read(root).changes)
    assert "Nothing to deploy (up-to-date)" in sqitch(empty, "status", root=root)
    assert dump(programs, empty, "--exclude-schema=sqitch") == first
