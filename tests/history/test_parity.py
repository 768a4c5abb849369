"""History and definitions tell the same story, and history is not rewritten."""

import difflib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schema_dump

from dochub import deploy, libpq, paths, released, server, stamp
from dochub.errors import Problem
from dochub.plan import KINDS, Plan, read

pytestmark = pytest.mark.gate

CHECKOUT = Path(__file__).parents[2]
SOURCES = ("schema", "functions", "policies")
HAND_WRITTEN = ("roles", "schemas")  # changes that have a deploy script and no source


@pytest.fixture(scope="module")
def deployed(cluster: server.Server) -> Iterator[str]:
    """A database with the whole plan; nobody changes it."""
    with server.throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, verify=False)
        yield dsn


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


def test_the_sources_load_to_what_the_plan_deploys(programs: Path, deployed: str, empty: str) -> None:
    load(programs, paths.root(), empty)
    assert difference(dump(programs, deployed), dump(programs, empty)) == ""


def test_revert_takes_everything_back_and_deploy_makes_it_again(
    programs: Path, cluster: server.Server, deployed: str, empty: str
) -> None:
    with server.throwaway_database(cluster.dsn()) as dsn:
        count = deploy.deploy(dsn, verify=False)
        assert deploy.revert(dsn) == count
        assert difference(dump(programs, empty), dump(programs, dsn)) == ""
        deploy.deploy(dsn, verify=False)
        assert len(dump(programs, dsn)) > 1000
        assert difference(dump(programs, deployed), dump(programs, dsn)) == ""


def test_a_difference_is_found(programs: Path, deployed: str, empty: str) -> None:
    with libpq.connect(empty) as conn:
        conn.execute("create table planted (id int)")
    assert "+CREATE TABLE public.planted (" in difference(dump(programs, deployed), dump(programs, empty))


@pytest.mark.server(18)
def test_the_committed_schema_is_what_the_plan_deploys(deployed: str) -> None:
    committed, now = schema_dump.FILE.read_text(), schema_dump.schema(deployed)
    assert difference(committed.splitlines(), now.splitlines()) == "", "`make stamp` writes it anew"


@pytest.mark.server(18)
@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("create table t (id integer constraint t_pkey primary key)", "+    ADD CONSTRAINT t_pkey PRIMARY KEY (id);"),
        ("create function f() returns integer language sql stable as 'select 1'", "+    LANGUAGE sql STABLE;"),
        ("alter table public.ai_usage no force row level security", "-ALTER TABLE ONLY public.ai_usage FORCE"),
        ("grant update (bank) on public.ai_usage to anon", "+GRANT UPDATE(bank) ON TABLE public.ai_usage TO anon;"),
        ("drop trigger ai_usage_planted on public.ai_usage", "-CREATE TRIGGER ai_usage_planted"),
        (
            "alter default privileges for role dochub_owner grant execute on functions to anon",
            "+ALTER DEFAULT PRIVILEGES",
        ),
    ],
)
def test_the_schema_shows_what_changed(db: libpq.psycopg.Connection, dsn: str, statement: str, shown: str) -> None:
    db.execute(
        "create trigger ai_usage_planted before update on public.ai_usage execute function private.refuse_change()"
    )
    before = schema_dump.schema(dsn)
    db.execute(statement)
    assert shown in difference(before.splitlines(), schema_dump.schema(dsn).splitlines())


def test_scripts_are_their_sources_stamped() -> None:
    assert stamp.stamp(paths.root(), write=False) == []


def test_every_script_says_its_encoding() -> None:
    """psql takes it from its surroundings otherwise, and stores a COMMENT wrongly without an error."""
    scripts = [path for kind in KINDS for path in (paths.root() / kind).rglob("*.sql")]
    begins = re.compile(r"(--[^\n]*\n)*begin;\nset local client_encoding = 'UTF8';\n")
    assert [path for path in scripts if not begins.match(path.read_text())] == []


def test_released_scripts_are_frozen() -> None:
    assert released.edited(CHECKOUT) == []


