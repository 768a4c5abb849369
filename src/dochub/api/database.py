"""What a deployed database says of its API beyond the contract: comments, tables, columns, the registry of refusals."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg

from dochub.api.contract import Schema, nullable

_WORDS = re.compile(r"(\w+) = ANY \(ARRAY\[((?:'[^']*'::text(?:, )?)+)\]\)")
_TYPES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "boolean": {"type": "boolean"},
    "smallint": {"type": "integer"},
    "integer": {"type": "integer"},
    "bigint": {"type": "integer"},
    "numeric": {"type": "number"},
    "timestamp with time zone": {
        "anyOf": [{"type": "string", "format": "date-time"}, {"enum": ["infinity", "-infinity"]}],
    },
    "date": {"type": "string", "format": "date"},
    "jsonb": {},
    "text[]": {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    schema: Schema  # of its values as PostgREST writes them
    words: tuple[str, ...]  # the only values, by a CHECK; empty: any
    comment: str
    is_needed: bool  # by INSERT


class Table(NamedTuple):
    """A table of public."""

    comment: str
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...]


class Routine(NamedTuple):
    """A function of public."""

    comment: str
    is_stable: bool  # may be called by GET


class Refusal(NamedTuple):
    """A row of private.error_codes."""

    status: int
    message: str
    hint: str


class Database(NamedTuple):
    """What was read."""

    functions: Mapping[str, Routine]
    tables: Mapping[str, Table]
    refusals: Mapping[str, Refusal]


def read(conn: psycopg.Connection[Any]) -> Database:
    """Reads the catalog and the registry; `conn` may read private.error_codes."""
    functions = conn.execute("""
        select p.proname::text, coalesce(obj_description(p.oid, 'pg_proc'), ''), p.provolatile <> 'v'
          from pg_proc as p where p.pronamespace = 'public'::regnamespace order by 1""").fetchall()
    tables = conn.execute("""
        select t.oid, t.relname::text, coalesce(obj_description(t.oid, 'pg_class'), ''),
               array(select a.attname::text from pg_index as i
                       join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                      where i.indrelid = t.oid and i.indisprimary),
               array(select pg_get_constraintdef(k.oid) from pg_constraint as k
                      where k.conrelid = t.oid and k.contype = 'c')
          from pg_class as t
         where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
         order by 2""").fetchall()
    refusals = conn.execute("select code, http_status, message, hint from private.error_codes order by code")
    return Database(
        functions={name: Routine(comment, stable) for name, comment, stable in functions},
        tables={
            name: Table(comment, _columns(conn, oid, checks), tuple(key)) for oid, name, comment, key, checks in tables
        },
        refusals={code: Refusal(*said) for code, *said in refusals},
    )


def _columns(conn: psycopg.Connection[Any], table: int, checks: list[str]) -> dict[str, Column]:
    words = {
        found[1]: tuple(re.findall(r"'([^']*)'::text", found[2]))
        for check in checks
        for part in _parts(check.removeprefix("CHECK "))
        if (found := _WORDS.fullmatch(part))
    }
    rows = conn.execute(
        """select a.attname::text, format_type(a.atttypid, null), a.attnotnull,
                  a.atthasdef or a.attidentity <> '' or a.attgenerated <> '',
                  coalesce(col_description(a.attrelid, a.attnum), '')
             from pg_attribute as a where a.attrelid = %s and a.attnum > 0 and not a.attisdropped order by a.attnum""",
        [table],
    )
    return {
        name: Column(
            schema=_schema(type_, words.get(name, ()), is_nullable=not not_null),
            words=words.get(name, ()),
            comment=comment,
            is_needed=not_null and not has_default,
        )
        for name, type_, not_null, has_default, comment in rows
    }


def _parts(check: str) -> list[str]:
    """The conditions that a CHECK joins by AND, each without the brackets around it."""
    depth, cuts, start = 0, [], 1
    for place, character in enumerate(check):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and place < len(check) - 1:
            return [check]  # no brackets around the whole
        if depth == 1 and check.startswith(" AND ", place):
            cuts.append(check[start:place])
            start = place + len(" AND ")
    if cuts:
        return [part for cut in [*cuts, check[start:-1]] for part in _parts(cut)]
    return _parts(check[1:-1]) if check.startswith("(") else [check]


def _schema(type_: str, words: tuple[str, ...], *, is_nullable: bool) -> Schema:
    schema: Schema = {"enum": list(words)} if words else dict(_TYPES.get(type_, {"type": "string"}))
    return nullable(schema) if is_nullable else schema
