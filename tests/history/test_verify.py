"""A verify script that always passes proves nothing: each must fail before its change and pass after it."""

import subprocess
from pathlib import Path

import pytest

from dochub import paths, server
from dochub.plan import Kind, read

pytestmark = pytest.mark.gate


def outcome(programs: Path, root: Path, script: Path, dsn: str) -> str:
    """What psql says of a script: nothing when it passes."""
    command = [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script, dsn]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert bool(done.returncode) == ("ERROR" in done.stderr), done.stderr
    return done.stderr if done.returncode else ""


def toothless(programs: Path, root: Path) -> list[str]:
    """Deploys the plan in `root`, step by step; tells which verify scripts did not fail before or pass after."""
    plan = read(root)
    found = []
    with server.throwaway(programs) as running:  # its own: roles are there for all databases of a server
        server.create_database(running.dsn(), "bites")

        def run(kind: Kind) -> str:
            return outcome(programs, root, plan.script(change, kind), running.dsn("bites"))

        for place, change in enumerate(plan.changes):
            reworked = any(earlier.name == change.name for earlier in plan.changes[:place])
            if not reworked and not run("verify"):  # a rework may keep all that can be verified
                found.append(f"{change.name} passes before")
            assert not (said := run("deploy")), said
            if said := run("verify"):
                found.append(f"{change.name} fails after: {said}")
    return found


def test_every_verify_fails_before_its_change_and_passes_after(programs: Path) -> None:
    assert toothless(programs, paths.root()) == []


def test_a_toothless_verify_is_found(programs: Path, small_plan: Path) -> None:
    assert toothless(programs, small_plan) == []
    (small_plan / "verify" / "things.sql").write_text("select true;\n")
    (small_plan / "verify" / "more.sql").write_text("select 1 / 0;\n")
    found = toothless(programs, small_plan)
    assert found[0] == "things passes before"
    assert found[1].startswith("more fails after: psql:verify/more.sql:1: ERROR:  division by zero")
