"""Relations and other objects, their owners, privileges, row-level security."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dochub.access import OWNER
from dochub.catalog.look import (
    PRIVILEGE,
    PUBLIC,
    RELATIONS,
    TABLES,
    Catalog,
    Difference,
    by_object,
    differing,
    listed,
    unlike_privileges,
)


def relations(catalog: Catalog) -> Iterator[Difference]:
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


def _reach(catalog: Catalog, row: Any) -> str:
    query = f"""
      select '' as name, {PRIVILEGE} from pg_class as c cross join lateral aclexplode(c.relacl) as a
        left join pg_roles as r on r.oid = a.grantee
       where c.oid = %(oid)s and a.grantee <> c.relowner"""
    found = by_object(catalog.rows(query, oid=row.oid)).get("", {})
    said = [f"{who} has {listed(privileges)}" for who, privileges in sorted(found.items())]
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


def others(catalog: Catalog) -> Iterator[Difference]:
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


_TABLE_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname) as name, {PRIVILEGE}
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
 cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where c.oid = any (%(tables)s)"""

_COLUMN_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname) as name, {PRIVILEGE}, quote_ident(t.attname) as attribute
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as t on t.attrelid = c.oid and not t.attisdropped
 cross join lateral aclexplode(t.attacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where c.oid = any (%(tables)s)"""

_TYPE_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, t.typname) as name, {PRIVILEGE}
  from pg_type as t
  join pg_namespace as n on n.oid = t.typnamespace
 cross join lateral aclexplode(t.typacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where t.typrelid = any (%(tables)s) and a.grantee not in (0, t.typowner)"""


def table_privileges(catalog: Catalog) -> Iterator[Difference]:
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
    found = by_object(map(catalog.named, catalog.rows(_TABLE_PRIVILEGES, tables=oids)))
    for table in catalog.there:
        catalog.compared["privileges"] += sum(map(len, found[table].values()))
        for d in unlike_privileges(f"table {table}", table, declared[table], found[table]):
            yield d._replace(repair=" ".join([d.repair, *_taken_too(d.repair, table, columns)]))
    for name, grantees in by_object(catalog.rows(_TYPE_PRIVILEGES, tables=oids)).items():
        yield from unlike_privileges(f"type {name}", f"type {name}", {}, grantees)


def _taken_too(repair: str, table: str, columns: set[tuple[str, str, str, str]]) -> Iterator[str]:
    """Revoking a privilege on a table takes it from the columns too: the grants that put it back."""
    if match := re.fullmatch(rf"revoke ([a-z, ]+) on {re.escape(table)} from (\w+)(?: cascade)?;", repair):
        for privilege in match[1].upper().split(", "):
            of = [c for t, role, p, c in columns if (t, role, p) == (table, match[2], privilege)]
            if of:
                yield f"grant {privilege.lower()} ({listed(of)}) on {table} to {match[2]};"


def _declared_columns(catalog: Catalog) -> set[tuple[str, str, str, str]]:
    """(table, role, privilege, column): those of the contract, and what the row locks of foreign keys need."""
    return {
        (table, role, command.upper(), column)
        for table, role, command, cell in catalog.cells
        for column in cell.columns
        if table in catalog.there
    } | {(table, OWNER, "UPDATE", "user_id") for table in catalog.contract.append_only if table in catalog.there}


def column_privileges(catalog: Catalog) -> Iterator[Difference]:
    """Grants on columns."""
    declared = _declared_columns(catalog)
    oids = [catalog.relations[table].oid for table in catalog.there]
    rows = [catalog.named(row) for row in catalog.rows(_COLUMN_PRIVILEGES, tables=oids)]
    catalog.compared["privileges"] += len(rows)
    handed = {(row.name, row.grantee, row.privilege, row.attribute) for row in rows if row.grantable}
    found = {(row.name, row.grantee, row.privilege, row.attribute) for row in rows}
    grouped: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for kind, key in differing(declared, found):
        grouped[kind, *key[:3], " with grant option" if key in handed else ""].append(key[3])
    for key in handed & declared:
        grouped["grantable", *key[:3], ""].append(key[3])
    for (sort, table, role, privilege, option), columns in grouped.items():
        what, who = f"{privilege} ({listed(columns)})", "public" if role == PUBLIC else role
        on = f"{privilege.lower()} ({listed(columns)}) on {table}"
        if sort == "less":
            yield Difference("less", f"table {table}", f"{role} has no {what}", f"grant {on} to {who};")
        elif sort == "more":
            cascade = " cascade" if option else ""
            repair = f"revoke {on} from {who}{cascade};"
            yield Difference("more", f"table {table}", f"{role} has {what}{option}", repair)
        else:
            repair = f"revoke grant option for {on} from {who} cascade;"
            yield Difference("more", f"table {table}", f"{role} has {what} with grant option", repair)


def row_security(catalog: Catalog) -> Iterator[Difference]:
    """Row-level security is enabled and forced, on partitions too."""
    for table in catalog.there:
        row = catalog.relations[table]
        if not row.relrowsecurity:
            repair = f"alter table {table} enable row level security;"
            yield Difference("less", f"table {table}", "row-level security is not enabled", repair)
        if not row.relforcerowsecurity:
            repair = f"alter table {table} force row level security;"
            yield Difference("less", f"table {table}", "row-level security is not forced on its owner", repair)
