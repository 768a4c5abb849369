"""Compares the catalog of a database with the access contract. Reads only; any role that can connect may do it.

What is compared: the roles' attributes, memberships and settings; privileges on the database, the two schemas, their
tables, columns and functions, and what later ones get; who owns them; row-level security, policies and their
expressions; triggers; the functions' properties and bodies; and that the two schemas hold nothing else. Columns, keys
and checks are not (schema/ says what they are), nor what other schemas hold.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psycopg

from dochub import libpq, paths
from dochub.access import OWNER, SCHEMAS, SEARCH_PATH, Contract, contract
from dochub.errors import Problem

Kind = Literal["more", "less", "different", "note"]
Connection = psycopg.Connection[Any]
Found = dict[str, tuple[str, ...]]

MADE = "Made by DocHub"  # how the comment begins that deploy/roles.sql gives the roles that it makes
PUBLIC = "PUBLIC"
TABLES = ("table", "partitioned table")
RELATIONS = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
    "S": "sequence",
    "c": "type",
}
ROUTINES = {"f": "function", "p": "procedure", "a": "aggregate", "w": "function"}
COMMAND_OF = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}
ATTRIBUTES = {  # of a role: column of pg_roles → what ALTER ROLE calls it
    "rolsuper": "superuser",
    "rolbypassrls": "bypassrls",
    "rolcreaterole": "createrole",
    "rolcreatedb": "createdb",
    "rolreplication": "replication",
    "rolinherit": "inherit",
    "rolcanlogin": "login",
}
DEFAULTS = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas"}
LOGIN = "authenticator"  # whom PostgREST logs in as
PRE_REQUEST = "private.pre_request"
# Settings that switch off what the contract relies on, and the values that do not.
HARMFUL = {"row_security": {"on"}, "session_replication_role": {"origin"}, "role": {"none"}}


class Difference(NamedTuple):
    """One thing that the catalog has `more` or `less` than the contract, or `different`; a `note` is no fault."""

    kind: Kind
    where: str
    what: str
    repair: str = ""  # the statement, where there is one

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}" + (f" -> {self.repair}" if self.repair else "")


class Report(NamedTuple):
    """What `check` found, and how much it has looked at."""

    differences: list[Difference]
    notes: list[Difference]
    compared: dict[str, int]  # what → how many


def check(conninfo: str = "", *, root: Path | None = None) -> Report:
    """Compares the database of `conninfo` with the contract below `root`.

    Problem: no server there, no DocHub in that database, no contract.
    """
    root = root or paths.root()
    agreed, functions = contract(root), sources(root)
    with libpq.connect(conninfo) as conn, conn.transaction():
        conn.execute("set transaction isolation level repeatable read, read only")
        return compare(conn, agreed, functions)


def compare(conn: Connection, agreed: Contract, functions: Mapping[str, "Source"]) -> Report:
    """The same with everything at hand, in a transaction that is open; its search_path is changed."""
    conn.execute("set local search_path = pg_catalog")  # so that expressions are printed with every name qualified
    catalog = _Catalog(conn, agreed, functions)
    found = sorted({d for look in LOOKS for d in look(catalog)}, key=lambda d: (d.where, d.what))
    notes = [d for d in found if d.kind == "note"]
    return Report([d for d in found if d.kind != "note"], notes, dict(catalog.compared))


class Source(NamedTuple):
    """A function in a file of functions/."""

    file: str
    arguments: tuple[str, ...]  # their names
    body: str


_FUNCTION = re.compile(
    r"create or replace function (\w+\.\w+)\((.*?)\)\s+(?:returns\b.*?\s)?language\b.*?\sas (\$\w*\$)(.*?)\3;",
    re.DOTALL,
)


def sources(root: Path) -> dict[str, Source]:
    """Function → its source, of every file in functions/. Problem: one that is not written in the usual form."""
    found = {}
    for path in sorted((root / "functions").glob("*/*.sql")):
        text = path.read_text()
        matches = _FUNCTION.findall(text)
        if len(matches) != text.count("create or replace function ") or not matches:
            raise Problem(f"{path} has a function that is not in the usual form, or none")
        for name, arguments, _, body in matches:
            found[name] = Source(str(path.relative_to(root)), _argument_names(arguments), body)
    if not found:
        raise Problem(f"no functions below {root}")
    return found


def _argument_names(text: str) -> tuple[str, ...]:
    """The names of what a caller gives; commas in parentheses or in a literal separate nothing."""
    arguments = re.sub(r"\([^()]*\)|'[^']*'", "", text).split(",")
    words = [argument.split() for argument in arguments if argument.strip()]
    return tuple(word[1 if word[0] in ("inout", "variadic") else 0] for word in words if word[0] != "out")


class _Catalog:
    """What is looked at in more than one place. Problem: DocHub is not in this database."""

    def __init__(self, conn: Connection, agreed: Contract, functions: Mapping[str, Source]) -> None:
        self.conn = conn
        ((self.database,),) = conn.execute("select quote_ident(current_database())")
        self.contract = agreed
        self.sources = functions
        self.compared: dict[str, int] = defaultdict(int)
        self.extensions = {(row.catalog, row.oid): (row.extension, row.nspname) for row in self.rows(_MEMBERS)}
        relations = self.rows(_RELATIONS, partitioned=list(agreed.partitions))
        self.relations = {row.name: row for row in relations if ("pg_class", row.oid) not in self.extensions}
        self.partitions = {row.name: row.root for row in self.relations.values() if row.root}
        self.cells = list(agreed.cells(self.partitions))
        self.tables = [*agreed.tables, *self.partitions]
        self.there = [name for name in self.tables if (r := self.relations.get(name)) and r.relkind in "rp"]
        self.roles = {row.rolname: row for row in self.rows(_ROLES, roles=list(agreed.everybody))}
        if OWNER not in self.roles or not self.there:
            info = conn.info
            raise Problem(
                f"DocHub is not deployed in {info.dbname} on {info.host}", "name another database, or `dochub deploy`"
            )
        self.compared["tables"] = len(self.there)

    def named(self, row: Any) -> Any:
        """The row of a table's privilege, the owner's under the name of dochub_owner, whoever owns the table."""
        return row._replace(grantee=OWNER) if row.grantee == self.relations[row.name].owner else row

    def rows(self, query: str, **parameters: Any) -> list[Any]:
        with self.conn.cursor(row_factory=psycopg.rows.namedtuple_row) as cursor:
            return cursor.execute(query, {"schemas": list(SCHEMAS), **parameters}).fetchall()

    def made(self, role: str) -> bool:
        """Whether the role is ours, not one that was there before."""
        return role.startswith("dochub_") or (role in self.roles and self.roles[role].made)


# Who: `grantee` is a role's name or PUBLIC.
_GRANTEE = "case a.grantee when 0 then 'PUBLIC' else coalesce(quote_ident(r.rolname), a.grantee::text) end as grantee"
_PRIVILEGE = f"{_GRANTEE}, a.privilege_type as privilege, a.is_grantable as grantable"

_RELATIONS = """
select c.oid, format('%%I.%%I', n.nspname, c.relname) as name, n.nspname, c.relkind::text,
       pg_get_userbyid(c.relowner) as owner, c.relrowsecurity, c.relforcerowsecurity, p.root
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  left join (select t.relid, format('%%I.%%I', rn.nspname, rc.relname) as root
               from pg_class as rc
               join pg_namespace as rn on rn.oid = rc.relnamespace
              cross join lateral pg_partition_tree(rc.oid) as t
              where rc.relkind = 'p' and t.level > 0) as p on p.relid = c.oid and p.root = any (%(partitioned)s)
 where (n.nspname = any (%(schemas)s) or p.root is not null) and c.relkind not in ('i', 'I')"""

_ROLES = f"""
select r.rolname, {", ".join(f"r.{column}" for column in ATTRIBUTES)},
       coalesce(shobj_description(r.oid, 'pg_authid') like '{MADE}%%', false) as made
  from pg_roles as r where r.rolname = any (%(roles)s)"""


def _differing(declared: Iterable[Any], found: Iterable[Any]) -> Iterator[tuple[Literal["more", "less"], Any]]:
    declared, found = set(declared), set(found)
    yield from (("less", key) for key in declared - found)
    yield from (("more", key) for key in found - declared)


def _privileges(
    what: str, on: str, declared: Mapping[str, set[str]], found: Mapping[str, Mapping[str, bool]]
) -> Iterator[Difference]:
    """Compares grantee → privileges with grantee → {privilege: grantable}; `on` is what GRANT calls the object."""
    for grantee in sorted({*declared, *found}):
        has, should = found.get(grantee, {}), declared.get(grantee, set())
        who = "public" if grantee == PUBLIC else grantee
        for kind, names in (("more", has.keys() - should), ("less", should - has.keys())):
            if names:
                verb, to = ("revoke", "from") if kind == "more" else ("grant", "to")
                handed = " with grant option" if any(has.get(name) for name in names) else ""
                repair = f"{verb} {_list(names).lower()} on {on} {to} {who}{' cascade' if handed else ''};"
                said = "has" if kind == "more" else "has no"
                yield Difference(kind, what, f"{grantee} {said} {_list(names)}{handed}", repair)  # type: ignore[arg-type]
        if names := {name for name in has.keys() & should if has[name]}:
            repair = f"revoke grant option for {_list(names).lower()} on {on} from {who} cascade;"
            yield Difference("more", what, f"{grantee} has {_list(names)} with grant option", repair)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _granted(rows: Iterable[Any]) -> dict[str, dict[str, dict[str, bool]]]:
    """Object → grantee → privilege → grantable."""
    found: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        of = found[row.name][row.grantee]
        of[row.privilege] = of.get(row.privilege, False) or row.grantable
    return found


def relations(catalog: _Catalog) -> Iterator[Difference]:
    """The two schemas hold the contract's tables and no other relation; dochub_owner owns them."""
    for table in catalog.contract.tables:
        if table not in catalog.relations:
            yield Difference("less", f"table {table}", "does not exist; `dochub status` tells whether it should")
    for name, row in catalog.relations.items():
        kind = RELATIONS.get(row.relkind, "relation")
        if name not in catalog.tables:
            if kind in TABLES:
                what = f"the contract does not name it{_reach(catalog, row)}; drop it or move it to another schema"
                yield Difference("more", f"table {name}", what)
            elif kind == "type":
                yield Difference("more", f"type {name}", "the contract has no types", f"drop type {name};")
            else:
                yield Difference("more", f"{kind} {name}", f"the contract has no {kind}s", f"drop {kind} {name};")
            continue
        if kind not in TABLES:
            yield Difference("different", f"table {name}", f"is a {kind}")
        if row.root and row.nspname != "private":
            yield Difference(
                "different",
                f"table {name}",
                f"a partition of {row.root} belongs in schema private",
                f"alter table {name} set schema private;",
            )
        if row.owner != OWNER:
            repair = f"alter table {name} owner to {OWNER};"
            yield Difference("different", f"table {name}", f"is owned by {row.owner}, not {OWNER}", repair)


