"""What the functions do to the tables, from their parsed bodies (`dochub.bodies`), and what through others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dochub import bodies
from dochub.site.model import Model


@dataclass(frozen=True)
class Touch:
    """What a function does to a table."""

    table: str
    verbs: tuple[str, ...]  # read, insert, update, delete, lock …
    through: tuple[str, ...]  # the functions that do it


@dataclass
class Usage:
    """Who does what to which table."""

    bodies: Mapping[str, bodies.Function]
    fires: Mapping[tuple[str, str], frozenset[str]]  # (table, insert, update or delete) → the functions of its triggers
    _closures: dict[str, frozenset[str]] = field(default_factory=dict)

    def subject(self, function: str) -> str:
        """The folder of functions/ in which it stands."""
        return self.bodies[function].file.parts[1] if function in self.bodies else "other"

    @cached_property
    def callees(self) -> dict[str, frozenset[str]]:
        """What each function calls itself, by name or by a trigger of what it writes."""
        found: dict[str, frozenset[str]] = {}
        for name, function in self.bodies.items():
            called = {call.name for call in function.calls if call.name in self.bodies}
            for write in function.writes:
                called |= self.fires.get((write.table, write.command), frozenset())
            found[name] = frozenset(called & self.bodies.keys())
        return found

    @cached_property
    def callers(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, called in self.callees.items():
            for other in called - {name}:
                found[other].add(name)
        return {name: frozenset(callers) for name, callers in found.items()}

    def reaches(self, function: str) -> frozenset[str]:
        """The function and all that it may call."""
        if function not in self._closures:
            seen, waiting = {function}, [function]
            while waiting:
                for other in self.callees.get(waiting.pop(), frozenset()) - seen:
                    seen.add(other)
                    waiting.append(other)
            self._closures[function] = frozenset(seen)
        return self._closures[function]

    @cached_property
    def verbs(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What its own statements do: function → table → verbs."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, function in self.bodies.items():
            mine: dict[str, set[str]] = defaultdict(set)
            for read in function.reads:
                mine[read.table].add("read")
            for write in function.writes:
                mine[write.table].add(write.command)
            for lock in function.locks:
                mine[lock.table].add(lock.strength)
            found[name] = {table: tuple(sorted(verbs, key=_verb_rank)) for table, verbs in mine.items()}
        return found

    @cached_property
    def setters(self) -> dict[tuple[str, str], list[str]]:
        """The functions whose own statements set a column: (table, column) → functions; column `*` is the whole row."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, function in self.bodies.items():
            for statement in function.statements:
                for node in (statement.tree, *bodies.nodes(statement.tree)):
                    if bodies.kind(node) not in ("InsertStmt", "UpdateStmt"):
                        continue
                    table = bodies.relation(node.relation)
                    if not table:
                        continue
                    update = bodies.kind(node) == "UpdateStmt"
                    conflict = None if update else node.onConflictClause
                    named = [
                        *((node.targetList if update else node.cols) or ()),
                        *((conflict and conflict.targetList) or ()),
                    ]
                    for column in [target.name for target in named] or ["*"]:
                        found[table, column].add(name)
        return {key: sorted(names) for key, names in found.items()}

    def sets(self, table: str, column: str) -> list[str]:
        """The functions that set the column."""
        return sorted({*self.setters.get((table, column), ()), *self.setters.get((table, "*"), ())})

    def touches(self, function: str) -> list[Touch]:
        """The tables that a call of the function may read, write or lock, whoever does it."""
        found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for other in self.reaches(function):
            for table, verbs in self.verbs.get(other, {}).items():
                found[table][0].update(verbs)
                found[table][1].add(other)
        touches = [
            Touch(table, tuple(sorted(verbs, key=_verb_rank)), tuple(sorted(through)))
            for table, (verbs, through) in found.items()
        ]
        return sorted(
            touches, key=lambda t: (all(v == "read" for v in t.verbs), not t.table.startswith("public."), t.table)
        )

    def direct(self, table: str, verbs: Iterable[str]) -> list[str]:
        """The functions whose own statements do one of these to the table."""
        wanted = {*verbs}
        return sorted(name for name, tables in self.verbs.items() if wanted & {*tables.get(table, ())})

    def api(self, model: Model, table: str, verbs: Iterable[str]) -> list[str]:
        """The functions of the API whose calls may do one of these to the table."""
        doers = {*self.direct(table, verbs)}
        return [f.name for f in model.api if doers & self.reaches(f.name)]


def usage(parsed: Mapping[str, bodies.Function], model: Model) -> Usage:
    """The usage by these functions, with the triggers of the database."""
    fires: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table in model.tables.values():
        for trigger in table.triggers:
            events = trigger.definition.partition(" ON ")[0].lower()
            for command in ("insert", "update", "delete"):
                if f" {command}" in events:
                    fires[table.name, command].add(trigger.function)
    known = {name: function for name, function in parsed.items() if name in model.functions}
    return Usage(known, {key: frozenset(called) for key, called in fires.items()})


_ORDER = ("insert", "update", "delete", "merge", "truncate", "read")
WRITES = ("insert", "update", "delete", "merge", "truncate")


def _verb_rank(verb: str) -> tuple[int, str]:
    return (_ORDER.index(verb) if verb in _ORDER else len(_ORDER), verb)
