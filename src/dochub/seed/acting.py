"""One connection that acts as one persona after the other, inside one transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from dochub.errors import Problem
from dochub.seed.manifests import Json
from dochub.seed.people import OWNER, Persona, User


class Call(NamedTuple):
    """A call of an API function."""

    who: Persona | User
    function: str
    arguments: Json


class Acting:
    """Runs statements as dochub_owner, and API functions as whoever calls them."""

    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.conn = conn
        for role in ("authenticated", "dochub_admin", "dochub_owner"):
            try:
                conn.execute("select set_config('role', %s, true)", [role])
            except psycopg.errors.InsufficientPrivilege:
                login = conn.info.user
                raise Problem(f"{login} may not act as {role}", f"grant {role} to {login};") from None

    @contextmanager
    def as_(self, who: Persona | User) -> Iterator[None]:
        """The statements of the block are theirs."""
        self._become(who)
        yield
        self._become(OWNER)

    def _become(self, who: Persona | User) -> None:
        # As PostgREST does at the beginning of a request.
        role = "authenticated" if isinstance(who, User) else who.role
        claims = "" if who is OWNER else json.dumps(who.claims)
        self.do("select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)", role, claims)

    def ask(self, *calls: Call) -> list[Json]:
        """The answers of API functions, refusals too, in one round trip."""
        cursors = []
        with self.conn.pipeline():
            for call in calls:
                with self.as_(call.who):
                    cursors.append(self.do(*statement(call.function, call.arguments)))
        return [_first(cursor) for cursor in cursors]

    def call(self, *calls: Call) -> None:
        """Calls API functions; every answer has to be a success."""
        for call, answer in zip(calls, self.ask(*calls), strict=True):
            if not answer["ok"]:
                raise Problem(
                    f"{call.function} {call.arguments} is refused: {answer['code']}, {answer['details']}", code=1
                )

    def value(self, query: LiteralString, *values: Any) -> Any:
        """The first column of the first row."""
        return _first(self.do(query, *values))

    def do(self, query: LiteralString | sql.Composed, *values: Any) -> psycopg.Cursor[tuple[Any, ...]]:
        """Executes a statement; in a pipeline it waits for no answer."""
        return self.conn.execute(query, values)

    def insert(self, table: LiteralString, rows: Iterable[Mapping[str, Any]], **computed: LiteralString) -> None:
        """Adds rows; `computed` columns are SQL, in which %(name)s is the row's value of that name."""
        for columns, batch in groupby(rows, key=tuple):
            query = sql.SQL("insert into {} ({}) values ({})").format(
                sql.SQL(table),
                sql.SQL(", ").join(map(sql.Identifier, (*columns, *computed))),
                sql.SQL(", ").join([*map(sql.Placeholder, columns), *map(sql.SQL, computed.values())]),
            )
            with self.conn.cursor() as cursor:
                cursor.executemany(query, [{key: _adapt(value) for key, value in row.items()} for row in batch])


def statement(function: str, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """`select public.function(name => %s, …)`, and the values."""
    named = sql.SQL(", ").join(
        sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder()) for name in arguments
    )
    query = sql.SQL("select {}({})").format(sql.Identifier("public", function), named)
    return query, *map(_adapt, arguments.values())


def _first(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Any:
    row = cursor.fetchone()
    assert row
    return row[0]


def _adapt(value: Any) -> Any:
    """Lists of words are arrays; every other list, and every object, is JSON."""
    is_json = isinstance(value, dict) or (isinstance(value, list) and not (value and isinstance(value[0], str)))
    return Jsonb(value) if is_json else value
