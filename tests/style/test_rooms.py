"""The rooms of functions/: who stands where, and who calls whom. functions/floors.yaml says which subject is above which."""

import graphlib
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from dochub import paths
from dochub.bodies import Source, sources
from dochub.requires import floors

pytestmark = pytest.mark.gate

# Private functions that one file alone calls, and that yet stand in another.
ELSEWHERE = {
    "private.refuse_erased": "a trigger's, and stands with the triggers' functions",
    "private.handshake_row": "the door of handshake/cache, which is a mechanism of its own",
    "private.my_entitlements": "what a user is entitled to, for whoever tells of it; stands with the rule",
    "private.resolve_manifests": "the rule which manifests a user has, apart from how answers are kept",
    "private.fold_events": "what a subscription is, from its events alone; apart from how an event comes in",
    "private.take_purchase_event": "one of the two ways of an event, a file long",
    "private.take_subscription_event": "one of the two ways of an event, a file long",
    "private.take_connected_event": "the long way of an event about a subscription, two files long",
    "private.bind_events": "what the stores told before a sign-up is judged as they are, and stands with them",
    "private.claim_account_token": "a trigger's, and stands with the triggers' functions",
    "private.leave_cohort_seat": "an erasure gives a seat back as leave_cohort does, and stands beside it",
    "private.join_by_domain": "a sign-in joins by its address as join_cohort does by a code, and stands beside it",
}

# Private functions that no function, table or policy calls.
CALLED_FROM_OUTSIDE = {
    "private.pre_request": "PostgREST calls it (db-pre-request)",
    "private.run_maintenance": "the scheduler calls it",
    "private.drop_expired_logs": "the scheduler calls it",
    "private.ensure_log_partitions": "the scheduler calls it",
}

# Files with API functions that have another name than one of these: a mechanism, not a verb.
MECHANISMS = {
    "functions/entitlement/periods": "the periods that a user is entitled for; state and entitled are fields of them",
    "functions/receipts/credits": "buying credits, with record_credit_purchase",
    "functions/receipts/courses": "buying courses, with record_course_purchase",
    "functions/receipts/custom_courses": "buying custom courses, with record_custom_course_purchase",
    "functions/receipts/refund": "refunds of all that is bought once",
    "functions/accounts/erase": "erasure, one's own and by staff",
}


def subject(change: str) -> str:
    return change.split("/")[1]


def faults(parsed: Iterable[Source], levels: list[list[str]]) -> list[str]:
    """What is not where it belongs, a sentence each."""
    parsed = list(parsed)
    floor = {name: level for level, names in enumerate(levels) for name in names}
    files = [s for s in parsed if s.folder == "functions"]
    home = {f.name: s.change for s in files for f in s.functions}
    users: dict[str, set[str]] = defaultdict(set)
    edges: dict[str, set[str]] = {s.change: set() for s in files}
    found = [
        f"{s.change}: no floor of functions/floors.yaml has {subject(s.change)}"
        for s in files
        if subject(s.change) not in floor
    ]
    found += [
        f"functions/floors.yaml: {name} is no folder of functions/"
        for name in floor
        if name not in {subject(s.change) for s in files}
    ]
    for source in parsed:
        for call in source.calls:
            users[call.name].add(source.change)
    for source in files:
        for function in source.functions:
            for call in function.calls:
                there = home.get(call.name)
                if there is None:
                    found.append(f"{source.file}:{call.line}: {function.name} calls {call.name}, which no file makes")
                    continue
                users[call.name].add(source.change)
                edges[source.change].add(there)
                mine, its = subject(source.change), subject(there)
                if mine != its and floor.get(its, 0) >= floor.get(mine, 0):
                    way = "upward" if floor.get(its, 0) > floor.get(mine, 0) else "sideways"
                    found.append(f"{source.file}:{call.line}: {function.name} calls {way}, {call.name} of {its}")
    found += circles({a: b - {a} for a, b in edges.items()})
    for name, there in home.items():
        callers = users[name]
        if name.startswith("private.") and not callers and name not in CALLED_FROM_OUTSIDE:
            found.append(f"{there}: nobody calls {name}")
        if name.startswith("private.") and len(callers) == 1 and there not in callers and name not in ELSEWHERE:
            found.append(f"{there}: {name} belongs into {next(iter(callers))}, which alone calls it")
    return found + names_of(files)


def circles(edges: dict[str, set[str]]) -> list[str]:
    """The first circle, if there is one."""
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError as error:
        return [f"{' → '.join(reversed(error.args[1]))}: a circle of calls"]
    return []


