"""What each change of the plan requires, and the order that follows, from what the sources name (`dochub.bodies`).

A change requires what it names: a table the tables of its foreign keys and the functions of its defaults, checks and
triggers; a policy file its tables and the functions that it calls; a function file the tables that it names and the
function files that it calls; of a table that was altered since, the changes that did. PL/pgSQL looks names up when it
runs and only declared types when it is made. So a body may name what comes later in the plan, as the functions of
triggers and policies do, which tables need before them: that it does not require. What is needed already by something
that a change requires is left out of its brackets.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import yaml

from dochub.bodies import Function, Source, kind, qualified, sources
from dochub.errors import Problem
from dochub.plan import Plan

PLANNER = "DocHub maintainers <maintainers@dochub.example>"
FIRST = {"roles": [], "schemas": ["roles"]}  # the two that have no source
NOTES = {
    "roles": "Roles of the package; existing ones are adopted.",
    "schemas": "Schema private, name look-up in private and public.",
}
_NOTE = 100


def floors(root: Path) -> list[list[str]]:
    """The subjects of functions/, floor by floor, bottom up."""
    found: list[list[str]] = yaml.safe_load((root / "functions/floors.yaml").read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Needs:
    """What the changes of a root need of each other."""

    root: Path
    sources: dict[str, Source]

    @cached_property
    def homes(self) -> dict[str, str]:
        """The change that makes a table or a function."""
        return {item: name for name, s in self.sources.items() for item in s.makes}

    @cached_property
    def at_once(self) -> dict[str, set[str]]:
        """What must be there when a change is made."""
        return {
            name: self._changes(
                name,
                [*(call.name for call in s.calls), *s.named]
                + [n for f in s.functions for n in (*f.types, *(call.name for call in f.defaults))],
            )
            for name, s in self.sources.items()
        }

    @cached_property
    def later(self) -> dict[str, set[str]]:
        """What must be there when the functions of a change run."""
        return {
            name: self._changes(
                name, [n for f in s.functions for n in (*(call.name for call in f.calls), *f.tables, *_casts(f))]
            )
            - self.at_once[name]
            for name, s in self.sources.items()
        }

    def _changes(self, name: str, names: Iterable[str]) -> set[str]:
        """The other changes that make `names`. Problem: nobody makes one."""
        found = set()
        for item in names:
            if item not in self.homes:
                raise Problem(f"{name}.sql names {item}, which no file of schema/ or functions/ makes")
            found.add(self.homes[item])
        return found - {name}

    @cached_property
    def order(self) -> list[str]:
        """The changes, each after what it needs: tables, access, functions from the lowest floor up.

        Functions that tables or policies need come just before the first of them. Problem: a circle.
        """
        done: dict[str, None] = dict.fromkeys(FIRST)
        path: list[str] = []

        def add(name: str, needs: dict[str, set[str]]) -> None:
            if name in path:
                circle = " → ".join([*path[path.index(name) :], name])
                raise Problem(f"{circle}: these need each other, so none can be made first")
            if name not in done:
                path.append(name)
                for need in sorted(needs[name], key=self._place):
                    add(need, needs)
                path.pop()
                done[name] = None

        with_bodies = {name: self.at_once[name] | self.later[name] for name in self.sources}
        for name in sorted(self.sources, key=self._place):
            add(name, with_bodies if name.startswith("functions/") else self.at_once)
        return list(done)

    @cached_property
    def _floor(self) -> dict[str, int]:
        subjects = [subject for floor in floors(self.root) for subject in floor]
        return {subject: place for place, subject in enumerate(subjects)}

    def _subject(self, name: str) -> int:
        return self._floor.get(name.split("/")[1], len(self._floor))

    @cached_property
    def _writer(self) -> dict[str, int]:
        """The lowest subject whose functions write a table."""
        found: dict[str, int] = {}
        for name, source in self.sources.items():
            for table in {write.table for f in source.functions for write in f.writes}:
                found[table] = min(found.get(table, len(self._floor)), self._subject(name))
        return found

    def _place(self, name: str) -> tuple[int, int, str]:
        """Where a change stands among those that do not need each other."""
        folder = name.split("/")[0]
        if folder == "schema":  # what nobody writes is what the others refer to
            return 0, min((self._writer.get(table.name, -1) for table in self.sources[name].tables), default=-1), name
        if folder == "policies":
            return 1, 0 if name.startswith("policies/public/") else 1, name
        return 2, self._subject(name), name


def _casts(function: Function) -> list[str]:
    return [name for s in function.statements for name in s.types]


def needs(root: Path) -> Needs:
    """Parses the sources below `root`."""
    return Needs(root, {source.change: source for source in sources(root)})


def order(root: Path) -> list[str]:
    """All changes that have sources, and roles and schemas, in the order of the plan."""
    return needs(root).order


def requires(root: Path, planned: Sequence[str] | None = None) -> dict[str, list[str]]:
    """What stands in each change's brackets, when the plan has the order `planned` (None: `order`)."""
    return brackets(needs(root), planned)


