"""What a database is made of: read from one, and compared with that of another, which is as the package makes it.

Columns, constraints, indexes, storage, comments, what functions are beside who may call them, and the rows that
deploying leaves. Everything else is `dochub.catalog`'s comparison with the contract.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import psycopg

from dochub.access import OWNER, SCHEMAS, Contract
from dochub.catalog.look import Connection, Difference, Kind, listed

BACKUP = "dochub_backup"  # reads every row
# Rows that are another in each database, or that deployments change by ordinary SQL (docs/deploying.md): noted only.
COUNTED = ("private.sync_generations",)
OWN = {"private.settings": ("client_address_key",)}
ADJUSTED = (
    "private.currencies",
    "private.plans",
    "private.settings",
    "private.store_prices",
    "private.store_products",
    "private.stores",
    "private.throttle_limits",
)
PERSISTENCE = {"p": "logged", "u": "unlogged"}
VOLATILITY = {"i": "immutable", "s": "stable", "v": "volatile"}
PARALLEL = {"s": "safe", "r": "restricted", "u": "unsafe"}
STORAGE = {"p": "plain", "e": "external", "m": "main", "x": "extended"}
IDENTITY = {"d": "default", "n": "nothing", "f": "full", "i": "using an index"}

_TABLES = """
select format('%%I.%%I', n.nspname, c.relname) as name, c.relispartition, c.relpersistence::text as persistence,
       c.relreplident::text as identity, coalesce(c.reloptions, '{}') as options,
       obj_description(c.oid, 'pg_class') as comment
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p')"""

_COLUMNS = """
select format('%%I.%%I', n.nspname, c.relname) as table, quote_ident(a.attname) as name, a.attnum,
       format_type(a.atttypid, a.atttypmod) as type, a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as default,
       a.attidentity::text as identity, a.attgenerated::text as generated,
       case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
       case when a.attstorage <> t.typstorage then a.attstorage::text end as storage,
       t.typstorage::text as usual_storage,
       nullif(a.attstattarget, -1) as statistics, col_description(c.oid, a.attnum) as comment
  from pg_attribute as a
  join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
  join pg_namespace as n on n.oid = c.relnamespace
  join pg_type as t on t.oid = a.atttypid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where n.nspname = any (%(schemas)s) and a.attnum > 0 and not a.attisdropped
 order by c.oid, a.attnum"""

_CONSTRAINTS = """
select format('%%I.%%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name,
       pg_get_constraintdef(k.oid) as definition, '' as again, k.conname::text as plain_name
  from pg_constraint as k
  join pg_class as c on c.oid = k.conrelid and not c.relispartition
  join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = any (%(schemas)s) and k.contype in ('p', 'u', 'f', 'c', 'x')"""

_INDEXES = """
select format('%%I.%%I', n.nspname, c.relname) as table, format('%%I.%%I', n.nspname, i.relname) as name,
       pg_get_indexdef(i.oid) as definition, x.indisvalid as valid, x.indisunique as unique,
       exists (select from pg_constraint as k where k.conindid = i.oid and k.contype in ('p', 'u', 'x')) as constrains
  from pg_index as x
  join pg_class as i on i.oid = x.indexrelid and not i.relispartition
  join pg_class as c on c.oid = x.indrelid
  join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = any (%(schemas)s)"""

_FUNCTIONS = """
select p.oid::regprocedure::text as name, p.provolatile::text as volatility, p.proparallel::text as parallel,
       p.proisstrict as strict, p.procost::text as cost, p.prorows::text as rows,
       pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
       obj_description(p.oid, 'pg_proc') as comment
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
 where n.nspname = any (%(schemas)s) and p.prokind = 'f'
   and not exists (
     select from pg_depend as d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')"""

_COMMENTS = """
select format('policy %%I on %%I.%%I', p.polname, n.nspname, c.relname) as name,
       obj_description(p.oid, 'pg_policy') as comment
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid and not c.relispartition
  join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = any (%(schemas)s)
 union all
select 'schema private', obj_description('private'::regnamespace, 'pg_namespace')"""

