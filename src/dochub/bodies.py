"""What the sources say: which function calls, reads, writes and locks what, and which tables and policies use it.

Every file of functions/, schema/ and policies/ is parsed by PostgreSQL's own parser (pglast), a PL/pgSQL body statement
by statement. Only names with their schema, `public` or `private`, are ours; what stands in a comment or in a string is
no name, so what dynamic SQL does is not told: `Function.is_dynamic` says where that is. What cannot be parsed is a
Problem with its file and line, never left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dochub.errors import Problem

SCHEMAS = ("public", "private")
FOLDERS = ("schema", "policies", "functions")

_LOCKS = {1: "for key share", 2: "for share", 3: "for no key update", 4: "for update"}
_WAITS = {0: "", 1: " skip locked", 2: " nowait"}
_TABLE_LOCKS = (
    "",
    "access share",
    "row share",
    "row exclusive",
    "share update exclusive",
    "share",
    "share row exclusive",
    "exclusive",
    "access exclusive",
)
_VOLATILITIES = ("immutable", "stable", "volatile")
_COMPARED = re.compile(r'"__Case__Variable_\d+__" IN \(')


@dataclass(frozen=True)
class Call:
    """A function of ours, called."""

    name: str
    line: int
    tables: frozenset[str]  # that its statement reads or writes; none where it stands in a bare expression


@dataclass(frozen=True)
class Write:
    """What a statement does to a table."""

    table: str
    command: str  # insert, update, delete, merge, truncate
    line: int


@dataclass(frozen=True)
class Read:
    """A table in a FROM or USING list."""

    table: str
    line: int


@dataclass(frozen=True)
class Lock:
    """A lock that a statement takes by name: of the rows that it reads, or (`lock table`) of the whole table."""

    table: str
    strength: str  # as written: for update, for no key update skip locked, share row exclusive …
    line: int


@dataclass(frozen=True)
class Statement:
    """An SQL statement, or a bare expression, which PL/pgSQL runs as SELECT."""

    line: int
    tree: Any = field(repr=False)  # of pglast
    calls: tuple[Call, ...] = ()
    reads: tuple[Read, ...] = ()
    writes: tuple[Write, ...] = ()
    locks: tuple[Lock, ...] = ()
    types: frozenset[str] = frozenset()
    lines: tuple[int, ...] = field(default=(), repr=False)  # the file's line of each character of the parsed text

    @property
    def tables(self) -> frozenset[str]:
        return frozenset([r.table for r in self.reads] + [w.table for w in self.writes] + [k.table for k in self.locks])

    def line_of(self, node: Any) -> int:
        """The line in the file where `node` of the tree stands."""
        places = [place for n in [node, *nodes(node)] if (place := getattr(n, "location", None)) is not None]
        place = min((p for p in places if 0 <= p < len(self.lines)), default=None)
        return self.line if place is None else self.lines[place]


@dataclass(frozen=True)
class Argument:
    """An argument, or (mode `table`) a column of what is returned."""

    name: str
    type: str
    mode: str  # in, out, inout, variadic, table
    default: str | None


@dataclass(frozen=True)
class Function:
    """A function as its source says."""

    name: str  # with its schema
    file: Path  # relative to the root
    line: int
    arguments: tuple[Argument, ...]
    returns: str
    language: str
    volatility: str
    is_definer: bool
    settings: dict[str, str]
    types: frozenset[str]  # tables whose row types stand in its arguments, result and declarations: bound at creation
    defaults: tuple[Call, ...]  # in the defaults of its arguments: bound at creation
    statements: tuple[Statement, ...]
    is_dynamic: bool  # it executes text

    @property
    def is_public(self) -> bool:
        return self.name.startswith("public.")

    @property
    def calls(self) -> tuple[Call, ...]:
        return (*self.defaults, *(call for s in self.statements for call in s.calls))

    @property
    def reads(self) -> tuple[Read, ...]:
        return tuple(read for s in self.statements for read in s.reads)

    @property
    def writes(self) -> tuple[Write, ...]:
        return tuple(write for s in self.statements for write in s.writes)

    @property
    def locks(self) -> tuple[Lock, ...]:
        return tuple(lock for s in self.statements for lock in s.locks)

    @property
    def tables(self) -> frozenset[str]:
        """What its body reads, writes or locks."""
        return frozenset(table for s in self.statements for table in s.tables)


@dataclass(frozen=True)
class Table:
    """A table as CREATE TABLE says."""

    name: str
    file: Path
    line: int
    columns: tuple[str, ...]
    primary_key: tuple[str, ...]
    references: frozenset[str]  # the tables of its foreign keys; of a partition, its parent


@dataclass(frozen=True)
class Source:
    """A file: the functions and tables that it makes, and what else it says."""

    file: Path  # relative to the root
    functions: tuple[Function, ...]
    tables: tuple[Table, ...]
    statements: tuple[Statement, ...]  # outside functions; CREATE TABLE too, for its defaults and checks
    triggers: tuple[Call, ...]  # the functions that its triggers call
    policies: tuple[tuple[str, str], ...]  # (table, name)

    @property
    def change(self) -> str:
        """Its name in the plan."""
        return str(self.file.with_suffix(""))

    @property
    def folder(self) -> str:
        return self.file.parts[0]

    @property
    def makes(self) -> dict[str, int]:
        """The functions and tables that the file makes, with their lines."""
        return {f.name: f.line for f in self.functions} | {t.name: t.line for t in self.tables}

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is called when the file is run, and by the defaults, checks, triggers and policies that it makes."""
        return (*self.triggers, *(call for s in self.statements for call in s.calls))

    @property
    def named(self) -> frozenset[str]:
        """The tables that it names outside functions."""
        return frozenset(table for s in self.statements for table in s.tables | s.types) | frozenset(
            table for t in self.tables for table in t.references
        )


