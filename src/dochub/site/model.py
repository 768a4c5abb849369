"""What a database is, as the pages tell it: one typed model, read from the catalog in a query a kind. Reads only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, LiteralString

import psycopg
from psycopg.rows import namedtuple_row

from dochub.access import COMMANDS, OWNER

Connection = psycopg.Connection[Any]

# In the order in which the pages show them: who comes from outside first.
ROLES = ("anon", "authenticated", "dochub_admin", "service_role", "dochub_backup", "dochub_owner", "authenticator")


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    is_nullable: bool
    default: str | None
    is_generated: bool
    comment: str


@dataclass(frozen=True)
class Constraint:
    """A CHECK, a primary key or a UNIQUE."""

    name: str
    kind: str  # check, primary key, unique, not null, exclude
    columns: tuple[str, ...]
    definition: str  # as pg_get_constraintdef prints it


@dataclass(frozen=True)
class Reference:
    """A foreign key."""

    name: str
    table: str  # that has it
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str
    is_unique: bool  # the columns are a key too: at most one row for each row of the target


@dataclass(frozen=True)
class Index:
    """An index; those of keys too."""

    name: str
    definition: str
    is_primary: bool
    is_unique: bool


@dataclass(frozen=True)
class Policy:
    """A policy."""

    table: str
    name: str
    command: str  # select, insert, update, delete, all
    roles: tuple[str, ...]
    using: str | None
    check: str | None
    is_permissive: bool
    comment: str


@dataclass(frozen=True)
class Grant:
    """What a role may do to a table, by its access control list; the owner's too."""

    role: str
    privilege: str  # in lower case
    columns: tuple[str, ...] = ()  # none: the whole table


@dataclass(frozen=True)
class Trigger:
    """A trigger."""

    name: str
    definition: str
    function: str
    comment: str


@dataclass(frozen=True)
class Table:
    """A table with all that hangs on it."""

    schema: str
    short: str
    comment: str
    owner: str
    is_secured: bool  # row-level security is enabled
    is_forced: bool
    is_logged: bool
    partition_of: str | None
    partition_key: str | None
    options: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    references: tuple[Reference, ...] = ()
    referenced_by: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    policies: tuple[Policy, ...] = ()
    grants: tuple[Grant, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.short}"

    @property
    def is_public(self) -> bool:
        return self.schema == "public"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def policies_for(self, role: str, command: str) -> list[Policy]:
        return [p for p in self.policies if p.command in (command, "all") and {role, "public"} & {*p.roles}]

    def granted(self, role: str, command: str) -> tuple[str, ...] | None:
        """The columns on which the role has the command; () is the whole table, None not at all."""
        own = [g for g in self.grants if g.role in (role, "public") and g.privilege == command]
        if any(not g.columns for g in own):
            return ()
        columns = {c for g in own for c in g.columns}
        return tuple(c for c in self.column_names if c in columns) or None

    def may(self, role: str, command: str) -> tuple[str, ...] | None:
        """The same where a policy lets rows through too."""
        return self.granted(role, command) if self.policies_for(role, command) else None


@dataclass(frozen=True)
class Argument:
    """An argument of a function."""

    name: str
    type: str
    default: str | None


@dataclass(frozen=True)
class Function:
    """A function."""

    schema: str
    short: str
    arguments: tuple[Argument, ...]
    returns: str
    language: str
    volatility: str
    is_definer: bool
    owner: str
    settings: tuple[str, ...]
    callers: tuple[str, ...]  # roles that may execute it, besides its owner
    comment: str
    source: str  # the statement that makes it

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.short}"

    @property
    def is_public(self) -> bool:
        return self.schema == "public"

    @property
    def is_computed(self) -> bool:
        """It takes a row of a table: PostgREST serves it as a field of that table."""
        return len(self.arguments) == 1 and self.is_public and self.row_of is not None

    @property
    def row_of(self) -> str | None:
        kind = self.arguments[0].type if self.arguments else ""
        return kind.partition(".")[2] if kind.startswith("public.") else None