_READERS = """
select r.rolname from pg_roles as r
 where r.rolname = any (%(roles)s) and has_column_privilege(r.oid, %(table)s::regclass, %(column)s, 'select')"""

_FILLED = """
select format('%%I.%%I', n.nspname, c.relname) as name,
       array(select quote_ident(a.attname) from pg_attribute as a
               left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and coalesce(pg_get_expr(d.adbin, d.adrelid), '') <> 'now()'
              order by a.attnum)::text[] as columns,
       array(select quote_ident(a.attname) from pg_index as x cross join lateral unnest(x.indkey) as k (attnum)
               join pg_attribute as a on a.attrelid = c.oid and a.attnum = k.attnum
              where x.indrelid = c.oid and x.indisprimary order by a.attnum)::text[] as key
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = any (%(schemas)s) and c.relkind = 'r' and not c.relispartition"""

Named = dict[tuple[str, str], Any]  # by table and name
Row = dict[str, str | None]


class Rows(NamedTuple):
    """What a table holds, as texts."""

    key: tuple[str, ...]
    rows: dict[tuple[str, ...], Row]


class Structure(NamedTuple):
    """What `read` found."""

    tables: dict[str, Any]
    columns: Named
    constraints: Named
    indexes: Named
    functions: dict[str, Any]
    comments: dict[str, str | None]
    rows: dict[str, Rows] | None  # None: they may not be read


def read(conn: Connection, rows_of: Mapping[str, Rows] | None = None) -> Structure:
    """What is in the database, within a transaction that is open and whose search_path is pg_catalog.

    Rows of the tables of `rows_of`, with the columns read there; by default of every table that holds any.
    """

    def rows(query: str) -> list[Any]:
        with conn.cursor(row_factory=psycopg.rows.namedtuple_row) as cursor:
            return cursor.execute(query, {"schemas": list(SCHEMAS)}).fetchall()

    return Structure(
        {row.name: row for row in rows(_TABLES)},
        {(row.table, row.name): row for row in rows(_COLUMNS)},
        {(row.table, row.name): row for row in rows(_CONSTRAINTS)},
        {(row.table, row.name): row for row in rows(_INDEXES)},
        {row.name: row for row in rows(_FUNCTIONS)},
        {row.name: row.comment for row in rows(_COMMENTS)},
        _read_rows(conn, rows(_FILLED), rows_of),
    )


def _read_rows(conn: Connection, tables: list[Any], wanted: Mapping[str, Rows] | None) -> dict[str, Rows] | None:
    found: dict[str, Rows] = {}
    try:
        with conn.transaction(force_rollback=True):
            query = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
            if conn.execute(query).fetchone() != (True,):
                conn.execute(f"set local role {BACKUP}")
            conn.execute("set local timezone = 'UTC'")
            for table in tables:
                if table.name in COUNTED or (wanted is not None and table.name not in wanted) or not table.key:
                    continue
                columns = [c for c in table.columns if c not in OWN.get(table.name, ())]
                texts = ", ".join(f"t.{column}::text" for column in columns)
                query = f"select {texts} from {table.name} as t"
                rows = [dict(zip(columns, row, strict=True)) for row in conn.execute(query.encode())]
                if rows or wanted is not None:
                    key = tuple(table.key)
                    found[table.name] = Rows(key, {tuple(str(row[c]) for c in key): row for row in rows})
    except psycopg.errors.InsufficientPrivilege:
        return None
    return found