def names_of(files: list[Source]) -> list[str]:
    """Files that are not named as the API function that they hold."""
    api = {f.name.partition(".")[2]: s.change for s in files for f in s.functions if f.is_public}
    found = []
    for source in files:
        verbs = {f.name.partition(".")[2] for f in source.functions if f.is_public}
        name = source.file.stem
        if verbs and name not in verbs and source.change not in MECHANISMS:
            found.append(f"{source.change}: is not named as an API function in it: {', '.join(sorted(verbs))}")
        if name in api and name not in verbs:
            found.append(f"{source.change}: has the name of an API function that stands in {api[name]}")
    return found


def test_everything_stands_in_its_room(parsed: list[Source]) -> None:
    assert faults(parsed, floors(paths.root())) == []


def test_the_lists_of_exceptions_are_of_what_is_there(parsed: list[Source]) -> None:
    files = [s for s in parsed if s.folder == "functions"]
    assert ELSEWHERE.keys() | CALLED_FROM_OUTSIDE.keys() <= {f.name for s in files for f in s.functions}
    assert MECHANISMS.keys() <= {s.change for s in files}


def drawn(text: str, subjects: set[str]) -> list[list[str]]:
    """The floors of the picture in the block after <!-- floors -->, bottom up: a line each, where first named."""
    block = re.search(r"<!-- floors -->\s*```\w*\n(.*?)```", text, re.DOTALL)
    assert block, "the picture of the floors stands in a block after <!-- floors -->"
    seen: set[str] = set()
    found = []
    for line in block[1].splitlines():
        if new := [w for w in dict.fromkeys(re.findall(r"\w+", line)) if w in subjects and w not in seen]:
            seen.update(new)
            found.append(sorted(new))
    return found[::-1]


def test_architecture_draws_these_floors() -> None:
    levels = floors(paths.root())
    text = (paths.root() / "docs/architecture.md").read_text("utf-8")
    assert drawn(text, {name for names in levels for name in names}) == [sorted(names) for names in levels]


@pytest.mark.parametrize("picture", ["  c d\n   b\n   a", "flowchart\n  c[c] d[d]\n  b(b)\n  a\n  c --> a\n  b --> a"])
def test_a_picture_is_read(picture: str) -> None:
    text = f"# Floors\n<!-- floors -->\n```mermaid\n{picture}\n```\n"
    assert drawn(text, {"a", "b", "c", "d"}) == [["a"], ["b"], ["c", "d"]]


FUNCTION = "create function {} returns void language plpgsql as $$ begin {} end $$;\n"
ROOMS = {  # file → functions with what they call
    "low/base": {"private.b1": [], "private.b2": []},
    "left/left_verb": {"public.left_verb": ["private.left_verb"], "private.left_verb": ["private.b1", "private.b2"]},
    "right/right_verb": {"public.right_verb": ["private.b1", "private.b2"]},
}


def planted(root: Path, *changes: tuple[str, str, list[str]]) -> list[str]:
    """The faults of a small tree with (file, function, calls) put in."""
    tree = {file: dict(functions) for file, functions in ROOMS.items()}
    for file, function, calls in changes:
        tree.setdefault(file, {})[function] = calls
    for file, functions in tree.items():
        path = root / f"functions/{file}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "".join(
                FUNCTION.format(f"{name}()", " ".join(f"perform {c}();" for c in calls))
                for name, calls in functions.items()
            )
        )
    return faults(sources(root), [["low"], ["left", "right"]])


def test_a_tree_in_order_has_no_faults(tmp_path: Path) -> None:
    assert planted(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ([("low/base", "private.b1", ["private.left_verb"])], "private.b1 calls upward, private.left_verb of left"),
        (
            [("right/right_verb", "public.right_verb", ["private.left_verb", "private.b1", "private.b2"])],
            "calls sideways",
        ),
        ([("low/base", "private.b1", ["private.left_verb"])], "a circle of calls"),
        (
            [
                ("left/a", "public.a", ["private.b3"]),
                ("left/b", "public.b", ["private.c"]),
                ("left/a", "private.c", ["private.b3"]),
                ("left/b", "private.b3", []),
            ],
            "functions/left/a → functions/left/b → functions/left/a: a circle of calls",
        ),
        (
            [
                ("low/base", "private.b3", []),
                ("left/left_verb", "private.left_verb", ["private.b1", "private.b2", "private.b3"]),
            ],
            "private.b3 belongs into functions/left/left_verb",
        ),
        ([("low/base", "private.b3", [])], "nobody calls private.b3"),
        ([("left/other", "public.verb", ["private.b1"])], "is not named as an API function in it: verb"),
        ([("low/right_verb", "private.b4", ["private.b1"])], "has the name of an API function"),
        ([("new/new_verb", "public.new_verb", [])], "no floor of functions/floors.yaml has new"),
        (
            [("left/left_verb", "public.left_verb", ["private.left_verb", "private.lost"])],
            "private.lost, which no file makes",
        ),
    ],
)
def test_a_planted_fault_is_reported(tmp_path: Path, changes: list[tuple[str, str, list[str]]], fault: str) -> None:
    assert any(fault in found for found in planted(tmp_path, *changes))