def sources(root: Path, folders: Iterable[str] = FOLDERS) -> list[Source]:
    """Every file of `folders`, parsed, in the order of their names.

    Problem: one that cannot be parsed, with its line; a function or table that two files make.
    """
    found = [read(root, file) for folder in folders for file in sorted((root / folder).rglob("*.sql"))]
    seen: dict[str, Path] = {}
    for source in found:
        for name, line in source.makes.items():
            if name in seen:
                raise Problem(f"{source.file}:{line}: {name} is in {seen[name]} already")
            seen[name] = source.file
    return found


def functions(root: Path) -> dict[str, Function]:
    """The functions of functions/ by name."""
    return {f.name: f for source in sources(root, ["functions"]) for f in source.functions}


def read(root: Path, file: Path) -> Source:
    """One file below `root`. Problem: it cannot be parsed."""
    return _File(root, file).source()


def nodes(tree: Any) -> Iterator[Any]:
    """All nodes below `tree`, in the order of the text, as far as the parser keeps it."""
    for _, node in children(tree):
        yield node
        yield from nodes(node)


def children(tree: Any) -> Iterator[tuple[str, Any]]:
    """(attribute, node) of each node that stands in `tree` itself; lists are looked through."""
    if isinstance(tree, tuple):
        for item in tree:
            if isinstance(item, tuple):
                yield from children(item)
            elif hasattr(item, "__slots__"):
                yield "", item
    elif tree is not None:
        for attribute in tree.__slots__:
            value = getattr(tree, attribute)
            if isinstance(value, tuple):
                for _, node in children(value):
                    yield attribute, node
            elif hasattr(value, "__slots__"):
                yield attribute, value


def kind(node: Any) -> str:
    """The node's class: SelectStmt, FuncCall."""
    return type(node).__name__


def qualified(parts: Any) -> str | None:
    """schema.name of ours, from a list of names; None: not ours."""
    names = [part.sval for part in parts or () if kind(part) == "String"]
    return ".".join(names[:2]) if len(names) > 1 and names[0] in SCHEMAS else None


def relation(node: Any) -> str | None:
    """schema.name of ours, from a RangeVar; None: a CTE, the catalog's."""
    return f"{node.schemaname}.{node.relname}" if node is not None and node.schemaname in SCHEMAS else None


