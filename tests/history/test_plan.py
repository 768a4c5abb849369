"""sqitch.plan is read as Sqitch reads it."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from dochub import paths
from dochub.errors import Problem
from dochub.plan import read

PLANNED = "2026-01-31T12:00:00Z A <a@example.com>"
HEADER = "%project=p\n\n"
CHECKOUT = Path(__file__).parents[2]


def ids_by_sqitch(root: Path) -> list[str]:
    if not shutil.which("sqitch"):
        pytest.skip("no sqitch on this machine: `make deps` installs it")
    command = ["sqitch", "plan", "--no-pager", "--format", "format:%h %n %t", "--no-headers"]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.split("\n")


def write(root: Path, *lines: str, header: str = HEADER) -> Path:
    (root / "sqitch.plan").write_text(header + "\n".join(lines) + "\n")
    (root / "sqitch.conf").write_text("[core]\n\tengine = pg\n")
    return root


def test_ids_are_sqitchs_own(small_plan: Path) -> None:
    listed = [line.split()[:2] for line in ids_by_sqitch(small_plan) if line]
    assert [[change.id, change.name] for change in read(small_plan).changes] == listed


def test_ids_of_awkward_lines_are_sqitchs_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        f"first {PLANNED}",
        f"  + a/b-c  [first  !nothing]   {PLANNED}   #   a # b \\\\ c\\nd  ",
        "# a comment",
        "",
        "ünïcode [a/b-c first] 2026-02-28T23:59:59Z Ünï Cödé Planner  <ü@example.com> # nöte",
        f"\t@v1.0.0-b1 {PLANNED} # tagged",
        f"  @also {PLANNED}",
        f"last [@v1.0.0-b1 first@also p:first] {PLANNED}",
        f"first [first@also] {PLANNED}",
        header="%syntax-version=1.0.0\n# about\n%project=p\n%uri=https://Example.com\n\n",
    )
    listed = [line.split()[:2] for line in ids_by_sqitch(tmp_path) if line]
    assert [[change.id, change.name] for change in read(tmp_path).changes] == listed


@pytest.mark.gate
def test_ids_of_our_plan_are_sqitchs_own() -> None:
    root = paths.root()
    listed = [line.split()[:2] for line in ids_by_sqitch(root) if line]
    assert [[change.id, change.name] for change in read(root).changes] == listed


def test_a_reworked_instance_keeps_its_scripts_under_the_tag(small_plan: Path) -> None:
    plan = read(small_plan)
    scripts = [str(plan.script(change, "deploy")) for change in plan.changes]
    assert scripts == [
        "deploy/things.sql",
        "deploy/functions/count_things@v1.sql",
        "deploy/functions/count_things.sql",
        "deploy/more.sql",
    ]
    assert plan.changes[3].requires == {"@v1": plan.changes[1].id, "functions/count_things": plan.changes[1].id}
    assert plan.changes[1].conflicts == ("more",)
    assert plan.changes[2].note == "Faster\nand better."


def test_keys_find_changes(small_plan: Path) -> None:
    plan = read(small_plan)
    keys = ["things", "functions/count_things@v1", "functions/count_things@HEAD", "@HEAD", "@ROOT", "@v1"]
    assert [plan.index(key) for key in keys] == [0, 1, 2, 3, 0, 1]
    assert plan.index(plan.changes[2].id) == 2


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("nonsense", "unknown change 'nonsense'"),
        ("@v9", "unknown change '@v9'"),
        ("more@v1", "unknown change 'more@v1'"),
        ("functions/count_things", "2 times"),
    ],
)
def test_unknown_and_ambiguous_keys_are_problems(small_plan: Path, key: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        read(small_plan).index(key)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a", "time stamp"),
        ("a 2026-01-31T12:00:00Z", "planner"),
        ("a A <a@example.com>", "time stamp"),
        ("a 2026-13-31T12:00:00Z A <a@example.com>", "month must be|does not match format"),
        (f"-a {PLANNED}", "reverts"),
        (f"a: {PLANNED}", "not a change or tag"),
        (f"HEAD {PLANNED}", "reserved"),
        (f"@a {PLANNED}", "before the first change"),
        (f"a [b] {PLANNED}", "requires b"),
        (f"a [a] {PLANNED}", "requires a"),
        (f"a [other:b] {PLANNED}", "another project"),
        (f"a [:b] {PLANNED}", "not a dependency"),
        (f"a {PLANNED}\na {PLANNED}", "twice"),
        (f"a {PLANNED}\n@t {PLANNED}\nb {PLANNED}\n@t {PLANNED}", "there already"),
        (f"a {PLANNED}\n@t/u {PLANNED}", "slash"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, line)
    with pytest.raises(Problem, match=said) as caught:
        read(tmp_path)
    assert f"sqitch.plan:{2 + len(line.splitlines())}: " in str(caught.value)


@pytest.mark.parametrize("text", ["", f"a {PLANNED}\n", "%uri=x\n\n", f"%project=p\na {PLANNED}\n", "%project=-p\n\n"])
def test_a_plan_without_a_project_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "sqitch.plan").write_text(text)
    with pytest.raises(Problem, match=r"sqitch\.plan"):
        read(tmp_path)


def test_no_plan_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"cannot read .*sqitch\.plan"):
        read(tmp_path)


def test_a_release_has_one_name() -> None:
    """The last tag of the plan, the newest heading of the changelog, the version of the package."""
    tag = [change.tags[-1].name for change in read(CHECKOUT).changes if change.tags][-1]
    headings = re.findall(r"^## (.+)$", (CHECKOUT / "CHANGELOG.md").read_text(), re.MULTILINE)
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]
    assert headings[0] == "Unreleased"
    assert [f"@v{headings[1].split(' – ')[0]}", f"@v{version}"] == [tag, tag]