@dataclass(frozen=True)
class Role:
    """A role."""

    name: str
    attributes: tuple[str, ...]  # LOGIN, NOINHERIT, …
    becomes: tuple[str, ...]
    settings: tuple[str, ...]
    comment: str


@dataclass(frozen=True)
class Code:
    """A refusal's code."""

    code: str
    status: int
    message: str
    hint: str


@dataclass(frozen=True)
class Model:
    """A deployed database."""

    version: str  # of the server
    tables: Mapping[str, Table]  # by schema.name
    functions: Mapping[str, Function]
    roles: Mapping[str, Role]
    codes: Mapping[str, Code]

    @cached_property
    def public(self) -> list[Table]:
        return [t for t in self.tables.values() if t.is_public]

    @cached_property
    def internal(self) -> list[Table]:
        return [t for t in self.tables.values() if not t.is_public and not t.partition_of]

    @cached_property
    def partitions(self) -> dict[str, list[Table]]:
        found: dict[str, list[Table]] = defaultdict(list)
        for table in self.tables.values():
            if table.partition_of:
                found[table.partition_of].append(table)
        return found

    @cached_property
    def api(self) -> list[Function]:
        return [f for f in self.functions.values() if f.is_public]


_OURS: LiteralString = "in ('public'::regnamespace, 'private'::regnamespace)"

_TABLES: LiteralString = f"""
  select c.oid, n.nspname as schema, c.relname as short, coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
         pg_get_userbyid(c.relowner) as owner, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
         c.relpersistence <> 'u' as logged, pg_get_partkeydef(c.oid) as partition_key,
         (select i.inhparent from pg_inherits i where i.inhrelid = c.oid) as parent, coalesce(c.reloptions, '{{}}') as options
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and c.relnamespace {_OURS}
   order by n.nspname desc, c.relname"""

_COLUMNS: LiteralString = f"""
  select a.attrelid as oid, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
         pg_get_expr(d.adbin, d.adrelid) as default_, a.attgenerated <> '' as generated,
         coalesce(col_description(a.attrelid, a.attnum), '') as comment
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where c.relkind in ('r', 'p') and c.relnamespace {_OURS} and a.attnum > 0 and not a.attisdropped
   order by a.attrelid, a.attnum"""

_CONSTRAINTS: LiteralString = f"""
  select k.conrelid as oid, k.conname as name, k.contype as kind, pg_get_constraintdef(k.oid) as definition,
         array(select a.attname::text from unnest(k.conkey) with ordinality u (n, i)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i) as columns,
         nullif(k.confrelid, 0) as target, k.confdeltype as on_delete,
         array(select a.attname::text from unnest(k.confkey) with ordinality u (n, i)
                 join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.i) as target_columns,
         exists (select 1 from pg_index x where x.indrelid = k.conrelid and x.indisunique and x.indpred is null
                    and (select array_agg(v) from unnest(x.indkey) v) <@ (k.conkey || 0::int2)) as is_unique
    from pg_constraint k where k.connamespace {_OURS} and k.conrelid <> 0 and k.contype in ('c', 'f', 'p', 'u', 'x')
   order by k.conrelid, k.contype, k.conname"""

_INDEXES: LiteralString = f"""
  select x.indrelid as oid, c.relname as name, pg_get_indexdef(x.indexrelid) as definition, x.indisprimary as is_primary,
         x.indisunique as is_unique
    from pg_index x join pg_class c on c.oid = x.indexrelid where c.relnamespace {_OURS}
   order by x.indrelid, not x.indisprimary, c.relname"""

_POLICIES: LiteralString = f"""
  select p.polrelid as oid, p.polname as name, p.polcmd as command, p.polpermissive as permissive,
         array(select case when r = 0 then 'public' else pg_get_userbyid(r)::text end from unnest(p.polroles) r) as roles,
         pg_get_expr(p.polqual, p.polrelid) as using_, pg_get_expr(p.polwithcheck, p.polrelid) as check_,
         coalesce(obj_description(p.oid, 'pg_policy'), '') as comment
    from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace {_OURS}
   order by p.polrelid, p.polname"""