def compare(conn: Connection, expected: Structure, found: Structure, agreed: Contract) -> Iterator[Difference]:
    """How `found` differs; `conn` is to its database. Tables that only one has are `dochub.catalog`'s business."""
    both = expected.tables.keys() & found.tables.keys()
    yield from _tables(expected, found)
    roles = [role for role in agreed.everybody if role != OWNER]
    yield from _columns(conn, _in(expected.columns, both), _in(found.columns, both), roles)
    yield from _constraints(_in(expected.constraints, both), _in(found.constraints, both))
    yield from _indexes(_in(expected.indexes, both), _in(found.indexes, both))
    yield from _functions(expected.functions, found.functions)
    for name in expected.comments.keys() & found.comments.keys():
        where = f"table {name.rpartition(' on ')[2]}" if name.startswith("policy") else name
        what = name.partition(" on ")[0] if name.startswith("policy") else "it"
        yield from _comment(where, what, name, expected.comments[name], found.comments[name])
    if found.rows is None or expected.rows is None:
        yield Difference("note", "base data", f"is not compared: reading it takes membership in {BACKUP}")
        return
    for table in both & expected.rows.keys() & found.rows.keys():
        may = agreed.tables[table].get(OWNER, {})
        for difference in _rows(table, expected.rows[table], found.rows[table]):
            if difference.repair.split(maxsplit=1)[0] not in may:
                difference = difference._replace(repair=_past_policies(table, difference.repair))
            yield difference._replace(kind="note") if table in ADJUSTED else difference


def again(conn: Connection, table: str, name: str, constraint: Any) -> Any:
    """The constraint with `again`: its definition when it is made anew from that, which flattens an AND of ANDs."""
    text = constraint.definition
    if text.startswith("CHECK") and " AND " in text:
        with conn.transaction(force_rollback=True):
            drop = f"alter table {table} drop constraint {name}"
            conn.execute(f"{drop}, add constraint {name} {text} not valid".encode())
            query = "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and conname = %s"
            row = conn.execute(query, [table, constraint.plain_name]).fetchone()
            assert row
            text = row[0].removesuffix(" NOT VALID")
    return constraint._replace(again=text)


def _in(named: Named, tables: set[str]) -> Named:
    return {key: value for key, value in named.items() if key[0] in tables}


def _comment(where: str, what: str, on: str, should: str | None, has: str | None) -> Iterator[Difference]:
    if should != has:
        kind: Kind = "less" if has is None else "more" if should is None else "different"
        said = f"{what} has no comment" if has is None else f"the comment on {what} is not the package's"
        yield Difference(kind, where, said, f"comment on {on} is {_literal(should)};")


def _literal(text: str | None) -> str:
    """On one line."""
    if text is None:
        return "null"
    plain = text.replace("'", "''")
    return (
        f"'{plain}'"
        if not re.search(r"[\\\n]", text)
        else "e'" + plain.replace("\\", "\\\\").replace("\n", "\\n") + "'"
    )


def _tables(expected: Structure, found: Structure) -> Iterator[Difference]:
    for name, has in found.tables.items():
        where, should = f"table {name}", expected.tables.get(name)
        persistence = should.persistence if should else "p" if has.relispartition else has.persistence
        if has.persistence != persistence:
            if has.persistence == "u":
                what, kind = "is UNLOGGED: a crash empties it, and no standby has it", "less"
            else:
                what, kind = "is logged, not UNLOGGED", "more"
            yield Difference(kind, where, what, f"alter table {name} set {PERSISTENCE[persistence]};")  # type: ignore[arg-type]
        if should is None:
            continue
        if has.identity != should.identity:
            what = f"its replica identity is {IDENTITY[has.identity]}, not {IDENTITY[should.identity]}"
            repair = f"alter table {name} replica identity {IDENTITY[should.identity]};"
            yield Difference("different", where, what, repair)
        options, others = (dict(o.split("=", 1) for o in row.options) for row in (should, has))
        for option in sorted(options.keys() | others.keys()):
            if option not in options:
                repair = f"alter table {name} reset ({option});"
                yield Difference("more", where, f"has {option} = {others[option]}", repair)
            elif options[option] != others.get(option):
                instead = f"has {option} = {others[option]}, not" if option in others else f"has not {option} ="
                repair = f"alter table {name} set ({option} = {options[option]});"
                kind = "different" if option in others else "less"
                yield Difference(kind, where, f"{instead} {options[option]}", repair)  # type: ignore[arg-type]
        yield from _comment(where, "it", f"table {name}", should.comment, has.comment)


