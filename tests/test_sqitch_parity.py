"""History and definitions tell the same story, and history is not rewritten."""

import difflib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dochub import deploy, libpq, paths, server, stamp
from dochub.errors import Problem
from dochub.plan import Kind, Plan, read

pytestmark = pytest.mark.gate

CHECKOUT = Path(__file__).parents[1]
SOURCES = ("schema", "functions", "policies")
HAND_WRITTEN = ("roles", "schemas")  # changes that have a deploy script and no source
KINDS: tuple[Kind, ...] = ("deploy", "revert", "verify")


@pytest.fixture
def databases(cluster: server.Server) -> Iterator[tuple[str, str]]:
    """Two empty databases."""
    with server.throwaway_database(cluster.dsn()) as one, server.throwaway_database(cluster.dsn()) as two:
        yield one, two


def dump(programs: Path, dsn: str) -> list[str]:
    """The schema of a database, less Sqitch's registry."""
    command = [programs / "pg_dump", "--schema-only", "--exclude-schema=sqitch", dsn]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in text.splitlines() if line and not line.startswith(("--", "\\"))]


def difference(one: list[str], two: list[str]) -> str:
    return "\n".join(difflib.unified_diff(one, two, lineterm="", n=1))


def load(programs: Path, root: Path, dsn: str) -> None:
    """Loads the sources in the order of the plan, as the owner."""
    names = list(dict.fromkeys(change.name for change in read(root).changes))
    sources = [root / f"{name}.sql" for name in names if (root / f"{name}.sql").is_file()]
    psql = [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn]
    first = [f"--file={root / 'deploy' / f'{name}.sql'}" for name in HAND_WRITTEN]
    rest = [f"--file={source}" for source in sources]
    done = subprocess.run(
        [*psql, *first, "-c", "set role dochub_owner", *rest], capture_output=True, text=True, cwd=root
    )
    assert done.returncode == 0, done.stderr


def test_the_sources_load_to_what_the_plan_deploys(programs: Path, databases: tuple[str, str]) -> None:
    deployed, loaded = databases
    deploy.deploy(deployed, verify=False)
    load(programs, paths.root(), loaded)
    assert difference(dump(programs, deployed), dump(programs, loaded)) == ""


def test_revert_takes_everything_back_and_deploy_makes_it_again(programs: Path, databases: tuple[str, str]) -> None:
    deployed, empty = databases
    count = deploy.deploy(deployed, verify=False)
    first = dump(programs, deployed)
    assert len(first) > 1000
    assert deploy.revert(deployed) == count
    assert difference(dump(programs, empty), dump(programs, deployed)) == ""
    deploy.deploy(deployed, verify=False)
    assert difference(first, dump(programs, deployed)) == ""


def test_a_difference_is_found(programs: Path, databases: tuple[str, str]) -> None:
    one, two = databases
    with libpq.connect(two) as conn:
        conn.execute("create table planted (id int)")
    assert "+CREATE TABLE public.planted (" in difference(dump(programs, one), dump(programs, two))


def test_deploy_scripts_are_their_sources_stamped() -> None:
    assert stamp.stamp(paths.root(), write=False) == []


def rewritten(root: Path, plan: Plan) -> list[str]:
    """Scripts above a plan tag whose bytes are not those they had at the git tag of that name."""
    found = []
    for place, change in enumerate(plan.changes):
        for tag in change.tags:
            known = {c.name: c for c in plan.changes[: place + 1]}  # of each name the instance of that release
            for instance in known.values():
                for kind in KINDS:
                    there = ["git", "-C", str(root), "show", f"{tag.name[1:]}:./{kind}/{instance.name}.sql"]
                    then = subprocess.run(there, capture_output=True)
                    now = root / plan.script(instance, kind)
                    if then.returncode or not now.is_file() or then.stdout != now.read_bytes():
                        found.append(f"{now.relative_to(root)} is not what it was at {tag.name}")
    return found


def test_released_scripts_are_frozen() -> None:
    assert rewritten(CHECKOUT, read(CHECKOUT)) == []