def statement(text: str, lines: tuple[int, ...]) -> list[Statement]:
    """Parses SQL; `lines` has the file's line of each character."""
    from pglast import parse_sql

    return [_statement(raw.stmt, lines, raw.stmt_location) for raw in parse_sql(text)]


def _statement(tree: Any, lines: tuple[int, ...], start: int = 0) -> Statement:
    """What `tree` names."""
    here = lines[min(start, len(lines) - 1)] if lines else 1

    def line(node: Any) -> int:
        place = getattr(node, "location", None)
        return lines[place] if place is not None and 0 <= place < len(lines) else here

    everything = [tree, *nodes(tree)]
    writes = [(node, command) for node in everything for command in _commands(node)]
    targets = {id(node.relation) for node, command in writes if command != "truncate"}
    targets |= {id(r) for node, command in writes if command == "truncate" for r in node.relations}
    named = [(node, name) for node in everything if kind(node) == "RangeVar" and (name := relation(node))]
    skipped = targets | {id(item) for node in everything for item in _not_read(node)}
    reads = tuple(Read(name, line(node)) for node, name in named if id(node) not in skipped)
    written = tuple(
        Write(name, command, line(target))
        for node, command in writes
        for target in (node.relations if command == "truncate" else (node.relation,))
        if (name := relation(target))
    )
    locks = tuple(Lock(table, strength, line(node)) for node in everything for node, table, strength in _locks(node))
    other = {name for node, name in named if id(node) in skipped and id(node) not in targets and name}
    tables = frozenset([r.table for r in reads] + [w.table for w in written] + [k.table for k in locks])
    calls = tuple(
        Call(name, line(node), tables)
        for node in everything
        if kind(node) == "FuncCall" and (name := qualified(node.funcname))
    )
    types = {name for node in everything if kind(node) == "TypeName" and (name := qualified(node.names))}
    # What DDL is about (a policy's table, an index's) is named, and neither read nor written.
    about = frozenset(other) if kind(tree) not in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt") else set()
    return Statement(here, tree, calls, reads, written, locks, frozenset(types | about), lines)


def _commands(node: Any) -> list[str]:
    """What `node` itself does to the table that it names."""
    match kind(node):
        case "InsertStmt":
            clause = node.onConflictClause
            updates = clause is not None and clause.action.name == "ONCONFLICT_UPDATE"
            return ["insert", "update"] if updates else ["insert"]
        case "UpdateStmt":
            return ["update"]
        case "DeleteStmt":
            return ["delete"]
        case "MergeStmt":
            return ["merge"]
        case "TruncateStmt":
            return ["truncate"]
    return []


def _not_read(node: Any) -> list[Any]:
    """The RangeVars in `node` that are names of something, not a FROM list's."""
    match kind(node):
        case "LockingClause":
            return list(node.lockedRels or ())
        case "LockStmt":
            return list(node.relations)
        case "SelectStmt" | "InsertStmt" | "UpdateStmt" | "DeleteStmt" | "MergeStmt" | "JoinExpr":
            return []
    return [child for _, child in children(node) if kind(child) == "RangeVar"]


def _locks(node: Any) -> Iterator[tuple[Any, str, str]]:
    """(node, table, strength) of the locks that `node` takes by name."""
    if kind(node) == "LockStmt":
        for item in node.relations:
            if name := relation(item):
                yield item, name, _TABLE_LOCKS[node.mode]
    elif kind(node) == "SelectStmt":
        for clause in node.lockingClause or ():
            strength = _LOCKS[clause.strength.value] + _WAITS[clause.waitPolicy.value]
            wanted = {item.relname for item in clause.lockedRels or ()}
            for item in _from_items(node.fromClause):
                alias = item.alias.aliasname if item.alias else getattr(item, "relname", None)
                if wanted and alias not in wanted:
                    continue
                inner = [item] if kind(item) == "RangeVar" else list(_tables_below(item.subquery))
                for table in inner:
                    if name := relation(table):
                        yield table, name, strength