def _reach(catalog: _Catalog, row: Any) -> str:
    query = f"""
      select '' as name, {_PRIVILEGE} from pg_class as c cross join lateral aclexplode(c.relacl) as a
        left join pg_roles as r on r.oid = a.grantee
       where c.oid = %(oid)s and a.grantee <> c.relowner"""
    found = _granted(catalog.rows(query, oid=row.oid)).get("", {})
    said = [f"{who} has {_list(privileges)}" for who, privileges in sorted(found.items())]
    if said and not row.relrowsecurity:
        said.append("row-level security is off")
    return f" ({'; '.join(said)})" if said else ""


_OTHERS = """
select 'type' as kind, format('%%I.%%I', n.nspname, t.typname) as name, t.oid, 'pg_type' as catalog
  from pg_type as t join pg_namespace as n on n.oid = t.typnamespace
 where n.nspname = any (%(schemas)s)
   and (t.typtype in ('d', 'e', 'r', 'p')
        or (t.typtype = 'b' and not exists (select from pg_type as e where e.typarray = t.oid)))
 union all
select 'operator', o.oid::regoperator::text, o.oid, 'pg_operator'
  from pg_operator as o join pg_namespace as n on n.oid = o.oprnamespace where n.nspname = any (%(schemas)s)
 union all
select 'collation', format('%%I.%%I', n.nspname, c.collname), c.oid, 'pg_collation'
  from pg_collation as c join pg_namespace as n on n.oid = c.collnamespace where n.nspname = any (%(schemas)s)
 union all
select 'conversion', format('%%I.%%I', n.nspname, c.conname), c.oid, 'pg_conversion'
  from pg_conversion as c join pg_namespace as n on n.oid = c.connamespace where n.nspname = any (%(schemas)s)"""