def test_an_edited_release_is_found(small_plan: Path) -> None:
    """Goes back to the release v1 of the small project, tags it, and comes forward again."""
    git = ["git", "-C", str(small_plan), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    later = {path: path.read_bytes() for path in small_plan.rglob("*") if path.is_file()}
    for kind in KINDS:
        (small_plan / kind / "functions" / "count_things@v1.sql").rename(
            small_plan / kind / "functions/count_things.sql"
        )
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=release"], check=True)
    subprocess.run([*git, "tag", "v1"], check=True)
    for path, content in later.items():
        path.write_bytes(content)
    plan = read(small_plan)
    assert rewritten(small_plan, plan) == []
    (small_plan / "deploy" / "things.sql").write_text("-- edited\n")
    (small_plan / "verify" / "functions" / "count_things@v1.sql").unlink()
    assert rewritten(small_plan, plan) == [
        "deploy/things.sql is not what it was at @v1",
        "verify/functions/count_things@v1.sql is not what it was at @v1",
    ]


def gaps(root: Path) -> list[str]:
    """Scripts that the plan lacks, and what the plan names and is not there."""
    plan = read(root)
    wanted = {plan.script(change, kind) for change in plan.changes for kind in KINDS}
    there = {path.relative_to(root) for kind in KINDS for path in (root / kind).rglob("*") if path.is_file()}
    names = {change.name for change in plan.changes}
    sources = {path.relative_to(root) for folder in SOURCES for path in (root / folder).rglob("*.sql")}
    return [
        *(f"{path} is missing" for path in sorted(wanted - there)),
        *(f"{path} is not in the plan" for path in sorted(there - wanted)),
        *(f"{path} has no change" for path in sorted(sources) if str(path.with_suffix("")) not in names),
        *(f"{name} has no source" for name in stamped_changes(plan) if not (root / f"{name}.sql").is_file()),
    ]


def stamped_changes(plan: Plan) -> list[str]:
    return sorted({change.name for change in plan.changes if change.name.startswith(stamp.STAMPED)})


def test_every_change_has_its_scripts_and_every_script_its_change() -> None:
    assert gaps(paths.root()) == []


def test_a_gap_is_found(small_plan: Path) -> None:
    (small_plan / "functions").mkdir()
    (small_plan / "functions" / "count_things.sql").touch()
    assert gaps(small_plan) == []
    (small_plan / "verify" / "more.sql").rename(small_plan / "verify" / "less.sql")
    (small_plan / "schema").mkdir()
    (small_plan / "schema" / "forgotten.sql").touch()
    (small_plan / "functions" / "count_things.sql").unlink()
    assert gaps(small_plan) == [
        "verify/more.sql is missing",
        "verify/less.sql is not in the plan",
        "schema/forgotten.sql has no change",
        "functions/count_things has no source",
    ]


def test_a_released_source_must_be_reworked_before_it_is_stamped(small_plan: Path) -> None:
    source = small_plan / "functions" / "count_things.sql"
    source.parent.mkdir()
    source.write_text("select 1;\n")
    stamp.stamp(small_plan)
    header = "-- Deploy functions/count_things (reworked after @v1): stamped from functions/count_things.sql;"
    assert (small_plan / "deploy" / "functions" / "count_things.sql").read_text().startswith(header)
    with (small_plan / "sqitch.plan").open("a") as plan:
        plan.write("@v2 2026-02-01T12:00:00Z A <a@example.com>\n")
    assert stamp.stamp(small_plan, write=False) == []
    source.write_text("select 2;\n")
    with pytest.raises(Problem, match=r"functions/count_things\.sql is released and was edited"):
        stamp.stamp(small_plan)


def test_every_test_file_is_run() -> None:
    """Each *.sql below tests/ that has a plan, and each *.py that defines a test, is collected by plain `pytest`."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    collected = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    signs = {"*.sql": re.compile(r"\b(no_)?plan\("), "*.py": re.compile(r"(?m)^(async )?def test_")}
    tests = {p for end, sign in signs.items() for p in (CHECKOUT / "tests").rglob(end) if sign.search(p.read_text())}
    assert len(tests) > 10
    assert {str(path.relative_to(CHECKOUT)) for path in tests} - collected == set()