def _columns(conn: Connection, expected: Named, found: Named, roles: list[str]) -> Iterator[Difference]:
    for table, name in expected.keys() | found.keys():
        should, has = expected.get((table, name)), found.get((table, name))
        where, alter = f"table {table}", f"alter table {table} alter column {name}"
        if has is None:
            assert should
            parts = [should.type, f"collate {should.collation}" if should.collation else ""]
            parts += [f"default {should.default}" if should.default and not should.generated else ""]
            parts += [f"generated always as ({should.default}) stored" if should.generated else ""]
            parts += ["not null" if should.attnotnull else ""]
            repair = f"alter table {table} add column {name} {' '.join(filter(None, parts))};"
            if should.comment:
                repair += f" comment on column {table}.{name} is {_literal(should.comment)};"
            yield Difference("less", where, f"there is no column {name}", repair)
        elif should is None:
            who = [r for (r,) in conn.execute(_READERS, {"roles": roles, "table": table, "column": has.attnum})]
            reading = f"{listed(who)} may read it" if who else "nobody may read it"
            what = f"the package has no column {name} ({has.type}); {reading}"
            yield Difference("more", where, what, f"alter table {table} drop column {name};")
        else:
            yield from _column(where, alter, name, should, has)
            yield from _comment(where, f"column {name}", f"column {table}.{name}", should.comment, has.comment)


def _column(where: str, alter: str, name: str, should: Any, has: Any) -> Iterator[Difference]:
    if (has.type, has.collation) != (should.type, should.collation):
        one, other = (f"{c.type}{f' collate {c.collation}' if c.collation else ''}" for c in (has, should))
        collate = f" collate {should.collation}" if should.collation else ""
        repair = f"{alter} type {should.type}{collate} using {name}::{should.type};"
        yield Difference("different", where, f"column {name} is {one}, not {other}", repair)
    if has.attnotnull != should.attnotnull:
        if should.attnotnull:
            yield Difference("less", where, f"column {name} may be NULL", f"{alter} set not null;")
        else:
            yield Difference("more", where, f"column {name} may not be NULL", f"{alter} drop not null;")
    if has.default != should.default and not (should.generated or has.generated):
        kind: Kind = "less" if has.default is None else "more" if should.default is None else "different"
        instead = f", not {should.default}" if should.default else ""
        what = f"has the default {has.default}{instead}" if has.default else f"has no default {should.default}"
        repair = f"{alter} set default {should.default};" if should.default else f"{alter} drop default;"
        yield Difference(kind, where, f"column {name} {what}", repair)
    if (has.identity, has.generated) != (should.identity, should.generated):
        repair = f"{alter} drop identity;" if has.identity and not should.identity else ""
        yield Difference("different", where, f"column {name} makes its values another way", repair)
    if has.storage != should.storage:
        one, other = (STORAGE[c.storage or c.usual_storage] for c in (has, should))
        what = f"column {name} is stored {one}, not {other}"
        yield Difference("different", where, what, f"{alter} set storage {other};")
    if has.statistics != should.statistics:
        targets = [-1 if c.statistics is None else c.statistics for c in (has, should)]
        what = f"column {name} has the statistics target {targets[0]}, not {targets[1]}"
        yield Difference("different", where, what, f"{alter} set statistics {targets[1]};")


def _constraints(expected: Named, found: Named) -> Iterator[Difference]:
    for table, name in expected.keys() | found.keys():
        should, has = expected.get((table, name)), found.get((table, name))
        where, add = f"table {table}", f"add constraint {name} {should.definition}" if should else ""
        if has is None:
            assert should
            repair = f"alter table {table} {add};"
            yield Difference("less", where, f"there is no constraint {name}: {should.definition}", repair)
        elif should is None:
            repair = f"alter table {table} drop constraint {name};"
            yield Difference("more", where, f"the package has no constraint {name}: {has.definition}", repair)
        elif has.definition in (f"{should.definition} NOT VALID", f"{should.again} NOT VALID"):
            repair = f"alter table {table} validate constraint {name};"
            yield Difference("less", where, f"constraint {name} is not validated", repair)
        elif has.definition not in (should.definition, should.again):
            repair = f"alter table {table} drop constraint {name}, {add};"
            what = f"constraint {name} is {has.definition}, not {should.definition}"
            yield Difference("different", where, what, repair)