def test_an_edited_release_is_found(small_plan: Path) -> None:
    """Goes back to the release v1 of the small project, records it, and comes forward again."""
    later = {path: path.read_bytes() for path in small_plan.rglob("*") if path.is_file()}
    for kind in KINDS:
        (small_plan / kind / "functions/count_things@v1.sql").rename(small_plan / kind / "functions/count_things.sql")
    lines = (small_plan / "sqitch.plan").read_text().splitlines(keepends=True)
    (small_plan / "sqitch.plan").write_text("".join(lines[:7]))
    assert released.edited(small_plan) == ["@v1 is not recorded"]
    assert released.record(small_plan, write=False) == [released.RECORD]
    assert released.record(small_plan) == [released.RECORD]
    assert released.record(small_plan) == []
    for path, content in later.items():
        path.write_bytes(content)
    assert released.edited(small_plan) == []

    (small_plan / "deploy" / "more.sql").write_text("-- not released yet\n")
    (small_plan / "deploy" / "things.sql").write_text("-- edited\n")
    (small_plan / "revert" / "functions" / "count_things@v1.sql").write_text("-- edited\n")
    (small_plan / "verify" / "functions" / "count_things@v1.sql").unlink()
    assert released.edited(small_plan) == [
        "deploy/things.sql is not as it was released with @v1",
        "revert/functions/count_things@v1.sql is not as it was released with @v1",
        "verify/functions/count_things@v1.sql is not as it was released with @v1",
    ]


def test_an_edited_plan_is_found(small_plan: Path) -> None:
    released.record(small_plan)
    plan = small_plan / "sqitch.plan"
    text = plan.read_text()
    plan.write_text(text.replace("# Another table.", "# Not released yet."))
    assert released.edited(small_plan) == []
    plan.write_text(text.replace("# A table.", "# Another table."))
    assert released.edited(small_plan) == ["the plan up to @v1 is not as it was released"]
    plan.write_text(text.replace("@v1", "@v9"))
    assert released.edited(small_plan) == ["@v9 is not recorded", "the plan up to @v1 is not as it was released"]


def test_a_later_release_records_what_came_with_it(small_plan: Path) -> None:
    released.record(small_plan)
    first = (small_plan / released.RECORD).read_text()
    with (small_plan / "sqitch.plan").open("a") as plan:
        plan.write("@v2 2026-02-01T12:00:00Z A <a@example.com>\n")
    assert released.edited(small_plan) == ["@v2 is not recorded"]
    released.record(small_plan)
    added = (small_plan / released.RECORD).read_text().removeprefix(first).splitlines()
    scripts = [f"{kind}/{name}.sql" for name in ("functions/count_things", "more") for kind in KINDS]
    assert [line.split()[1] for line in added[1:]] == scripts
    assert added[0].startswith("@v2 ")
    assert released.edited(small_plan) == []


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
    text = (
        "create or replace function count_things() returns bigint language sql as 'select count(*) + 0 from things';\n"
    )
    source.write_text(text)
    (small_plan / "deploy" / "functions" / "count_things.sql").write_text(f"-- Deploy\nbegin;\n{text}commit;\n")
    with (small_plan / "sqitch.plan").open("a") as plan:
        plan.write("@v2 2026-02-01T12:00:00Z A <a@example.com>\n")
    assert stamp.stamp(small_plan) == []
    source.write_text(text.replace("+ 0", "+ 1"))
    with pytest.raises(Problem, match=r"functions/count_things\.sql is released and was edited"):
        stamp.stamp(small_plan, write=False)


def test_every_test_file_is_run() -> None:
    """Each *.sql below tests/ that has a plan, and each *.py that defines a test, is collected by plain `pytest`."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    collected = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    signs = {"*.sql": re.compile(r"\b(no_)?plan\("), "*.py": re.compile(r"(?m)^(async )?def test_")}
    tests = {p for end, sign in signs.items() for p in (CHECKOUT / "tests").rglob(end) if sign.search(p.read_text())}
    assert len(tests) > 10
    assert {str(path.relative_to(CHECKOUT)) for path in tests} - collected == set()
