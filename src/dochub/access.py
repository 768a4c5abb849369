"""The access contract, policies/access.yaml: read it, print it; `dochub.catalog` compares a database with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dochub.errors import Problem

FILE = Path("policies/access.yaml")  # below the root (`dochub.paths.root`)
SCHEMAS = ("public", "private")
OWNER = "dochub_owner"
COMMANDS = ("select", "insert", "update", "delete")
ALL = "all"  # the word for every row
SEARCH_PATH = "pg_catalog, pg_temp"  # of every function


@dataclass(frozen=True)
class Cell:
    """What one role may do to one table by one command."""

    rows: str  # a word of `Contract.rows`
    columns: tuple[str, ...] = ()  # the command is granted on these only; none named: on the whole table


@dataclass(frozen=True)
class Function:
    """A function that the contract names. It has one overload."""

    definer: bool  # SECURITY DEFINER: runs as dochub_owner
    roles: tuple[str, ...]  # who may execute it besides its owner


class Policy(NamedTuple):
    """A policy: the cells of one table that have the command and the rows in common."""

    table: str
    name: str
    command: str
    roles: tuple[str, ...]  # in the order of `Contract.roles`
    rows: str  # a word of `Contract.rows`


Cells = Mapping[str, Mapping[str, Cell]]  # role → command (`COMMANDS`) → cell


@dataclass(frozen=True)
class Contract:
    """policies/access.yaml. Tables and functions are named `schema.name`; what is not there is not granted."""

    roles: Mapping[str, str]  # role → what it is called for short; in the order in which policies name them
    becomes: Mapping[str, tuple[str, ...]]  # role → the roles it may become
    login: tuple[str, ...]  # the roles that may log in
    timeouts: Mapping[str, Mapping[str, str]]  # role → setting → value
    rows: Mapping[str, str]  # word → the policy's expression, as pg_get_expr prints it with search_path = pg_catalog
    schemas: Mapping[str, Mapping[str, tuple[str, ...]]]  # schema → usage | create → roles; 'PUBLIC' is everybody
    database: Mapping[str, tuple[str, ...]]  # create → roles
    later: Mapping[str, tuple[str, ...]]  # tables | functions | … that the owner makes later → who has anything on them
    functions: Mapping[str, Function]
    function_settings: Mapping[str, Mapping[str, str]]  # function → what it sets besides `SEARCH_PATH`
    tables: Mapping[str, Cells]  # each with the cells of `every_table`
    every_table: Cells
    partitions: Mapping[str, Cells]  # partitioned table → the cells of each of its partitions, with `every_table`'s
    append_only: tuple[str, ...]  # tables
    triggers: Mapping[str, Mapping[str, str]]  # table → trigger → pg_get_triggerdef without the names of both

    @property
    def everybody(self) -> tuple[str, ...]:
        """Every role that the contract names."""
        return (*self.roles, *(role for role in self.becomes if role not in self.roles))

    def cells(self, partitions: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str, Cell]]:
        """Each (table, role, command, cell) there is; `partitions`: partition → the table it belongs to."""
        every = dict(self.tables) | {name: self.partitions[parent] for name, parent in (partitions or {}).items()}
        for table, roles in every.items():
            for role, commands in roles.items():
                for command, cell in commands.items():
                    yield table, role, command, cell

    def policies(self, partitions: Mapping[str, str] | None = None) -> Iterator[Policy]:
        """Each policy there is; `partitions` as of `cells`."""
        grouped: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for table, role, command, cell in self.cells(partitions):
            grouped[table, command, cell.rows].add(role)
        for (table, command, rows), roles in grouped.items():
            who = self.roles[OWNER] if rows == ALL and roles == {OWNER} else rows
            name = f"{table.partition('.')[2]}_{command}_{who}"
            yield Policy(table, name, command, tuple(filter(roles.__contains__, self.roles)), rows)

    def expressions(self, command: str, rows: str) -> tuple[str | None, str | None]:
        """USING and WITH CHECK of a policy."""
        rule = self.rows[rows]
        return None if command == "insert" else rule, rule if command in ("insert", "update") else None


def contract(root: Path) -> Contract:
    """Reads the contract below `root`. Problem: no such file, or a word in it that it does not explain."""
    try:
        text = (root / FILE).read_text()
    except OSError as error:
        raise Problem(f"cannot read the contract: {error}") from None
    try:
        return _contract(yaml.safe_load(text))
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Problem(f"{FILE} is not as it should be: {error!r}") from None


def _contract(data: dict[str, Any]) -> Contract:
    every_table = _cells(data["every_table"])
    definers = {
        name: Function(definer=True, roles=tuple(roles)) for name, roles in data["functions"]["as_owner"].items()
    }
    callers = {
        name: Function(definer=False, roles=tuple(roles)) for name, roles in data["functions"]["as_caller"].items()
    }
    if twice := definers.keys() & callers.keys():
        raise ValueError(f"both as_owner and as_caller: {', '.join(sorted(twice))}")
    found = Contract(
        roles=data["roles"],
        becomes={role: tuple(roles) for role, roles in data["becomes"].items()},
        rows=data["rows"],
        login=tuple(data["login"]),
        timeouts=data["timeouts"],
        database={privilege: tuple(roles) for privilege, roles in data["database"].items()},
        later={kind: tuple(roles) for kind, roles in data["later"].items()},
        schemas={s: {p: tuple(roles) for p, roles in of.items()} for s, of in data["schemas"].items()},
        functions=definers | callers,
        function_settings=data["function_settings"],
        tables={table: _merged(_cells(roles), every_table) for table, roles in data["tables"].items()},
        every_table=every_table,
        partitions={table: _merged(_cells(roles), every_table) for table, roles in data["partitions"].items()},
        append_only=tuple(data["append_only"]),
        triggers=_triggers(data["triggers"], data["append_only"]),
    )
    _check(found)
    return found


def _cells(roles: Mapping[str, Mapping[str, Any]] | None) -> dict[str, dict[str, Cell]]:
    return {role: {c: _cell(cell) for c, cell in commands.items()} for role, commands in (roles or {}).items()}


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return Cell(cell)
    ((rows, columns),) = cell.items()
    return Cell(rows, tuple(columns))


def _merged(first: Cells, second: Cells) -> Cells:
    return {role: {**first.get(role, {}), **second.get(role, {})} for role in (*first, *second)}


def _triggers(kinds: Mapping[str, Mapping[str, Any]], append_only: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for kind, definitions in kinds.items():
        for definition, tables in definitions.items():
            for table in append_only if tables == "append_only" else tables:
                found.setdefault(table, {})[f"{table.partition('.')[2]}_{kind}"] = definition
    return found


def _check(found: Contract) -> None:
    """ValueError: a word that the contract does not explain."""
    if not found.tables or not found.functions:
        raise ValueError("no tables or no functions")
    partitions = {f"{parent} (partition)": parent for parent in found.partitions}
    for table, role, command, cell in found.cells(partitions):
        where = f"{table}, {role}, {command}"
        if role not in found.roles:
            raise ValueError(f"{where}: the role is not one of `roles`")
        if command not in COMMANDS:
            raise ValueError(f"{where}: the command is none of {', '.join(COMMANDS)}")
        if cell.rows not in found.rows:
            raise ValueError(f"{where}: {cell.rows!r} is not one of `rows`")
        if cell.columns and role == OWNER:
            raise ValueError(f"{where}: the owner has whole tables")
    for name, function in found.functions.items():
        if unknown := set(function.roles) - found.roles.keys():
            raise ValueError(f"{name}: not one of `roles`: {', '.join(sorted(unknown))}")
    for table in (*found.append_only, *found.partitions, *found.triggers):
        if table not in found.tables:
            raise ValueError(f"{table} is not one of `tables`")
    for table in found.append_only:
        if not found.tables[table][OWNER].keys() <= {"select", "insert"}:
            raise ValueError(f"{table} is append-only, and {OWNER} changes rows")
        if not any("append_only" in trigger for trigger in found.triggers.get(table, {})):
            raise ValueError(f"{table} is append-only, and no trigger says so")


class Grid(NamedTuple):
    """A table of texts, to be printed."""

    head: list[str]
    rows: list[list[str]]
    notes: list[str]


def matrix(agreed: Contract) -> list[Grid]:
    """The contract as a grid a schema, of what each role may do to each table, and one of who may call which function.

    Roles are called by their short names.
    """
    partitions = {f"{parent} (each partition)": roles for parent, roles in agreed.partitions.items()}
    return [_tables(agreed, schema, {**agreed.tables, **partitions}) for schema in SCHEMAS] + [_functions(agreed)]


def _tables(agreed: Contract, schema: str, tables: Mapping[str, Cells]) -> Grid:
    here = {name.removeprefix(f"{schema}."): roles for name, roles in tables.items() if name.startswith(f"{schema}.")}
    limits = {
        f"{name}: {agreed.roles[role]}: {letters} {cell.rows}: {', '.join(cell.columns)}"
        for name, roles in here.items()
        for role, commands in roles.items()
        for cell, letters in _letters(commands).items()
        if cell.columns
    }
    rows = [[name, *(_short(roles.get(role, {})) for role in agreed.roles)] for name, roles in here.items()]
    legend = "S select, I insert, U update, D delete; which rows (policies/access.yaml tells what the words mean)"
    more = ["(…) these columns only:", *(f"  {limit}" for limit in sorted(limits))] if limits else []
    return Grid([schema, *agreed.roles.values()], rows, [legend, *more])


def _functions(agreed: Contract) -> Grid:
    callers = [role for role in agreed.roles if any(role in f.roles for f in agreed.functions.values())]
    rows = [
        [name, "owner" if f.definer else "caller", *("x" if role in f.roles else "" for role in callers)]
        for name, f in agreed.functions.items()
    ]
    head = ["function", "runs as", *(agreed.roles[role] for role in callers)]
    return Grid(head, rows, ["x may call it; nobody may call a function that is not here"])


def _letters(commands: Mapping[str, Cell]) -> dict[Cell, str]:
    found: dict[Cell, str] = {}
    for command in COMMANDS:
        if cell := commands.get(command):
            found[cell] = found.get(cell, "") + command[0].upper()
    return found


def _short(commands: Mapping[str, Cell]) -> str:
    """`SD own`, and in another line `IU own (…)` where it is on some columns only."""
    return "\n".join(f"{said} {cell.rows}{' (…)' if cell.columns else ''}" for cell, said in _letters(commands).items())


def markdown(grid: Grid) -> str:
    """The grid in Markdown."""
    lines = [grid.head, ["---"] * len(grid.head), *grid.rows]
    table = [f"| {' | '.join(text.replace(chr(10), '<br>') for text in line)} |" for line in lines]
    return "\n".join([*table, "", *(f"{note.strip()}  " for note in grid.notes), ""])