def _indexes(expected: Named, found: Named) -> Iterator[Difference]:
    for table, name in expected.keys() | found.keys():
        should, has = expected.get((table, name)), found.get((table, name))
        where = f"table {table}"
        if has and not has.valid:
            what, repair = f"index {name} is not valid", f"reindex index {name};"
            if should is None:
                repair = f"drop index {name};"
            yield Difference("less" if should else "more", where, what, repair)
        elif (should or has).constrains:  # type: ignore[union-attr]
            continue  # told as a constraint
        elif has is None:
            assert should
            yield Difference("less", where, f"there is no index {name}", f"{should.definition};")
        elif should is None:
            what = f"the package has no {'unique ' if has.unique else ''}index {name}"
            yield Difference("more" if has.unique else "note", where, what, f"drop index {name};")
        elif has.definition != should.definition:
            what = f"index {name} is {has.definition}, not {should.definition}"
            yield Difference("different", where, what, f"drop index {name}; {should.definition};")


def _functions(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[Difference]:
    words: dict[str, Callable[[Any], str]] = {
        "volatility": lambda value: VOLATILITY[value],
        "parallel": lambda value: f"parallel {PARALLEL[value]}",
        "strict": lambda value: "strict" if value else "called on null input",
        "cost": lambda value: f"cost {value}",
        "rows": lambda value: f"rows {value}",
    }
    for name in expected.keys() & found.keys():
        should, has = expected[name], found[name]
        where = f"function {name}"
        for what, word in words.items():
            one, other = getattr(has, what), getattr(should, what)
            if one != other:
                repair = f"alter function {name} {word(other)};"
                yield Difference("different", where, f"is {word(one).upper()}, not {word(other).upper()}", repair)
        if (has.arguments, has.result) != (should.arguments, should.result):
            one, other = (f"({f.arguments}) returns {f.result}" for f in (has, should))
            yield Difference("different", where, f"is {one}, not {other}")
        yield from _comment(where, "it", f"function {name}", should.comment, has.comment)


def _past_policies(table: str, statement: str) -> str:
    """A statement that no policy gives the owner: row-level security is not forced upon it meanwhile."""
    force = "force row level security;"
    return f"alter table {table} no {force} {statement} alter table {table} {force}"


def _rows(table: str, expected: Rows, found: Rows) -> Iterator[Difference]:
    where = f"table {table}"
    for key in expected.rows.keys() | found.rows.keys():
        should, has = expected.rows.get(key), found.rows.get(key)
        of = {c: v for c, v in zip(expected.key, key, strict=True) if len(expected.rows) > 1 or c != "singleton"}
        which = f"row ({', '.join(f'{c} = {_literal(v)}' for c, v in of.items())})" if of else "its row"
        condition = " and ".join(f"{c} = {_literal(v)}" for c, v in zip(expected.key, key, strict=True))
        if has is None:
            assert should is not None
            values = ", ".join(_literal(v) for v in should.values())
            repair = f"insert into {table} ({', '.join(should)}) values ({values});"
            yield Difference("less", where, f"there is no {which.removeprefix('its ')}", repair)
        elif should is None:
            yield Difference("more", where, f"the package has no {which}", f"delete from {table} where {condition};")
        else:
            changed = {c: v for c, v in should.items() if c in has and has[c] != v}
            if changed:
                what = "; ".join(f"{c} = {_literal(has[c])}, not {_literal(v)}" for c, v in changed.items())
                put = ", ".join(f"{c} = {_literal(v)}" for c, v in changed.items())
                repair = f"update {table} set {put} where {condition};"
                yield Difference("different", where, f"{which} has {what}", repair)