_GRANTS: LiteralString = f"""
  select c.oid, case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end as role,
         lower(g.privilege_type) as privilege, null::text as column_
    from pg_class c cross join aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) g
   where c.relkind in ('r', 'p') and c.relnamespace {_OURS}
  union all
  select c.oid, case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end, lower(g.privilege_type), a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid cross join aclexplode(a.attacl) g
   where c.relkind in ('r', 'p') and c.relnamespace {_OURS}"""

_TRIGGERS: LiteralString = f"""
  select t.tgrelid as oid, t.tgname as name, pg_get_triggerdef(t.oid) as definition,
         n.nspname || '.' || p.proname as function, coalesce(obj_description(t.oid, 'pg_trigger'), '') as comment
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    join pg_namespace n on n.oid = p.pronamespace
   where not t.tgisinternal and c.relnamespace {_OURS}
   order by t.tgrelid, t.tgname"""

_FUNCTIONS: LiteralString = f"""
  select n.nspname as schema, p.proname as short, l.lanname as language, p.provolatile as volatility,
         p.prosecdef as definer, pg_get_userbyid(p.proowner) as owner, coalesce(p.proconfig, '{{}}') as settings,
         pg_get_function_result(p.oid) as returns, coalesce(obj_description(p.oid, 'pg_proc'), '') as comment,
         pg_get_functiondef(p.oid) as source,
         array(select coalesce(p.proargnames[i], '') from generate_series(1, p.pronargs) i) as names,
         array(select format_type(t, null) from unnest(p.proargtypes) with ordinality u (t, i) order by i) as types,
         array(select pg_get_function_arg_default(p.oid, i) from generate_series(1, p.pronargs) i) as defaults,
         array(select case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end
                 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
                where g.privilege_type = 'EXECUTE' and g.grantee <> p.proowner) as callers
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
   where p.prokind = 'f' and p.pronamespace {_OURS}
   order by n.nspname desc, p.proname"""

_ROLES: LiteralString = """
  select r.rolname as name, r.rolcanlogin as login, r.rolinherit as inherit, r.rolsuper as super, r.rolbypassrls as bypass,
         r.rolcreaterole as createrole, coalesce(shobj_description(r.oid, 'pg_authid'), '') as comment,
         array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid) as becomes,
         coalesce((select s.setconfig from pg_db_role_setting s where s.setrole = r.oid and s.setdatabase = 0), '{}') as settings
    from pg_roles r where r.rolname = any (%s)"""

_KINDS = {"c": "check", "p": "primary key", "u": "unique", "x": "exclude"}
_ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_POLICY_COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}
_VOLATILITIES = {"i": "immutable", "s": "stable", "v": "volatile"}


def read(conn: Connection) -> Model:
    """The model of the database that `conn` is connected to, in one read-only transaction."""
    with conn.transaction(), conn.cursor(row_factory=namedtuple_row) as cursor:
        cursor.execute("set transaction read only")
        cursor.execute("set local search_path = pg_catalog")
        version = conn.info.server_version
        return _model(cursor, f"PostgreSQL {version // 10000}.{version % 10000}")