def others(catalog: _Catalog) -> Iterator[Difference]:
    """No types, operators, collations or conversions, and nothing of an extension."""
    for row in catalog.rows(_OTHERS):
        if (row.catalog, row.oid) not in catalog.extensions:
            name = row.name.replace("(", " (").replace(",", ", ")
            yield Difference(
                "more", f"{row.kind} {name}", f"the contract has no {row.kind}s", f"drop {row.kind} {name};"
            )
    members: dict[tuple[str, str], int] = defaultdict(int)
    for extension, schema in catalog.extensions.values():
        members[extension, schema] += 1
    for (extension, schema), count in members.items():
        yield Difference(
            "more",
            f"extension {extension}",
            f"has {count} object{'s' if count > 1 else ''} in schema {schema}",
            f"create schema if not exists extensions; alter extension {extension} set schema extensions;",
        )


_MEMBERS = """
select d.classid::regclass::text as catalog, d.objid as oid, quote_ident(e.extname) as extension, n.nspname
  from pg_depend as d
  join pg_extension as e on e.oid = d.refobjid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
  left join pg_proc as p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
  left join pg_class as c on c.oid = d.objid and d.classid = 'pg_class'::regclass
  left join pg_type as t on t.oid = d.objid and d.classid = 'pg_type'::regclass
  left join pg_operator as o on o.oid = d.objid and d.classid = 'pg_operator'::regclass
  join pg_namespace as n on n.oid = coalesce(p.pronamespace, c.relnamespace, t.typnamespace, o.oprnamespace)
 where n.nspname = any (%(schemas)s)"""


_TABLE_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname) as name, {_PRIVILEGE}
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
 cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where c.oid = any (%(tables)s)"""

_COLUMN_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname) as name, {_PRIVILEGE}, quote_ident(t.attname) as attribute
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as t on t.attrelid = c.oid and not t.attisdropped
 cross join lateral aclexplode(t.attacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where c.oid = any (%(tables)s)"""