def _from_items(clause: Any) -> Iterator[Any]:
    """The tables and sub-selects of a FROM list, joins looked through."""
    for item in clause or ():
        if kind(item) == "JoinExpr":
            yield from _from_items((item.larg, item.rarg))
        elif kind(item) in ("RangeVar", "RangeSubselect"):
            yield item


def _tables_below(select: Any) -> Iterator[Any]:
    """A lock on a sub-select locks what that reads."""
    for item in _from_items(select.fromClause):
        if kind(item) == "RangeVar":
            yield item
        else:
            yield from _tables_below(item.subquery)


class _File:
    """The parse of one file."""

    def __init__(self, root: Path, file: Path) -> None:
        try:
            from pglast.parser import ParseError, scan
        except ImportError:
            raise Problem("reading what functions do needs pglast", "pip install 'dochub-schema[dev]'") from None
        self.path = file.relative_to(root)
        self.text = file.read_text("utf-8")
        self.ParseError, self.scan = ParseError, scan
        self.lines = self.lines_of(self.text, 1)

    @staticmethod
    def lines_of(text: str, first: int) -> tuple[int, ...]:
        """The line of each character of `text`, and of its end, when the text begins on line `first`."""
        line, found = first, []
        for character in text:
            found.append(line)
            line += character == "\n"
        return (*found, line)

    def problem(self, line: int, message: str) -> Problem:
        return Problem(f"{self.path}:{line}: {message}")

    def source(self) -> Source:
        from pglast import parse_sql

        try:
            raws = parse_sql(self.text)
            starts = [token.start for token in self.scan(self.text) if token.name not in ("SQL_COMMENT", "C_COMMENT")]
        except self.ParseError as error:
            raise self.problem(self.lines[error.args[1] or 0], error.args[0]) from None
        made: list[Function] = []
        tables: list[Table] = []
        others: list[Statement] = []
        triggers: list[Call] = []
        policies: list[tuple[str, str]] = []
        for raw in raws:
            start = next((s for s in starts if s >= raw.stmt_location), raw.stmt_location)
            end = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(self.text)
            node, line = raw.stmt, self.lines[start]
            match kind(node):
                case "CreateFunctionStmt":
                    made.append(self.function(node, line, start, end))
                    continue
                case "DoStmt":
                    others += self.body(node.args, line, start, end)[0]
                    continue
                case "CreateStmt":
                    tables.append(self.table(node, line))
                case "CreateTrigStmt":
                    triggers += [Call(name, line, frozenset()) for name in [qualified(node.funcname)] if name]
                case "CreatePolicyStmt":
                    policies.append((relation(node.table) or node.table.relname, node.policy_name))
            others.append(_statement(node, self.lines, start))
        return Source(self.path, tuple(made), tuple(tables), tuple(others), tuple(triggers), tuple(policies))

    def table(self, node: Any, line: int) -> Table:
        from pglast.enums import ConstrType

        constraints = [n for n in nodes(node) if kind(n) == "Constraint"]
        inline = [
            column.colname
            for column in node.tableElts or ()
            for c in getattr(column, "constraints", None) or ()
            if c.contype == ConstrType.CONSTR_PRIMARY
        ]
        keys = [[k.sval for k in c.keys] for c in constraints if c.contype == ConstrType.CONSTR_PRIMARY and c.keys]
        name = relation(node.relation)
        if name is None:
            raise self.problem(line, f"table {node.relation.relname} has no schema, or one that is not ours")
        parents = [relation(c.pktable) for c in constraints if c.contype == ConstrType.CONSTR_FOREIGN]
        parents += [relation(parent) for parent in node.inhRelations or ()]
        return Table(
            name,
            self.path,
            line,
            tuple(c.colname for c in node.tableElts or () if kind(c) == "ColumnDef"),
            tuple(keys[0] if keys else inline),
            frozenset(parent for parent in parents if parent and parent != name),
        )

    def function(self, node: Any, line: int, start: int, end: int) -> Function:
        from pglast.stream import RawStream

        name = qualified(node.funcname)
        if name is None:
            raise self.problem(line, "a function without a schema, or in one that is not ours")
        options = {o.defname: o.arg for o in node.options or () if o.defname != "set"}
        settings = [o.arg for o in node.options or () if o.defname == "set"]
        modes = {"d": "in", "i": "in", "o": "out", "b": "inout", "v": "variadic", "t": "table"}
        language = options["language"].sval if "language" in options else "sql"
        if node.sql_body is not None or language not in ("plpgsql", "sql"):
            raise self.problem(line, f"{name}: only bodies in quotes, in PL/pgSQL or SQL, can be read")
        statements, declared, is_dynamic = self.body(node.options, line, start, end, language)
        arguments = tuple(node.parameters or ())
        signature = [n for part in (*arguments, node.returnType) if part is not None for n in [part, *nodes(part)]]

        def sql(part: Any) -> str:
            return str(RawStream()(part))

        return Function(
            name=name,
            file=self.path,
            line=line,
            arguments=tuple(
                Argument(a.name or "", sql(a.argType), modes[a.mode.value], sql(a.defexpr) if a.defexpr else None)
                for a in arguments
            ),
            returns=sql(node.returnType) if node.returnType else "void",
            language=language,
            volatility=options["volatility"].sval if "volatility" in options else "volatile",
            is_definer="security" in options and bool(options["security"].boolval),
            settings={s.name: ", ".join(sql(a).strip("'\"") for a in s.args or ()) for s in settings},
            types=frozenset(declared)
            | {t for n in signature if kind(n) == "TypeName" and (t := qualified(n.names)) is not None},
            defaults=tuple(
                Call(called, line, frozenset())
                for n in signature
                if kind(n) == "FuncCall" and (called := qualified(n.funcname)) is not None
            ),
            statements=tuple(statements),
            is_dynamic=is_dynamic,
        )

    def body(
        self, options: Any, line: int, start: int, end: int, language: str = "plpgsql"
    ) -> tuple[list[Statement], set[str], bool]:
        """Reads the body of CREATE FUNCTION or DO at `start` … `end`: statements, declared types, is it dynamic."""
        from pglast import parse_plpgsql

        option = next(o for o in options if o.defname == "as")
        # The body's token: the first string at or after AS (of DO: at its beginning).
        place = max(start, option.location if option.location is not None else start)
        token = next(t for t in self.scan(self.text[place:end]) if t.name in ("SCONST", "USCONST"))
        whole = self.text[place + token.start : place + token.end + 1]
        quote = re.match(r"\$[^$]*\$", whole)
        if not quote:
            raise self.problem(self.lines[place], "a body stands between dollar quotes")
        opening = place + token.start + len(quote[0])
        text = whole[len(quote[0]) : -len(quote[0])]
        lines = self.lines[opening : opening + len(text) + 1]
        if language == "sql":
            try:
                return statement(text, lines), set(), False
            except self.ParseError as error:
                raise self.problem(lines[error.args[1] or 0], error.args[0]) from None
        try:
            plain, declared, values = self.without_row_types(text)
            tree = parse_plpgsql(self.text[start:opening] + plain + self.text[opening + len(text) : end])
        except self.ParseError as error:
            raise self.problem(line, error.args[0]) from None
        reader = _Body(self, text, lines)
        for first, last in values:
            reader.expression(text[first:last], 2, text.count("\n", 0, first) + 1)
        reader.visit(tree, 1)
        return reader.statements, declared, reader.is_dynamic

    def without_row_types(self, text: str) -> tuple[str, set[str], list[tuple[int, int]]]:
        """A body whose declared row types are `record`, of the same length; the tables whose types it declares; and
        where the values stand that records are declared with (start, end).

        The parser knows no catalog: it takes a variable of a type that it does not know for a scalar, and refuses
        an assignment to a field of it. What a record is declared with it reads and does not tell.
        """
        tokens = [t for t in self.scan(text) if t.name not in ("SQL_COMMENT", "C_COMMENT")]
        words = [text[t.start : t.end + 1].lower() for t in tokens]
        declared: set[str] = set()
        values: list[tuple[int, int]] = []
        is_declaring = False
        for i, word in enumerate(words):
            if word in ("declare", "begin"):
                is_declaring = word == "declare"
            before = i - 2 if words[i - 1] == "constant" else i - 1
            if not is_declaring or words[before - 1] not in ("declare", ";"):
                continue
            last = i
            if word in SCHEMAS and words[i + 1] == ".":
                declared.add(f"{word}.{words[i + 2]}")
                last = i + 4 if words[i + 3 : i + 5] == ["%", "rowtype"] else i + 2
                if words[last + 1] in ("[", "%", "."):
                    continue
                start, end = tokens[i].start, tokens[last].end + 1
                text = f"{text[:start]}{'record'.ljust(end - start)}{text[end:]}"
            elif word != "record":
                continue
            if words[last + 1] in (":=", "=", "default"):
                values.append((tokens[last + 2].start, tokens[words.index(";", last)].start))
        return text, declared, values


