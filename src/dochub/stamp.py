"""Scripts from sources: the deploy scripts of functions/ and policies/ are their sources, stamped.

What else a change needs (the revert and verify scripts, a new table's deploy script) is drafted once from the parsed
source and is the author's from then on: a draft is never written over a file that is there.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dochub.errors import Problem
from dochub.plan import Plan, read

STAMPED = ("functions", "policies")
OWNER = "dochub_owner"
CLIENTS = ("anon", "authenticated", "dochub_admin", "service_role")
COMMANDS = ("select", "insert", "update", "delete")
RARE = ("truncate", "references", "trigger")


# Who holds which privilege on an object: (role, privilege) -> columns, "" being the whole of it.
Access = dict[tuple[str, str], set[str]]


def stamp(root: Path, *, write: bool = True) -> list[Path]:
    """Stamps and drafts below `root`; returns what was written, or (not `write`) which stamped scripts differ.

    Problem: the source of a released change was edited; a source that cannot be parsed, named with its line.
    """
    plan = read(root)
    changed: list[Path] = []
    for source in sorted(p for folder in (*STAMPED, "schema") for p in (root / folder).rglob("*.sql")):
        name = str(source.relative_to(root).with_suffix(""))
        deploy = root / "deploy" / f"{name}.sql"
        if source.relative_to(root).parts[0] in STAMPED:
            text = script(plan, name, source.read_bytes())
            if not deploy.is_file() or deploy.read_bytes() != text:
                if _released(plan, name):
                    raise Problem(f"{name}.sql is released and was edited", f"`sqitch rework {name}` first, then stamp")
                changed.append(deploy)
                if write:
                    _write(deploy, text)
        if write:
            changed += _draft(root, name, source)
    return [path.relative_to(root) for path in changed]


def script(plan: Plan, name: str, source: bytes) -> bytes:
    """The deploy script of source `name`.

    A rework says so in its first line: Sqitch wants the bytes of every deploy script of a project to differ, also when
    a function returns to an earlier body.
    """
    places = plan.find(name)
    since = f" (reworked after {plan.changes[places[-2]].rework_tags[0].name})" if len(places) > 1 else ""
    header = f"-- Deploy {name}{since}: stamped from {name}.sql; edit that file, then `make stamp`.\n"
    return header.encode() + b"begin;\nset local role dochub_owner;\n" + source + b"commit;\n"


def _released(plan: Plan, name: str) -> bool:
    tagged = [place for place, change in enumerate(plan.changes) if change.tags]
    return bool(tagged and (places := plan.find(name)) and places[-1] <= tagged[-1])


def _draft(root: Path, name: str, source: Path) -> Iterator[Path]:
    """Writes those scripts of change `name` that are missing."""
    wanted: dict[str, Callable[[list[Any]], list[str]]] = {"revert": _revert, "verify": _verify}
    missing = {kind: make for kind, make in wanted.items() if not (root / kind / f"{name}.sql").exists()}
    deploy = root / "deploy" / f"{name}.sql"
    if not deploy.exists():
        _write(
            deploy, f"-- Deploy {name}\nbegin;\nset local role dochub_owner;\n{source.read_text()}commit;\n".encode()
        )
        yield deploy
    if missing:
        statements = _parse(source)
        for kind, make in missing.items():
            path = root / kind / f"{name}.sql"
            role, end = ("set local role dochub_owner;\n", "commit") if kind == "revert" else ("", "rollback")
            body = "".join(f"{line}\n" for line in make(statements))
            _write(path, f"-- {kind.capitalize()} {name}\nbegin;\n{role}{body}{end};\n".encode())
            yield path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _parse(source: Path) -> list[Any]:
    try:
        from pglast import parse_sql
        from pglast.parser import ParseError
    except ImportError:
        raise Problem("drafting scripts needs pglast", "pip install 'dochub-schema[dev]'") from None
    text = source.read_text()
    try:
        return [statement.stmt for statement in parse_sql(text)]
    except ParseError as error:
        line = text.count("\n", 0, error.args[1] or 0) + 1
        raise Problem(f"{source}:{line}: {error.args[0]}") from None


def _of(statements: list[Any], kind: str) -> list[Any]:
    return [s for s in statements if type(s).__name__ == kind]


def _revert(statements: list[Any]) -> list[str]:
    tables = _protected(statements)
    return [
        *(f"drop trigger {s.trigname} on {_relation(s.relation)};" for s in _of(statements, "CreateTrigStmt")),
        *(f"drop function {_signature(s)};" for s in _of(statements, "CreateFunctionStmt")),
        *(f"drop policy {s.policy_name} on {_relation(s.table)};" for s in _of(statements, "CreatePolicyStmt")),
        *(line for table in tables for line in _revert_access(table, statements)),
        *(f"alter table {table} no force row level security;" for table in tables),
        *(f"alter table {table} disable row level security;" for table in tables),
        *(f"drop table {_relation(s.relation)};" for s in reversed(_of(statements, "CreateStmt"))),
    ]


def _revert_access(table: str, statements: list[Any]) -> list[str]:
    roles = _mentioned(statements, table)
    others = sorted({role for role, _ in _access(statements, table)} - {OWNER})
    return [
        *([f"revoke all on table {table} from {', '.join(others)};"] if others else []),
        *([f"grant all on table {table} to {OWNER};"] if OWNER in roles else []),
    ]


def _verify(statements: list[Any]) -> list[str]:
    return [
        *(line for s in _of(statements, "CreateStmt") for line in _verify_table(s)),
        *(line for s in _of(statements, "CreateFunctionStmt") for line in _verify_function(s, statements)),
        *(line for table in _protected(statements) for line in _verify_policies(table, statements)),
    ]


def _verify_table(create: Any) -> list[str]:
    table = _relation(create.relation)
    columns = [c.colname for c in create.tableElts or () if type(c).__name__ == "ColumnDef"]
    return [
        f"select {', '.join(columns) or '*'} from {table} where false;",
        _check(f"obj_description('{table}'::regclass) is not null"),
    ]


def _verify_function(create: Any, statements: list[Any]) -> list[str]:
    name, function = _dotted(create.funcname), _signature(create)
    access = _access(statements, name)
    return [
        _check(f"has_function_privilege('{role}', '{function}', 'execute')", (role, "execute") in access)
        for role in _roles(_mentioned(statements, name))
    ]


def _verify_policies(table: str, statements: list[Any]) -> list[str]:
    names = sorted(s.policy_name for s in _of(statements, "CreatePolicyStmt") if _relation(s.table) == table)
    listed = ", ".join(f"'{name}'" for name in names)
    access = _access(statements, table)
    roles = _roles(_mentioned(statements, table))
    return [
        _check(f"select relrowsecurity and relforcerowsecurity from pg_class where oid = '{table}'::regclass"),
        _check(
            "(select coalesce(array_agg(polname::text order by polname::text collate \"C\"), '{}') from pg_policy\n"
            f"  where polrelid = '{table}'::regclass) = array[{listed}]::text[]"
        ),
        *(line for role in roles for command in COMMANDS for line in _verify_command(table, role, command, access)),
        *(line for role in roles for line in _verify_rare(table, role, access)),
    ]


def _verify_command(table: str, role: str, command: str, access: Access) -> list[str]:
    columns = access.get((role, command), set())
    has_any = "has_table_privilege" if command == "delete" else "has_any_column_privilege"
    if not columns:
        return [_check(f"{has_any}('{role}', '{table}', '{command}')", False)]
    return [
        _check(f"has_table_privilege('{role}', '{table}', '{command}')", "" in columns),
        *(_check(f"has_column_privilege('{role}', '{table}', '{c}', '{command}')") for c in sorted(columns - {""})),
    ]


def _verify_rare(table: str, role: str, access: Access) -> list[str]:
    held = [privilege for privilege in RARE if (role, privilege) in access]
    lacking = ", ".join(privilege for privilege in RARE if privilege not in held)
    return [
        *(_check(f"has_table_privilege('{role}', '{table}', '{privilege}')") for privilege in held),
        *([_check(f"has_table_privilege('{role}', '{table}', '{lacking}')", False)] if lacking else []),
    ]


def _check(condition: str, expected: bool = True) -> str:
    """A statement that fails (division by zero) where the condition is not as expected."""
    return f"select 1 / ({condition})::int;" if expected else f"select 1 / (not {condition})::int;"


def _protected(statements: list[Any]) -> list[str]:
    """The tables whose row-level security the source turns on."""
    from pglast.enums import AlterTableType

    enable = AlterTableType.AT_EnableRowSecurity
    altered = [s for s in _of(statements, "AlterTableStmt") if any(c.subtype == enable for c in s.cmds)]
    return list(dict.fromkeys(_relation(s.relation) for s in altered))


def _grant_statements(statements: list[Any], name: str) -> Iterator[Any]:
    """The GRANTs and REVOKEs on the table or function `name`."""
    for statement in _of(statements, "GrantStmt"):
        names = [_relation(o) if hasattr(o, "relname") else _dotted(o.objname) for o in statement.objects]
        if name in names:
            yield statement


def _mentioned(statements: list[Any], name: str) -> set[str]:
    return {role.rolename or "public" for s in _grant_statements(statements, name) for role in s.grantees}


def _access(statements: list[Any], name: str) -> Access:
    """What the GRANTs and REVOKEs on `name` come to; the owner starts with everything, the others with nothing."""
    everything = (*COMMANDS, *RARE, "execute")
    access: Access = {(OWNER, privilege): {""} for privilege in everything}
    for statement in _grant_statements(statements, name):
        listed = [(p.priv_name, {c.sval for c in p.cols or ()}) for p in statement.privileges or ()]
        for privilege, columns in listed or [(privilege, set()) for privilege in everything]:
            for role in [grantee.rolename or "public" for grantee in statement.grantees]:
                held = access.pop((role, privilege), set())
                now = held | (columns or {""}) if statement.is_grant else held - columns if columns else set()
                if now:
                    access[role, privilege] = now
    return access


def _roles(mentioned: set[str]) -> tuple[str, ...]:
    """Everybody whose access a verify script tells: the clients, and whom else the source names."""
    return ("public", *CLIENTS, *sorted(mentioned - {"public", *CLIENTS}))


def _dotted(parts: Any) -> str:
    return ".".join(part.sval for part in parts)


def _relation(item: Any) -> str:
    return f"{item.schemaname}.{item.relname}" if item.schemaname else str(item.relname)


def _signature(create: Any) -> str:
    """schema.name(types), of the arguments that identify a function."""
    from pglast.stream import RawStream

    types = [RawStream()(p.argType) for p in create.parameters or () if p.mode.value not in ("o", "t")]
    return f"{_dotted(create.funcname)}({', '.join(types)})"
