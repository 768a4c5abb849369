"""What every look at a catalog needs: the differences it tells, the catalog, its roles and relations, privileges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import psycopg

from dochub.access import OWNER, SCHEMAS, Contract
from dochub.catalog.sources import Source
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


class Catalog:
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
GRANTEE = "case a.grantee when 0 then 'PUBLIC' else coalesce(quote_ident(r.rolname), a.grantee::text) end as grantee"
PRIVILEGE = f"{GRANTEE}, a.privilege_type as privilege, a.is_grantable as grantable"

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


def differing(declared: Iterable[Any], found: Iterable[Any]) -> Iterator[tuple[Literal["more", "less"], Any]]:
    declared, found = set(declared), set(found)
    yield from (("less", key) for key in declared - found)
    yield from (("more", key) for key in found - declared)


def unlike_privileges(
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
                repair = f"{verb} {listed(names).lower()} on {on} {to} {who}{' cascade' if handed else ''};"
                said = "has" if kind == "more" else "has no"
                yield Difference(kind, what, f"{grantee} {said} {listed(names)}{handed}", repair)  # type: ignore[arg-type]
        if names := {name for name in has.keys() & should if has[name]}:
            repair = f"revoke grant option for {listed(names).lower()} on {on} from {who} cascade;"
            yield Difference("more", what, f"{grantee} has {listed(names)} with grant option", repair)


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def by_object(rows: Iterable[Any]) -> dict[str, dict[str, dict[str, bool]]]:
    """Object → grantee → privilege → grantable."""
    found: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        of = found[row.name][row.grantee]
        of[row.privilege] = of.get(row.privilege, False) or row.grantable
    return found


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
