"""Demo content: a catalog, content files, cohorts, 200 users with a past, codes. Deterministic but for the time it is made.

What an API function does goes through that function, as the role that may call it and with claims set as PostgREST sets
them. What the functions of later versions will do (stores, cohorts, custom courses) is ordinary SQL of dochub_owner.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from dochub import libpq
from dochub.errors import Problem
from dochub.seed import manifests
from dochub.seed.manifests import Json, source
from dochub.seed.people import (
    ANYBODY,
    CLOVER,
    DAY,
    HERON,
    JUNIPER,
    OWNER,
    PERSONAS,
    SAGE,
    SERVICE,
    STORES,
    Persona,
    User,
    people,
    transaction_id,
    uid,
)

__all__ = ["ANYBODY", "CLOVER", "HERON", "JUNIPER", "PERSONAS", "SAGE", "SERVICE", "Persona", "seed_demo", "statement"]

PHONE: Json = {"schema": 1, "platform": "ios", "app_version": "3.4.1", "locale": "en"}
APP_VERSION = "3.4.1"


def seed_demo(dsn: str, *, progress: Callable[[str], object] = lambda _: None) -> bool:
    """Fills a deployed database, in one transaction; False and no change where it is filled already.

    Problem: the login role may not act as DocHub's roles, or an API function refuses what it should take.
    """
    with libpq.connect(dsn) as conn, conn.transaction():
        hub = Hub(conn)
        hub.act(OWNER)
        conn.execute("select pg_advisory_xact_lock(hashtextextended('dochub.seed', 0))")
        if conn.execute("select from public.user_profile where user_id = %s", [CLOVER.user_id]).fetchone():
            progress("seeded already")
            return False
        row = conn.execute("select now()").fetchone()
        assert row
        users = people(row[0])
        for chapter in (_catalog, _accounts, _subscriptions, _purchases, _credits, _cohorts, _profiles, _publish, _codes, _use, _logs):
            progress(f"seeding {chapter.__name__.strip('_')}")
            chapter(hub, users, row[0])
        progress("checking the seed")
        _check(hub, users)
    return True


class Hub:
    """One connection that acts as one persona after the other, inside one transaction."""

    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.conn = conn

    def act(self, who: Persona | User) -> None:
        role = who.role if isinstance(who, Persona) else "authenticated"
        try:
            self.conn.execute(
                "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
                [role, "" if who is OWNER else json.dumps(who.claims)],
            )
        except psycopg.errors.InsufficientPrivilege:
            raise Problem(
                f"{self.conn.info.user} may not act as {role}", f"as a superuser: grant {role} to {self.conn.info.user};"
            ) from None

    def call(self, who: Persona | User, function: str, **arguments: Any) -> Json:
        """The answer of an API function, which must be a success."""
        self.act(who)
        answer: Json = self.one(*statement(function, arguments))
        self.act(OWNER)
        if not answer["ok"]:
            raise Problem(f"{function} refuses {arguments}: {answer['code']}, {answer['message']}", code=1)
        return answer

    def private(self, function: str, *arguments: Any) -> Any:
        """What a private function returns to dochub_owner."""
        places = sql.SQL(", ").join(sql.Placeholder() * len(arguments))
        return self.one(sql.SQL("select private.{}({})").format(sql.Identifier(function), places), list(arguments))

    def one(self, query: sql.Composed, values: list[Any]) -> Any:
        row = self.conn.execute(query, values).fetchone()
        assert row
        return row[0]

    def insert(self, table: str, rows: Iterable[Mapping[str, Any]], **computed: str) -> None:
        """Adds rows; `computed` columns are SQL, in which %(name)s is the row's value of that name."""
        for columns, batch in groupby(rows, key=lambda row: tuple(row)):
            query = sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier(*table.split(".")),
                sql.SQL(", ").join(map(sql.Identifier, (*columns, *computed))),
                sql.SQL(", ").join([*map(sql.Placeholder, columns), *map(sql.SQL, computed.values())]),  # type: ignore[arg-type]
            )
            with self.conn.cursor() as cursor:
                cursor.executemany(query, [{k: _adapt(v) for k, v in row.items()} for row in batch])


def statement(function: str, arguments: Mapping[str, Any]) -> tuple[sql.Composed, list[Any]]:
    """`select public.function(name => value, …)`, and the values."""
    named = sql.SQL(", ").join(sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder()) for name in arguments)
    query = sql.SQL("select {}({})").format(sql.Identifier("public", function), named)
    return query, [_adapt(value) for value in arguments.values()]


def _adapt(value: Any) -> Any:
    """JSON for objects and for lists of them; lists of words are arrays."""
    return Jsonb(value) if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[:1] or [{}], list) and (not value or isinstance(value[0], dict))) else value
