"""The plan is in dependency order, and each change's brackets are what its source needs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dochub import paths, plan
from dochub.bodies import Source
from dochub.errors import Problem
from dochub.requires import Needs, differences, lines, order, requires

pytestmark = pytest.mark.gate

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)
PLANNED = "2026-01-31T12:00:00Z A. Planner <planner@example.com>"
FUNCTION = "create function {} language plpgsql as $$ {} end $$;\n"
FILES = {
    "schema/public/people": "-- People.\ncreate table public.people (user_id uuid primary key, a integer default private.start());\n"
    "create trigger t before update on public.people for each row execute function private.touch();\n"
    "comment on table public.people is 'Everybody: users. And more.';\n",
    "schema/public/things": "create table public.things (user_id uuid references public.people (user_id));\n",
    "policies/public/things": "-- Users see their own.\ncreate policy own on public.things for select using (private.me() is not null);\n",
    # Its body names a table that comes later, and a function of a file that comes later.
    "functions/kernel/triggers": FUNCTION.format(
        "private.touch() returns trigger", "begin update public.people set a = 1; perform private.say();"
    )
    + FUNCTION.format("private.start() returns integer", "begin return 1;"),
    "functions/kernel/request": FUNCTION.format(
        "private.me() returns uuid", "declare v public.people; begin return null;"
    ),
    "functions/kernel/say": FUNCTION.format("private.say() returns void", "begin null;"),
    "functions/upper/verb": FUNCTION.format(
        "public.verb(p integer) returns void", "begin perform private.me(), private.say() from public.things;"
    )
    + "comment on function public.verb(integer) is 'Does it.\n\nSays more.';\n",
}
ORDER = [
    "roles",
    "schemas",
    "functions/kernel/triggers",
    "schema/public/people",
    "schema/public/things",
    "functions/kernel/request",
    "policies/public/things",
    "functions/kernel/say",
    "functions/upper/verb",
]
BRACKETS = {
    "roles": [],
    "schemas": ["roles"],
    "functions/kernel/triggers": ["schemas"],
    "schema/public/people": ["functions/kernel/triggers"],
    "schema/public/things": ["schema/public/people"],
    "functions/kernel/request": ["schema/public/people"],
    "policies/public/things": ["schema/public/things", "functions/kernel/request"],
    "functions/kernel/say": ["schemas"],
    "functions/upper/verb": ["schema/public/things", "functions/kernel/request", "functions/kernel/say"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project without a plan."""
    for name, text in FILES.items():
        path = tmp_path / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "functions/floors.yaml").write_text("- [kernel]\n- [upper]\n")
    return tmp_path


def planned(root: Path, written: list[str]) -> plan.Plan:
    (root / "sqitch.plan").write_text("\n".join(["%project=small", "", *written]) + "\n")
    return plan.read(root)


def test_the_plan_names_what_the_sources_need(parsed: list[Source]) -> None:
    found = Needs(paths.root(), {source.change: source for source in parsed})
    assert "\n".join(differences(plan.read(paths.root()), found)) == ""


def test_order_and_brackets(root: Path) -> None:
    assert order(root) == ORDER
    assert requires(root) == BRACKETS


def test_a_plan_written_anew_is_in_order(root: Path) -> None:
    found = planned(root, lines(root, AT))
    assert {change.name: list(change.requires) for change in found.changes} == BRACKETS
    assert {change.planned_at for change in found.changes} == {AT}
    assert differences(found) == []
    notes = {change.name: change.note for change in found.changes}
    assert notes["schema/public/people"] == "Table public.people: Everybody: users."
    assert notes["policies/public/things"] == "Access to public.things: Users see their own."
    assert notes["functions/upper/verb"] == "verb: Does it."
    assert notes["functions/kernel/triggers"] == "Functions touch, start."


def test_a_missing_and_a_needless_name_are_reported_with_the_line_to_write(root: Path) -> None:
    written = [line.replace(" [schema/public/people]", " [functions/kernel/triggers]") for line in lines(root, AT)]
    found = differences(planned(root, written))
    right = next(line for line in lines(root, AT) if line.startswith("schema/public/things"))
    assert found[0] == f"schema/public/things names other changes than its brackets; write:\n{right}"
    assert [text.split()[0] for text in found] == ["schema/public/things", "functions/kernel/request"]


def test_a_change_before_what_it_needs_is_reported(root: Path) -> None:
    written = [line.split(" [")[0] + f" {PLANNED} # x" if " [" in line else line for line in lines(root, AT)]
    found = differences(planned(root, [*written[:3], written[4], written[3], *written[5:]]))
    assert "schema/public/things stands before schema/public/people, which it needs when it is made" in found


def test_a_source_that_is_not_planned_is_reported(root: Path) -> None:
    found = differences(planned(root, lines(root, AT)[:-1]))
    assert found == ["functions/upper/verb is not in the plan"]


def test_released_changes_are_left_and_reworked_ones_judged(root: Path) -> None:
    written = [*lines(root, AT), f"@v1 {PLANNED} # First."]
    again = f"functions/kernel/triggers [functions/kernel/triggers@v1] {PLANNED} # Again."
    (found,) = differences(planned(root, [*written, again]))
    brackets = "[functions/kernel/triggers@v1 schema/public/people functions/kernel/say]"
    assert found.splitlines()[1] == f"functions/kernel/triggers {brackets} {PLANNED} # Again."
    assert differences(planned(root, [*written, found.splitlines()[1]])) == []


def test_a_circle_is_a_problem(root: Path) -> None:
    source = root / "functions/kernel/triggers.sql"
    source.write_text(source.read_text().replace("$$ begin return 1", "$$ declare v public.people; begin return 1"))
    with pytest.raises(Problem, match="these need each other"):
        order(root)


def test_a_name_that_nothing_makes_is_a_problem(root: Path) -> None:
    (root / "functions/kernel/say.sql").write_text(
        FUNCTION.format("private.say() returns void", "begin perform private.lost();")
    )
    with pytest.raises(Problem, match=r"functions/kernel/say\.sql names private\.lost"):
        order(root)