_TYPE_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, t.typname) as name, {_PRIVILEGE}
  from pg_type as t
  join pg_namespace as n on n.oid = t.typnamespace
 cross join lateral aclexplode(t.typacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where t.typrelid = any (%(tables)s) and a.grantee not in (0, t.typowner)"""


def table_privileges(catalog: _Catalog) -> Iterator[Difference]:
    """Grants on whole tables. The owner has all there is, of append-only tables what adds and reads."""
    natural = {
        row.privilege_type
        for row in catalog.rows(
            "select a.privilege_type from aclexplode(acldefault('r', 10)) as a where a.grantee = 10"
        )
    }
    declared: dict[str, dict[str, set[str]]] = {table: defaultdict(set) for table in catalog.tables}
    for table, role, command, cell in catalog.cells:
        if role != OWNER and not cell.columns:
            declared[table][role].add(command.upper())
    for table in catalog.tables:
        kept = table in catalog.contract.append_only
        declared[table][OWNER] = natural - {"UPDATE", "DELETE", "TRUNCATE"} if kept else natural
    oids = [catalog.relations[table].oid for table in catalog.there]
    columns = _declared_columns(catalog)
    found = _granted(map(catalog.named, catalog.rows(_TABLE_PRIVILEGES, tables=oids)))
    for table in catalog.there:
        catalog.compared["privileges"] += sum(map(len, found[table].values()))
        for d in _privileges(f"table {table}", table, declared[table], found[table]):
            yield d._replace(repair=" ".join([d.repair, *_taken_too(d.repair, table, columns)]))
    for name, grantees in _granted(catalog.rows(_TYPE_PRIVILEGES, tables=oids)).items():
        yield from _privileges(f"type {name}", f"type {name}", {}, grantees)


def _taken_too(repair: str, table: str, columns: set[tuple[str, str, str, str]]) -> Iterator[str]:
    """Revoking a privilege on a table takes it from the columns too: the grants that put it back."""
    if match := re.fullmatch(rf"revoke ([a-z, ]+) on {re.escape(table)} from (\w+)(?: cascade)?;", repair):
        for privilege in match[1].upper().split(", "):
            of = [c for t, role, p, c in columns if (t, role, p) == (table, match[2], privilege)]
            if of:
                yield f"grant {privilege.lower()} ({_list(of)}) on {table} to {match[2]};"


def _declared_columns(catalog: _Catalog) -> set[tuple[str, str, str, str]]:
    """(table, role, privilege, column): those of the contract, and what the row locks of foreign keys need."""
    return {
        (table, role, command.upper(), column)
        for table, role, command, cell in catalog.cells
        for column in cell.columns
        if table in catalog.there
    } | {(table, OWNER, "UPDATE", "user_id") for table in catalog.contract.append_only if table in catalog.there}


def column_privileges(catalog: _Catalog) -> Iterator[Difference]:
    """Grants on columns."""
    declared = _declared_columns(catalog)
    oids = [catalog.relations[table].oid for table in catalog.there]
    rows = [catalog.named(row) for row in catalog.rows(_COLUMN_PRIVILEGES, tables=oids)]
    catalog.compared["privileges"] += len(rows)
    handed = {(row.name, row.grantee, row.privilege, row.attribute) for row in rows if row.grantable}
    found = {(row.name, row.grantee, row.privilege, row.attribute) for row in rows}
    grouped: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for kind, key in _differing(declared, found):
        grouped[kind, *key[:3], " with grant option" if key in handed else ""].append(key[3])
    for key in handed & declared:
        grouped["grantable", *key[:3], ""].append(key[3])
    for (sort, table, role, privilege, option), columns in grouped.items():
        what, who = f"{privilege} ({_list(columns)})", "public" if role == PUBLIC else role
        on = f"{privilege.lower()} ({_list(columns)}) on {table}"
        if sort == "less":
            yield Difference("less", f"table {table}", f"{role} has no {what}", f"grant {on} to {who};")
        elif sort == "more":
            cascade = " cascade" if option else ""
            repair = f"revoke {on} from {who}{cascade};"
            yield Difference("more", f"table {table}", f"{role} has {what}{option}", repair)
        else:
            repair = f"revoke grant option for {on} from {who} cascade;"
            yield Difference("more", f"table {table}", f"{role} has {what} with grant option", repair)


def row_security(catalog: _Catalog) -> Iterator[Difference]:
    """Row-level security is enabled and forced, on partitions too."""
    for table in catalog.there:
        row = catalog.relations[table]
        if not row.relrowsecurity:
            repair = f"alter table {table} enable row level security;"
            yield Difference("less", f"table {table}", "row-level security is not enabled", repair)
        if not row.relforcerowsecurity:
            repair = f"alter table {table} force row level security;"
            yield Difference("less", f"table {table}", "row-level security is not forced on its owner", repair)


_POLICIES = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(p.polname) as policy, p.polcmd::text,
       p.polpermissive,
       array(select coalesce(quote_ident(r.rolname), 'PUBLIC')
               from unnest(p.polroles) as o left join pg_roles as r on r.oid = o)::text[] as roles,
       pg_get_expr(p.polqual, p.polrelid) as using_expression,
       pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""


class Policy(NamedTuple):
    """What a policy says."""

    command: str
    permissive: bool
    roles: tuple[str, ...]  # in the contract's order, whom it does not name last
    using: str | None
    check: str | None

    @property
    def to(self) -> str:
        return ", ".join("public" if role == PUBLIC else role for role in self.roles)

    @property
    def expressions(self) -> str:
        using = f" using ({self.using})" if self.using else ""
        return using + (f" with check ({self.check})" if self.check else "")


def policies(catalog: _Catalog) -> Iterator[Difference]:
    """The policies of the contract: name, command, roles, permissive, expressions; there is no other."""
    place = {role: n for n, role in enumerate(catalog.contract.roles)}
    declared = {
        (p.table, p.name): Policy(p.command, True, p.roles, *catalog.contract.expressions(p.command, p.rows))
        for p in catalog.contract.policies(catalog.partitions)
        if p.table in catalog.there
    }
    oids = [catalog.relations[table].oid for table in catalog.there]
    found = {
        (row.name, row.policy): Policy(
            COMMAND_OF[row.polcmd],
            row.polpermissive,
            tuple(sorted(row.roles, key=lambda role: (place.get(role, len(place)), role))),
            row.using_expression,
            row.check_expression,
        )
        for row in catalog.rows(_POLICIES, tables=oids)
    }
    catalog.compared["policies"] = len(found)
    for table, name in declared.keys() | found.keys():
        should, has = declared.get((table, name)), found.get((table, name))
        drop = f"drop policy {name} on {table};"
        if should:
            create = f"create policy {name} on {table} for {should.command} to {should.to}{should.expressions};"
        if should is None and has:
            how = "" if has.permissive else "RESTRICTIVE "
            what = f"the contract has no {how}policy {name} (for {has.command} to {has.to}{has.expressions})"
            yield Difference("more", f"table {table}", what, drop)
        elif should and has is None:
            yield Difference("less", f"table {table}", f"there is no policy {name}", create)
        elif should and has and should != has:
            if (should.command, should.permissive) == (has.command, has.permissive):
                to = f" to {should.to}" if should.roles != has.roles else ""
                same = (should.using, should.check) == (has.using, has.check)
                repair = f"alter policy {name} on {table}{to}{'' if same else should.expressions};"
            else:
                repair = f"{drop} {create}"
            yield Difference("different", f"table {table}", f"policy {name} {_unlike(should, has)}", repair)


def _unlike(should: Policy, has: Policy) -> str:
    said = []
    if has.command != should.command:
        said.append(f"is for {has.command}, not {should.command}")
    if has.permissive != should.permissive:
        said.append("is RESTRICTIVE, not PERMISSIVE")
    if has.roles != should.roles:
        said.append(f"is to {has.to}, not {should.to}")
    if has.using != should.using:
        said.append(f"has using ({has.using}), not ({should.using})")
    if has.check != should.check:
        said.append(f"has with check ({has.check}), not ({should.check})")
    return "; ".join(said)


_TRIGGERS = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(t.tgname) as trigger, t.tgenabled::text,
       t.tgisinternal, t.tgparentid <> 0 as inherited, pg_get_triggerdef(t.oid) as definition
  from pg_trigger as t
  join pg_class as c on c.oid = t.tgrelid
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""

_RULES = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(w.rulename) as rule
  from pg_rewrite as w
  join pg_class as c on c.oid = w.ev_class
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""

ENABLED = {"D": "is disabled", "R": "fires on replicas only", "A": "fires on replicas too"}


def triggers(catalog: _Catalog) -> Iterator[Difference]:
    """The triggers of the contract, as they are defined there, enabled; no rules; foreign keys are checked."""
    oids = [catalog.relations[table].oid for table in catalog.there]
    missing = {(t, name) for t, of in catalog.contract.triggers.items() if t in catalog.there for name in of}
    unchecked = set()
    for row in catalog.rows(_TRIGGERS, tables=oids):
        table, where = row.name, f"table {row.name}"
        if row.tgisinternal:
            if row.tgenabled != "O":
                unchecked.add(table)
            continue
        catalog.compared["triggers"] += 1
        has = row.definition.removeprefix(f"CREATE TRIGGER {row.trigger} ").replace(f" ON {table} ", " ", 1)
        should = catalog.contract.triggers.get(table, {}).get(row.trigger)
        drop = f"drop trigger {row.trigger} on {table};"
        if row.inherited:
            pass  # compared where it comes from
        elif should is None:
            yield Difference("more", where, f"the contract has no trigger {row.trigger} ({has})", drop)
        elif has != should:
            repair = f"{drop} {_trigger(table, row.trigger, should)}"
            yield Difference("different", where, f"trigger {row.trigger} does {has}, not {should}", repair)
        if (should or row.inherited) and row.tgenabled != "O":
            repair = f"alter table {table} enable trigger {row.trigger};"
            kind: Kind = "different" if row.tgenabled == "A" else "less"
            yield Difference(kind, where, f"trigger {row.trigger} {ENABLED[row.tgenabled]}", repair)
        missing.discard((table, row.trigger))
    for table, name in missing:
        repair = _trigger(table, name, catalog.contract.triggers[table][name])
        yield Difference("less", f"table {table}", f"there is no trigger {name}", repair)
    for table in unchecked:
        repair = f"alter table {table} enable trigger all;"
        yield Difference("less", f"table {table}", "the triggers that check foreign keys are disabled", repair)
    for row in catalog.rows(_RULES, tables=oids):
        what = f"the contract has no rule {row.rule}"
        yield Difference("more", f"table {row.name}", what, f"drop rule {row.rule} on {row.name};")


def _trigger(table: str, name: str, definition: str) -> str:
    """CREATE TRIGGER: the definition with the names put back."""
    events, each, rest = definition.partition(" FOR EACH ")
    return f"create trigger {name} {events} on {table}{each}{rest};"


_FUNCTIONS = """
select p.oid, format('%%I.%%I', n.nspname, p.proname) as name, n.nspname, p.oid::regprocedure::text as signature,
       p.prokind::text, pg_get_userbyid(p.proowner) as owner, p.prosecdef, p.proleakproof, l.lanname,
       coalesce(p.proconfig, '{}') as settings, p.prosrc,
       array(select coalesce(a.name, '') from unnest(p.proargnames) with ordinality as a (name, n)
              where coalesce(p.proargmodes[a.n]::text, 'i') in ('i', 'b', 'v') order by a.n)::text[] as arguments
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
  join pg_language as l on l.oid = p.prolang
 where n.nspname = any (%(schemas)s)"""

_EXECUTE = f"""
select p.oid::text as name, {_PRIVILEGE}
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
 cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where n.nspname = any (%(schemas)s)"""


def functions(catalog: _Catalog) -> Iterator[Difference]:
    """The functions of the sources, one of a name, as the contract says and with the body of their source."""
    named, files = catalog.contract.functions, catalog.sources
    granted = _granted(catalog.rows(_EXECUTE))
    overloads: dict[str, list[Any]] = defaultdict(list)
    for row in catalog.rows(_FUNCTIONS):
        if ("pg_proc", row.oid) not in catalog.extensions:
            overloads[row.name].append(row)
    for name in (named.keys() | files.keys()) - overloads.keys():
        repair = f"\\i deploy/{files[name].file}" if name in files else ""
        yield Difference("less", f"function {name}", "does not exist; `dochub status` tells whether it should", repair)
    for name, rows in overloads.items():
        known = name in named or (name in files and rows[0].nspname == "private")
        source = files.get(name)
        ours = [r for r in rows if source and r.arguments == list(source.arguments) and r.prokind == "f"]
        if known and len(rows) > 1:  # which one is meant: by the arguments' names, else by the body
            ours = [r for r in ours if source and r.prosrc == source.body] if len(ours) > 1 else ours
            ours = ours if len(ours) == 1 else []
        elif known:
            ours = rows
        for row in rows:
            grantees = granted[str(row.oid)]
            if row in ours:
                catalog.compared["functions"] += 1
                yield from _function(catalog, row, grantees)
                continue
            kind = ROUTINES[row.prokind]
            others = {who for who in grantees if who != row.owner}
            runs = f"runs as {row.owner}" if row.prosecdef else "runs as its caller"
            who = f" ({runs}, executable by {_list(others)})" if others else ""
            drop = f"drop {kind} {row.signature};"
            if not known:
                what = f"the contract does not name it{who}"
            elif ours:
                what = f"a second {kind} of the name {name}{who}"
            else:
                what, drop = f"one of {len(rows)} of the name {name}{who}; drop those that are not in functions/", ""
            yield Difference("more", f"{kind} {row.signature}", what, drop)


def _function(catalog: _Catalog, row: Any, grantees: Mapping[str, Mapping[str, bool]]) -> Iterator[Difference]:
    declared, source = catalog.contract.functions.get(row.name), catalog.sources.get(row.name)
    where, on = f"function {row.signature}", f"function {row.signature}"
    definer = bool(declared and declared.definer)
    roles = declared.roles if declared else ()
    if row.prosecdef != definer:
        what = (
            f"is SECURITY DEFINER: runs as {row.owner}" if row.prosecdef else "is SECURITY INVOKER: runs as its caller"
        )
        repair = f"alter {on} security {'definer' if definer else 'invoker'};"
        yield Difference("different", where, f"{what}, not as {OWNER if definer else 'its caller'}", repair)
    if row.owner != OWNER:
        yield Difference("different", where, f"is owned by {row.owner}, not {OWNER}", f"alter {on} owner to {OWNER};")
    if row.proleakproof:
        yield Difference("more", where, "is LEAKPROOF", f"alter {on} not leakproof;")
    has = dict(setting.split("=", 1) for setting in row.settings)
    should = {"search_path": SEARCH_PATH, **catalog.contract.function_settings.get(row.name, {})}
    for name in sorted(has.keys() | should.keys()):
        if name not in should:
            yield Difference("more", where, f"sets {name} = {has[name]}", f"alter {on} reset {name};")
        elif has.get(name) != should[name]:
            kind: Kind = "different" if name in has else "less"
            value = should[name] if name == "search_path" else f"'{should[name]}'"
            what = f"sets {name} = {has[name]}, not {should[name]}" if name in has else f"does not set {name}"
            yield Difference(kind, where, what, f"alter {on} set {name} = {value};")
    if row.lanname != "plpgsql":
        again = f"\\i deploy/{source.file}" if source else ""
        yield Difference("different", where, f"is in language {row.lanname}, not plpgsql", again)
    elif source and row.prosrc != source.body:
        yield Difference("different", where, f"its body is not the one of {source.file}", f"\\i deploy/{source.file}")
    executes = {OWNER: {"EXECUTE"}, **{role: {"EXECUTE"} for role in roles}}
    if row.owner != OWNER:
        executes[row.owner] = executes.pop(OWNER)
    catalog.compared["privileges"] += len(grantees)
    yield from _privileges(where, on, executes, grantees)


_SCHEMAS = """
select n.nspname as name, pg_get_userbyid(n.nspowner) as owner
  from pg_namespace as n where n.nspname = any (%(schemas)s)"""

_SCHEMA_PRIVILEGES = f"""
select n.nspname as name, {_PRIVILEGE}
  from pg_namespace as n
 cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where n.nspname = any (%(schemas)s) and a.grantee <> n.nspowner"""

_DATABASE_PRIVILEGES = f"""
select quote_ident(d.datname) as name, {_PRIVILEGE}
  from pg_database as d
 cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
  left join pg_roles as r on r.oid = a.grantee
 where d.datname = current_database() and a.privilege_type = 'CREATE' and (a.grantee = 0 or r.rolname = any (%(roles)s))
   and a.grantee <> d.datdba"""


def schemas(catalog: _Catalog) -> Iterator[Difference]:
    """Who may look up and create names. Schema public may be another's; who looks names up in it is everybody."""
    found = _granted(catalog.rows(_SCHEMA_PRIVILEGES))
    owners = {row.name: row.owner for row in catalog.rows(_SCHEMAS)}
    if owners["private"] != OWNER:
        repair = f"alter schema private owner to {OWNER};"
        yield Difference("different", "schema private", f"is owned by {owners['private']}, not {OWNER}", repair)
    for schema, privileges in catalog.contract.schemas.items():
        declared: dict[str, set[str]] = defaultdict(set)
        for privilege, roles in privileges.items():
            for role in roles:
                if role != owners[schema]:
                    declared[role].add(privilege.upper())
        has = {
            who: privileges
            for who, privileges in found[schema].items()
            if who in declared or not (privileges == {"USAGE": False} and "USAGE" in declared[PUBLIC])
        }
        catalog.compared["privileges"] += sum(map(len, has.values()))
        yield from _privileges(f"schema {schema}", f"schema {schema}", declared, has)


def database(catalog: _Catalog) -> Iterator[Difference]:
    """Who may create schemas, of PUBLIC and the contract's roles. A copy of a database lacks it: that is noted."""
    declared = {role: {"CREATE"} for role in catalog.contract.database["create"]}
    rows = catalog.rows(_DATABASE_PRIVILEGES, roles=list(catalog.contract.everybody))
    name = catalog.database
    for found in _privileges(f"database {name}", f"database {name}", declared, _granted(rows)[name]):
        lacks = found._replace(kind="note", what=f"{found.what}, which deploying needs")
        yield lacks if found.kind == "less" else found


_DEFAULTS = f"""
select d.objtype::text as name, '' as nspname, {_PRIVILEGE}, o.rolname
  from (values ('r'), ('S'), ('f'), ('T'), ('n')) as d (objtype)
  join pg_roles as o on o.rolname = %(owner)s
  left join pg_default_acl as s on s.defaclrole = o.oid and s.defaclnamespace = 0 and s.defaclobjtype::text = d.objtype
 cross join lateral aclexplode(coalesce(s.defaclacl, acldefault(replace(d.objtype, 'S', 's')::"char", o.oid))) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee <> o.oid
 union all
select s.defaclobjtype::text, n.nspname, {_PRIVILEGE}, quote_ident(o.rolname)
  from pg_default_acl as s
  join pg_roles as o on o.oid = s.defaclrole
  left join pg_namespace as n on n.oid = s.defaclnamespace
 cross join lateral aclexplode(s.defaclacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee <> s.defaclrole and not (o.rolname = %(owner)s and s.defaclnamespace = 0)
   and (s.defaclnamespace = 0 or n.nspname = any (%(schemas)s) or o.rolname = %(owner)s)"""


def defaults(catalog: _Catalog) -> Iterator[Difference]:
    """What dochub_owner makes later is as the contract says. What others make in the two schemas is noted."""
    found: dict[tuple[str, str, str], dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    for row in catalog.rows(_DEFAULTS, owner=OWNER):
        found[row.rolname, row.nspname or "", row.name][row.grantee][row.privilege] = row.grantable
    for (role, schema, sort), has in found.items():
        kind, within = DEFAULTS[sort], f" in schema {schema}" if schema else ""
        where, prefix = f"default privileges of {role}{within}", f"alter default privileges for role {role}{within}"
        if role == OWNER:
            declared = {who: set(has.get(who, {})) for who in catalog.contract.later[kind]}
            for d in _privileges(where, kind, declared, has):
                yield d._replace(what=f"{d.what} on later {kind}", repair=f"{prefix} {d.repair}" if d.repair else "")
        elif ours := {who: of for who, of in has.items() if who == PUBLIC or who in catalog.contract.everybody}:
            said = "; ".join(f"{who} has {_list(of)}" for who, of in sorted(ours.items()))
            yield Difference(
                "note", where, f"on later {kind}: {said}: make nothing by hand as {role} in the two schemas"
            )


_MEMBERSHIPS = """
select m.rolname as member, g.rolname as role, bool_or(a.admin_option) as hands_on,
       bool_or(coalesce((to_jsonb(a) ->> 'set_option')::boolean, true)) as becomes,
       bool_or(coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, false)) as inherits, -- in the role before 16
       m.rolname = any (%(roles)s) as ours, m.rolsuper as super, g.rolsuper or g.rolbypassrls as powerful
  from pg_auth_members as a
  join pg_roles as m on m.oid = a.member
  join pg_roles as g on g.oid = a.roleid
 where m.rolname = any (%(roles)s) or g.rolname = any (%(roles)s)
 group by m.rolname, g.rolname, m.rolsuper, g.rolsuper, g.rolbypassrls"""


def roles(catalog: _Catalog) -> Iterator[Difference]:
    """The roles that we make have the attributes of the contract; those that were there before are noted."""
    for role in catalog.contract.everybody:
        logs_in = "login" if role in catalog.contract.login else "nologin"
        row = catalog.roles.get(role)
        if row is None:
            repair = f"create role {role} {logs_in} noinherit;"
            yield Difference("less", f"role {role}", "does not exist", repair)
            continue
        catalog.compared["roles"] += 1
        for column, name in ATTRIBUTES.items():
            has = getattr(row, column)
            if has == (name == "login" and role in catalog.contract.login):
                continue
            # A platform's service_role may bypass policies (append-only tables have triggers). Nobody else's may.
            void = name == "superuser" or (name == "bypassrls" and role != "service_role")
            what = f"has {name.upper()}" if has else f"has no {name.upper()}"
            if catalog.made(role) or void:
                repair = f"alter role {role} {'no' if has else ''}{name};"
                yield Difference("more" if has else "less", f"role {role}", what, repair)
            elif name != "inherit" or role in catalog.contract.becomes:
                yield Difference("note", f"role {role}", f"{what}: it was there before DocHub, which leaves it so")


def memberships(catalog: _Catalog) -> Iterator[Difference]:
    """Who may become whom, among our roles and out of them; others who may become ours are noted."""
    members: dict[str, list[str]] = defaultdict(list)
    missing = {(m, role) for m, of in catalog.contract.becomes.items() for role in of}
    for row in catalog.rows(_MEMBERSHIPS, roles=list(catalog.contract.everybody)):
        where, pair = f"role {row.member}", (row.member, row.role)
        grant = f"grant {row.role} to {row.member}"
        if not row.ours:
            if not row.super:
                members[row.member].append(row.role)
        elif row.role in catalog.contract.becomes.get(row.member, ()):
            missing.discard(pair)
            if not row.becomes:
                yield Difference("less", where, f"may not become {row.role}", f"{grant} with set true;")
            if row.hands_on:
                repair = f"revoke admin option for {row.role} from {row.member};"
                yield Difference("more", where, f"may hand on its membership in {row.role}", repair)
            if row.inherits:
                what = f"has what {row.role} has without becoming it"
                kind: Kind = "more" if catalog.made(row.member) else "note"
                yield Difference(kind, where, what, f"{grant} with inherit false;")
        else:
            foreign = row.role not in catalog.contract.everybody and not row.role.startswith("pg_") and not row.powerful
            kind = "note" if foreign and not catalog.made(row.member) else "more"
            yield Difference(kind, where, f"is a member of {row.role}", f"revoke {row.role} from {row.member};")
    for member, role in missing:
        if member in catalog.roles and role in catalog.roles:
            yield Difference("less", f"role {member}", f"may not become {role}", f"grant {role} to {member};")
    for member, granted in members.items():
        yield Difference("note", f"role {member}", f"is a member of {_list(granted)}, and so may do what they may")


_SETTINGS = """
select coalesce(r.rolname, '') as role, s.setdatabase <> 0 as here, split_part(c.setting, '=', 1) as name,
       substr(c.setting, strpos(c.setting, '=') + 1) as value
  from pg_db_role_setting as s
  left join pg_roles as r on r.oid = s.setrole
 cross join lateral unnest(s.setconfig) as c (setting)
 where (s.setrole = 0 or r.rolname = any (%(roles)s))
   and s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
 order by 2"""  # first the role's in every database

_PARAMETERS = f"""
select quote_ident(p.parname) as name, {_PRIVILEGE}
  from pg_parameter_acl as p
 cross join lateral aclexplode(p.paracl) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee = 0 or r.rolname = any (%(roles)s)"""


def settings(catalog: _Catalog) -> Iterator[Difference]:
    """No setting switches triggers or row-level security off, and no role of ours may set what only superusers may."""
    ours = list(catalog.contract.everybody)
    others: dict[str, dict[str, str]] = {role: {} for role in ours}
    for row in catalog.rows(_SETTINGS, roles=ours):
        here = f" in database {catalog.database}" if row.here else ""
        name = f"role {row.role}" if row.role else f"database {catalog.database}"
        reset = f"alter {name}{here if row.role else ''} reset {row.name};"
        if row.name in HARMFUL and row.value not in HARMFUL[row.name]:
            yield Difference("more", name, f"sets {row.name} = {row.value}{here if row.role else ''}", reset)
        elif row.role:
            others[row.role][row.name] = row.value  # the database's own come last, and count
    yield from _pre_request(catalog, others[LOGIN])
    for role in catalog.roles:
        yield from _timeouts(catalog, role, others[role])
    for name, harmless in HARMFUL.items():
        if name != "role":
            (row,) = catalog.rows("select s.setting, s.source from pg_settings as s where s.name = %(name)s", name=name)
            if row.setting not in harmless and row.source in (
                "configuration file",
                "command line",
                "environment variable",
            ):
                yield Difference("more", "server", f"sets {name} = {row.setting}", f"alter system reset {name};")
    for parameter, grantees in _granted(catalog.rows(_PARAMETERS, roles=ours)).items():
        yield from _privileges(f"parameter {parameter}", f"parameter {parameter}", {}, grantees)


def _pre_request(catalog: _Catalog, has: dict[str, str]) -> Iterator[Difference]:
    """PostgREST is told to check tokens: by its role's settings, or by a file that the database does not see."""
    where = f"role {LOGIN}"
    found = has.pop("pgrst.db_pre_request", None)
    if found not in (None, PRE_REQUEST):
        what = f"has PostgREST call {found or 'nothing'} before each request, not {PRE_REQUEST}: it must call that"
        yield Difference("note", where, what)
    elif found is None and os.environ.get("PGRST_DB_PRE_REQUEST") != PRE_REQUEST:
        what = f"does not have PostgREST call {PRE_REQUEST} before each request: its configuration must"
        setting = f"pgrst.db_pre_request = '{PRE_REQUEST}'"
        repair = f"alter role {LOGIN} in database {catalog.database} set {setting};"
        yield Difference("note", where, what, f"{repair} notify pgrst, 'reload config';")


def _timeouts(catalog: _Catalog, role: str, has: dict[str, str]) -> Iterator[Difference]:
    where, should = f"role {role}", catalog.contract.timeouts.get(role, {})
    for name, value in should.items():
        if re.fullmatch("0[a-z]*", has.get(name, "0")):
            kind: Kind = "less" if catalog.made(role) else "note"
            yield Difference(kind, where, f"has no {name}", f"alter role {role} set {name} = '{value}';")
    for name, other in has.items():
        if other != should.get(name) and not (name in should and re.fullmatch("0[a-z]*", other)):
            instead = f", not {should[name]}" if name in should else ""
            yield Difference("note", where, f"sets {name} = {other or 'nothing'}{instead}")


_PUBLICATIONS = """
select quote_ident(p.pubname) as name, p.puballtables,
       array(select distinct format('%%I.%%I', t.schemaname, t.tablename)
               from pg_publication_tables as t
              where t.pubname = p.pubname and t.schemaname = any (%(schemas)s) order by 1)::text[] as tables
  from pg_publication as p"""

_EVENT_TRIGGERS = """
select quote_ident(e.evtname) as name, e.evtevent, e.evtfoid::regprocedure::text as function
  from pg_event_trigger as e where e.evtenabled <> 'D'"""

_VIEWS = """
select distinct format('%%I.%%I', vn.nspname, v.relname) as name, v.relkind::text, pg_get_userbyid(v.relowner) as owner,
       format('%%I.%%I', tn.nspname, t.relname) as reads
  from pg_class as v
  join pg_namespace as vn on vn.oid = v.relnamespace and not vn.nspname = any (%(schemas)s)
  join pg_rewrite as w on w.ev_class = v.oid
  join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
  join pg_class as t on t.oid = d.refobjid
  join pg_namespace as tn on tn.oid = t.relnamespace and tn.nspname = any (%(schemas)s)
 where v.relkind in ('v', 'm')
   and not coalesce(v.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
 order by 1, 4"""

_ELSEWHERE = """
select 'function ' || p.oid::regprocedure::text as name
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace and not n.nspname = any (%(schemas)s)
 where p.prosecdef and pg_get_userbyid(p.proowner) = %(owner)s"""


def ways_past(catalog: _Catalog) -> Iterator[Difference]:
    """What lies outside the two schemas and leads into them past the policies: noted, because it may be meant."""
    for row in catalog.rows(_PUBLICATIONS):
        if row.puballtables:
            row.tables[:] = ["every table"]
        if row.tables:
            what = f"sends {', '.join(row.tables)} to its subscribers, whatever the policies"
            yield Difference("note", f"publication {row.name}", what)
    for row in catalog.rows(_EVENT_TRIGGERS):
        yield Difference("note", f"event trigger {row.name}", f"runs {row.function} at {row.evtevent}")
    views: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in catalog.rows(_VIEWS):
        views[row.name, row.relkind, row.owner].append(row.reads)
    for (name, relkind, owner), tables in views.items():
        yield Difference(
            "note", f"{RELATIONS[relkind]} {name}", f"reads {', '.join(tables)} as {owner}, whoever asks it"
        )
    for row in catalog.rows(_ELSEWHERE, owner=OWNER):
        yield Difference("note", row.name, f"runs as {OWNER}, and is in neither schema")


LOOKS = (
    relations,
    others,
    table_privileges,
    column_privileges,
    row_security,
    policies,
    triggers,
    functions,
    schemas,
    database,
    defaults,
    roles,
    memberships,
    settings,
    ways_past,
)
