"""What a source file says, read by PostgreSQL's own parser: tables, functions, policies, and who is granted what."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dochub.errors import Problem

OWNER = "dochub_owner"
# The letters of privileges, in the order in which an aclitem has them.
LETTERS = {
    "insert": "a",
    "select": "r",
    "update": "w",
    "delete": "d",
    "truncate": "D",
    "references": "x",
    "trigger": "t",
    "execute": "X",
    "maintain": "m",
}

# How format_type() writes the types that SQL knows by more than one name.
_NAMES = {
    "int2": "smallint",
    "int4": "integer",
    "int": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "varchar": "character varying",
    "bpchar": "character",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
}
_SETTINGS = {"timezone": "TimeZone", "datestyle": "DateStyle", "intervalstyle": "IntervalStyle"}


class Table(NamedTuple):
    """A CREATE TABLE and what stands beside it: (name, what it is)."""

    name: str
    columns: list[tuple[str, str]]
    constraints: list[tuple[str, str]]
    indexes: list[str]
    triggers: list[str]


class Function(NamedTuple):
    """A CREATE FUNCTION."""

    name: str
    types: str  # of its input arguments, as regprocedure writes them
    interface: str  # arguments and result in full: what `create or replace` cannot change
    language: str
    volatility: str
    is_definer: bool
    settings: list[str]  # as pg_proc.proconfig has them, sorted
    body: str
    defaults: int  # how many arguments have one

    @property
    def signature(self) -> str:
        return f"{self.name}({self.types})"

    def replaces(self, other: "Function") -> bool:
        """Whether `create or replace` makes this one of `other`, which has the same signature."""
        return self.interface == other.interface and self.defaults >= other.defaults


class Policy(NamedTuple):
    """A CREATE POLICY."""

    name: str
    table: str
    rule: str  # in the words of the view pg_policies


class Source:
    """A parsed source. Problem: it cannot be parsed, named with its line; or it says what no verify could check."""

    def __init__(self, text: str, file: Path) -> None:
        try:
            from pglast import parse_sql
            from pglast.parser import ParseError
        except ImportError:
            raise Problem("stamping needs pglast", "pip install 'dochub-schema[dev]'") from None
        self.file = file
        try:
            self._statements = [statement.stmt for statement in parse_sql(text)]
        except ParseError as error:
            line = text.count("\n", 0, error.args[1] or 0) + 1
            raise Problem(f"{file}:{line}: {error.args[0]}") from None

    def _of(self, *kinds: str) -> list[Any]:
        return [s for s in self._statements if type(s).__name__ in kinds]

    def tables(self) -> list[Table]:
        return [self._table(create) for create in self._of("CreateStmt")]

    def functions(self) -> list[Function]:
        return [self._function(create) for create in self._of("CreateFunctionStmt")]

    def triggers(self) -> list[tuple[str, str]]:
        """Every trigger and its table."""
        return [(s.trigname, _relation(s.relation)) for s in self._of("CreateTrigStmt")]

    def policies(self) -> list[Policy]:
        return [
            Policy(s.policy_name, _relation(s.table), _rule(s))
            for s in sorted(self._of("CreatePolicyStmt"), key=lambda s: (_relation(s.table), s.policy_name))
        ]

    def protected(self) -> dict[str, bool]:
        """The tables whose row-level security is turned on, and whether it is forced."""
        from pglast.enums import AlterTableType

        def altered(how: Any) -> list[str]:
            return [_relation(s.relation) for s in self._of("AlterTableStmt") if any(c.subtype == how for c in s.cmds)]

        forced = altered(AlterTableType.AT_ForceRowSecurity)
        return {table: table in forced for table in altered(AlterTableType.AT_EnableRowSecurity)}

    def grantees(self, name: str) -> set[str]:
        """Whom the GRANTs and REVOKEs on `name` mention."""
        return {_role(role) for s in self._grants(name) for role in s.grantees}

    def acl(self, name: str, column: str, owners: str) -> list[str]:
        """The aclitems that the GRANTs and REVOKEs on `name` come to, of one of its columns or (``) of the whole.

        The owner starts with the letters of `owners`, the others with nothing.
        """
        held: dict[str, set[str]] = {OWNER: set(owners)}
        for statement in self._grants(name):
            for privilege in statement.privileges or (None,):
                if statement.is_grant and not (privilege and privilege.priv_name):
                    raise Problem(f"{self.file}: GRANT ALL on {name}", "name the privileges: each version has others")
                listed = [c.sval for c in privilege.cols or ()] if privilege else []
                # On the whole, REVOKE takes the columns' too.
                if column not in (listed or ([""] if statement.is_grant else [column])):
                    continue
                letters = {LETTERS[privilege.priv_name]} if privilege and privilege.priv_name else set(LETTERS.values())
                for role in map(_role, statement.grantees):
                    has = held.get(role, set())
                    held[role] = has | letters if statement.is_grant else has - letters
        items = {"" if role == "public" else role: letters for role, letters in held.items() if letters}
        order = list(LETTERS.values())
        return sorted(f"{role}={''.join(sorted(letters, key=order.index))}/{OWNER}" for role, letters in items.items())

    def granted_columns(self, name: str) -> list[str]:
        """The columns of `name` that its GRANTs list."""
        listed = [c.sval for s in self._grants(name) for p in s.privileges or () for c in p.cols or ()]
        return list(dict.fromkeys(listed))

    def _grants(self, name: str) -> Iterator[Any]:
        for statement in self._of("GrantStmt"):
            if statement.targtype.name != "ACL_TARGET_OBJECT" or statement.objtype.name not in (
                "OBJECT_TABLE",
                "OBJECT_FUNCTION",
            ):
                raise Problem(f"{self.file}: a GRANT or REVOKE on something else than named tables or functions")
            if name in [_relation(o) if hasattr(o, "relname") else _dotted(o.objname) for o in statement.objects]:
                yield statement

    def _table(self, create: Any) -> Table:
        name = _relation(create.relation)
        elements = create.tableElts or ()
        columns = [e for e in elements if type(e).__name__ == "ColumnDef"]
        constraints = [e for e in elements if type(e).__name__ == "Constraint"]
        constraints += [c for column in columns for c in column.constraints or ()]
        kinds = {"PRIMARY": "primary key", "UNIQUE": "unique", "FOREIGN": "foreign key", "CHECK": "check"}
        kinds |= {"EXCLUSION": "exclude"}
        named = [(c.conname, kinds[k]) for c in constraints if (k := c.contype.name.removeprefix("CONSTR_")) in kinds]
        indexes = [s.idxname for s in self._of("IndexStmt") if _relation(s.relation) == name]
        if None in [*(constraint for constraint, _ in named), *indexes]:
            raise Problem(f"{self.file}: a constraint or index of {name} has no name", "name it: verify asks for it")
        keys = {key.sval for c in constraints if c.contype.name == "CONSTR_PRIMARY" for key in c.keys or ()}
        implied = ("CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY")
        return Table(
            name,
            [
                (
                    c.colname,
                    _type(c.typeName)
                    + " not null" * (c.colname in keys or any(x.contype.name in implied for x in c.constraints or ())),
                )
                for c in columns
            ],
            named,
            indexes,
            [trigger for trigger, table in self.triggers() if table == name],
        )

    def _function(self, create: Any) -> Function:
        from pglast.stream import RawStream

        options = {o.defname: o.arg for o in create.options or ()}
        name = _dotted(create.funcname)
        if "as" not in options or len(options["as"]) != 1:
            raise Problem(f"{self.file}: the body of {name} is not one string", "verify compares a body as `as $$…$$`")
        parameters = create.parameters or ()
        result = [RawStream()(create.returnType)] if create.returnType else []
        return Function(
            name,
            ",".join(_type(p.argType) for p in parameters if p.mode.value not in ("o", "t")),
            ", ".join([*(f"{p.mode.value} {p.name} {_type(p.argType)}" for p in parameters), *result]),
            options["language"].sval,
            options["volatility"].sval if "volatility" in options else "volatile",
            "security" in options and options["security"].boolval,
            sorted(_setting(o.arg) for o in create.options if o.defname == "set"),
            options["as"][0].sval,
            sum(p.defexpr is not None for p in parameters),
        )


def _rule(create: Any) -> str:
    clauses = [("using", create.qual), ("with check", create.with_check)]
    return " ".join(
        [
            f"{'PERMISSIVE' if create.permissive else 'RESTRICTIVE'} for {create.cmd_name.upper()}",
            f"to {{{','.join(sorted(map(_role, create.roles)))}}}",
            *(f"{word} ({'true' if _is_true(e) else '...'})" for word, e in clauses if e is not None),
        ]
    )


def _is_true(expression: Any) -> bool:
    return bool(getattr(getattr(expression, "val", None), "boolval", False))


def _setting(change: Any) -> str:
    """As ALTER DATABASE or a function's SET stores it."""
    values = [str(_value(constant.val)) for constant in change.args]
    if change.name == "search_path":
        values = [value if value.replace("_", "").isalnum() else f'"{value}"' for value in values]
    return f"{_SETTINGS.get(change.name, change.name)}={', '.join(values)}"


def _value(constant: Any) -> Any:
    return next(v for kind in ("sval", "ival", "fval") if (v := getattr(constant, kind, None)) is not None)


def _type(name: Any) -> str:
    """As format_type() writes it."""
    parts = [part.sval for part in name.names]
    if parts[0] == "pg_catalog":
        parts = parts[1:]
    text = _NAMES.get(parts[0], parts[0]) if len(parts) == 1 else ".".join(parts)
    if name.typmods:
        modifier = f"({','.join(str(m.val.ival) for m in name.typmods)})"
        head, space, tail = text.partition(" ") if text.startswith("time") else (text, "", "")
        text = f"{head}{modifier}{space}{tail}"
    return text + "[]" * bool(name.arrayBounds)


def _role(role: Any) -> str:
    return role.rolename or "public"


def _dotted(parts: Any) -> str:
    return ".".join(part.sval for part in parts)


def _relation(item: Any) -> str:
    return f"{item.schemaname}.{item.relname}" if item.schemaname else str(item.relname)