def _model(cursor: psycopg.Cursor[Any], version: str) -> Model:
    tables = cursor.execute(_TABLES).fetchall()
    names = {row.oid: f"{row.schema}.{row.short}" for row in tables}
    parts = {kind: _by_table(cursor.execute(query).fetchall()) for kind, query in _PARTS.items()}
    references = {
        oid: [_reference(row, names) for row in rows if row.kind == "f"] for oid, rows in parts["constraints"].items()
    }
    towards: dict[str, list[Reference]] = defaultdict(list)
    for found in references.values():
        for reference in found:
            towards[reference.target].append(reference)
    return Model(
        version=version,
        tables={
            names[row.oid]: Table(
                row.schema, row.short, row.comment, row.owner, row.secured, row.forced, row.logged,
                names.get(row.parent), row.partition_key, tuple(row.options),
                columns=tuple(
                    Column(c.name, c.type, c.nullable, c.default_, c.generated, c.comment) for c in parts["columns"][row.oid]
                ),
                constraints=tuple(
                    Constraint(c.name, _KINDS[c.kind], tuple(c.columns), c.definition)
                    for c in parts["constraints"][row.oid]
                    if c.kind in _KINDS
                ),
                references=tuple(references.get(row.oid, [])),
                referenced_by=tuple(sorted(towards[names[row.oid]], key=lambda r: r.table)),
                indexes=tuple(Index(x.name, x.definition, x.is_primary, x.is_unique) for x in parts["indexes"][row.oid]),
                policies=tuple(
                    Policy(
                        names[row.oid], p.name, _POLICY_COMMANDS[p.command], tuple(sorted(p.roles, key=_rank)),
                        p.using_, p.check_, p.permissive, p.comment,
                    )
                    for p in sorted(parts["policies"][row.oid], key=_policy_rank)
                ),
                grants=_grants(parts["grants"][row.oid], [c.name for c in parts["columns"][row.oid]]),
                triggers=tuple(Trigger(t.name, t.definition, t.function, t.comment) for t in parts["triggers"][row.oid]),
            )
            for row in tables
        },
        functions={f.name: f for f in map(_function, cursor.execute(_FUNCTIONS).fetchall())},
        roles={
            row.name: Role(row.name, _attributes(row), tuple(sorted(row.becomes, key=_rank)), tuple(row.settings), row.comment)
            for row in sorted(cursor.execute(_ROLES, [list(ROLES)]).fetchall(), key=lambda row: _rank(row.name))
        },
        codes={
            row.code: Code(row.code, row.status, row.message, row.hint)
            for row in cursor.execute(
                "select code, http_status as status, message, hint from private.error_codes order by 2, 1"
            ).fetchall()
        },
    )  # fmt: skip


_PARTS: dict[str, LiteralString] = {
    "columns": _COLUMNS,
    "constraints": _CONSTRAINTS,
    "indexes": _INDEXES,
    "policies": _POLICIES,
    "grants": _GRANTS,
    "triggers": _TRIGGERS,
}


def _by_table(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.oid].append(row)
    return found


def _rank(role: str) -> tuple[int, str]:
    return (ROLES.index(role) if role in ROLES else len(ROLES), role)


def _policy_rank(row: Any) -> tuple[int, int]:
    """By command, and who comes from outside first."""
    return "rawd*".index(row.command), min(_rank(role)[0] for role in row.roles)


def _reference(row: Any, names: Mapping[int, str]) -> Reference:
    return Reference(
        row.name, names[row.oid], tuple(row.columns), names[row.target], tuple(row.target_columns),
        _ACTIONS[row.on_delete], row.is_unique,
    )  # fmt: skip


def _grants(rows: list[Any], order: list[str]) -> tuple[Grant, ...]:
    whole = {(row.role, row.privilege) for row in rows if row.column_ is None}
    columns: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.column_ is not None:
            columns[row.role, row.privilege].add(row.column_)
    found = [Grant(role, privilege) for role, privilege in whole]
    found += [Grant(role, privilege, tuple(sorted(c, key=order.index))) for (role, privilege), c in columns.items()]
    return tuple(sorted(found, key=lambda g: (_rank(g.role), _command_rank(g.privilege), g.columns)))


def _command_rank(privilege: str) -> int:
    return COMMANDS.index(privilege) if privilege in COMMANDS else len(COMMANDS)


def _function(row: Any) -> Function:
    return Function(
        row.schema, row.short,
        tuple(Argument(*argument) for argument in zip(row.names, row.types, row.defaults, strict=True)),
        row.returns, row.language, _VOLATILITIES[row.volatility], row.definer, row.owner, tuple(row.settings),
        tuple(sorted(row.callers, key=_rank)), row.comment, row.source,
    )  # fmt: skip


def _attributes(row: Any) -> tuple[str, ...]:
    said = [
        "LOGIN" if row.login else "NOLOGIN",
        "INHERIT" if row.inherit else "NOINHERIT",
        *(
            word
            for word, has in (("SUPERUSER", row.super), ("BYPASSRLS", row.bypass), ("CREATEROLE", row.createrole))
            if has
        ),
    ]
    return tuple(said)


__all__ = ["COMMANDS", "OWNER", "ROLES", "Model", "read"]