def brackets(found: Needs, planned: Sequence[str] | None = None) -> dict[str, list[str]]:
    """`requires` of what is parsed already; of a change that is planned again, at its last place."""
    names = list(found.order if planned is None else planned)
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    altered: dict[str, set[str]] = {}  # table → its later changes: schema/public/courses-subtitle
    result: dict[str, list[str]] = {}
    above: dict[str, set[str]] = {}  # everything that a change needs, directly or not
    for place, name in enumerate(names):
        if name in FIRST:
            wanted = set(FIRST[name])
        elif name in found.sources:
            earlier = {need for need in found.later[name] if first.get(need, place) < place}
            wanted = found.at_once[name] | earlier | {"schemas"}
            wanted |= {change for need in wanted for change in altered.get(need, ())}
        else:
            table = name.partition("-")[0]
            above[name] = {table} | above.get(table, set())
            altered.setdefault(table, set()).add(name)
            continue
        implied = {far for need in wanted for far in above.get(need, ())}
        above[name] = wanted | implied
        result[name] = sorted(wanted - implied, key=lambda need: first.get(need, len(names)))
    return result


def differences(plan: Plan, found: Needs | None = None) -> list[str]:
    """Where the unreleased changes' brackets are not what the sources need, each with the line to write."""
    found = found or needs(plan.root)
    names = [change.name for change in plan.changes]
    wanted = brackets(found, names)
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    last = {name: place for place, name in enumerate(names)}
    released = max((place for place, change in enumerate(plan.changes) if change.tags), default=-1)
    result = [f"{name} is not in the plan" for name in found.order if name not in last]
    for place, change in enumerate(plan.changes):
        if place <= released or last[change.name] != place or change.name not in wanted:
            continue
        late = [need for need in found.at_once.get(change.name, ()) if first.get(need, -1) >= place]
        result += [f"{change.name} stands before {need}, which it needs when it is made" for need in sorted(late)]
        written = {key for key in change.requires if key.partition("@")[0] != change.name}
        if written != set(wanted[change.name]) and not late:
            again = [key for key in change.requires if key.partition("@")[0] == change.name]
            planner = f"{change.planner_name} <{change.planner_email}>"
            right = line(change.name, [*again, *wanted[change.name]], change.planned_at, change.note, planner)
            result.append(f"{change.name} names other changes than its brackets; write:\n{right}")
    return result


def line(name: str, required: Iterable[str], at: datetime, note: str, planner: str = PLANNER) -> str:
    """A change's line in sqitch.plan; `at` in UTC."""
    between = f" [{' '.join(words)}]" if (words := list(required)) else ""
    escaped = note.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{name}{between} {at:%Y-%m-%dT%H:%M:%SZ} {planner} # {escaped}"


def lines(root: Path, at: datetime, planner: str = PLANNER) -> list[str]:
    """The lines of a plan written anew, in order, all of one time: changes that were planned together."""
    found = needs(root)
    required = brackets(found)
    return [line(name, required[name], at, note(found, name), planner) for name in found.order]


def note(found: Needs, name: str) -> str:
    """What a change is, from its source: a table's or an API function's comment, the sentence above a file."""
    if name in NOTES:
        return NOTES[name]
    source = found.sources[name]
    comments = dict(_comments(source))
    above = _above((found.root / source.file).read_text("utf-8"))
    if source.folder == "schema":
        table = source.tables[0].name
        return _short(f"Table {table}: {comments.get(table, above)}")
    if source.folder == "policies":
        tables = sorted(dict.fromkeys(table for table, _ in source.policies))
        said = f"Access to {tables[0]}: {above}" if above and len(tables) == 1 else f"Access to {_list(tables)}."
        return _short(said)
    api = [f.name for f in source.functions if f.is_public]
    head = f"public.{source.file.stem}"
    if api:
        head = head if head in api else api[0]
        return _short(f"{head.removeprefix('public.')}: {comments.get(head, above)}")
    return _short(above or f"Functions {_list([f.name for f in source.functions])}.")


def _comments(source: Source) -> Iterable[tuple[str, str]]:
    """(name, comment) of the tables and functions of a file."""
    for item in source.statements:
        if kind(item.tree) == "CommentStmt" and item.tree.comment:
            target = item.tree.object
            name = qualified(getattr(target, "objname", None) or target)
            if name and item.tree.objtype.name in ("OBJECT_TABLE", "OBJECT_FUNCTION"):
                yield name, item.tree.comment


def _above(text: str) -> str:
    """The comment that a file begins with."""
    found = re.match(r"(?:--[^\n]*\n)+", text)
    return " ".join(part.lstrip("- ").strip() for part in found[0].splitlines()) if found else ""


def _list(names: Sequence[str]) -> str:
    bare = [name.removeprefix("private.") for name in names]
    return ", ".join(bare) if len(bare) < 5 else f"{', '.join(bare[:3])} and {len(bare) - 3} more"


def _short(text: str) -> str:
    """The first sentence, of at most 100 characters."""
    sentence = re.split(r"(?<=[.!?])\s|\n", text, maxsplit=1)[0].strip()
    if len(sentence) <= _NOTE:
        return sentence
    return re.sub(r"[\s,;:(–-]+\S*$", "", sentence[:_NOTE]) + "…"