class _Body:
    """Collects the statements of a PL/pgSQL body from the parser's JSON."""

    def __init__(self, file: _File, text: str, lines: tuple[int, ...]) -> None:
        self.file, self.text, self.lines = file, text, lines
        self.statements: list[Statement] = []
        self.is_dynamic = False
        self.starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]

    def visit(self, item: Any, lineno: int) -> None:
        """Walks `item`, which stands on line `lineno` of the body (from 1)."""
        if isinstance(item, list):
            for part in item:
                self.visit(part, lineno)
        elif isinstance(item, dict):
            lineno = item.get("lineno", lineno)
            for name, part in item.items():
                if name == "PLpgSQL_expr":
                    self.expression(part["query"], part["parseMode"], lineno)
                    continue
                if name in ("var", "target") or name == "PLpgSQL_row":
                    continue  # the variables that a statement fills: declared, and so visited, elsewhere
                if name in ("PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "dynquery"):
                    self.is_dynamic = True
                self.visit(part, lineno)

    def expression(self, query: str, mode: int, lineno: int) -> None:
        """Parses what the parser kept as text: a statement (mode 0), an expression (2), an assignment (3 …)."""
        query = _COMPARED.sub("(", query)
        lines = self.place(query, lineno)
        start = self.assigned(query) if mode > 2 else 0
        parts = [(query[start:], lines[start:])]
        if "(" in (target := query[:start]):  # an index that is computed
            parts.append((target.rstrip().rstrip(":="), lines))
        for text, where in parts:
            sql, places = (text, where) if mode == 0 else (f"select {text}", (where[0],) * len("select ") + where)
            try:
                self.statements += statement(sql, places)
            except self.file.ParseError as error:
                raise self.file.problem(where[0], f"{error.args[0]} in: {text.strip()}") from None

    def assigned(self, query: str) -> int:
        """Where the value begins in `target := value`."""
        depth = 0
        for token in self.file.scan(query):
            word = query[token.start : token.end + 1]
            depth += (word in ("(", "[")) - (word in (")", "]"))
            if depth == 0 and word in (":=", "="):
                return int(token.end) + 1
        return 0

    def place(self, query: str, lineno: int) -> tuple[int, ...]:
        """The file's line of each character of `query`, from the statement on line `lineno` on.

        The parser cut INTO and its targets out, and writes PERFORM as SELECT: then token by token.
        """
        start = self.starts[lineno - 1] if lineno <= len(self.starts) else 0
        if (found := self.text.find(query, start)) >= 0:
            return self.lines[found : found + len(query) + 1]
        tokens = self.file.scan(self.text[start:])
        words = [self.text[start + t.start : start + t.end + 1] for t in tokens]
        places, at, line = [], 0, self.lines[start]
        wanted = {t.start: query[t.start : t.end + 1] for t in self.file.scan(query)}
        for i in range(len(query) + 1):
            if (word := wanted.get(i)) is not None and word in words[at:]:
                at = words.index(word, at)
                line = self.lines[start + tokens[at].start]
                at += 1
            places.append(line)
        return tuple(places)
