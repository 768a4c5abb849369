"""The ways to the database: what is asked, by whom, and how it is sent."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from dochub import libpq
from dochub.errors import Problem
from dochub.postgrest import Api
from dochub.seed import ANYBODY, CLOVER, HERON, Persona, statement
from dochub.seed.manifests import Json
from dochub.token import token

MOSS = Persona(
    "Moss",
    "authenticated",
    "not in the seed: signs up in the demo, and is erased in it",
    "55555555-5555-4555-8555-555555555555",
    "moss@example.com",
)


class Rpc(NamedTuple):
    """POST /rpc/function; `shown` is what the table says of the arguments."""

    who: Persona
    function: str
    arguments: Json
    shown: str | None = None

    def __str__(self) -> str:
        return f"{self.function}({self.shown or ', '.join(map(_shown, self.arguments.values()))})"


class Get(NamedTuple):
    """GET /table, of everybody that may be seen or of one user."""

    who: Persona
    table: str
    user_id: str | None = None

    def __str__(self) -> str:
        return f"GET /{self.table}" + (f" of {_shown(self.user_id)}" if self.user_id else "")


class Answer(NamedTuple):
    """What came back: HTTP status, the JSON, its size in bytes, the time it took in milliseconds."""

    status: int
    body: Any
    size: int
    ms: float


class Transport(Protocol):
    """A way to the database."""

    def describe(self) -> str: ...

    def send(self, request: Rpc | Get) -> Answer: ...


class Http:
    """Requests to PostgREST as an app makes them, over one connection."""

    def __init__(self, api: Api, connection: http.client.HTTPConnection) -> None:
        self._api = api
        self._connection = connection
        self._tokens: dict[Persona, str] = {}

    def describe(self) -> str:
        response, _ = self._exchange("GET", "/courses?limit=1", {}, None)
        return f"over HTTP through {response.headers['Server']} on port {self._connection.port}"

    def send(self, request: Rpc | Get) -> Answer:
        headers = {} if request.who is ANYBODY else {"Authorization": f"Bearer {self._token(request.who)}"}
        begin = time.perf_counter()
        if isinstance(request, Rpc):
            headers["Content-Type"] = "application/json"
            path, body = f"/rpc/{request.function}", json.dumps(request.arguments)
            response, content = self._exchange("POST", path, headers, body)
        else:
            query = f"?user_id=eq.{request.user_id}" if request.user_id else ""
            response, content = self._exchange("GET", f"/{request.table}{query}", headers, None)
        ms = (time.perf_counter() - begin) * 1000
        return Answer(response.status, json.loads(content or "null"), len(content), ms)

    def _exchange(
        self, method: str, path: str, headers: dict[str, str], body: str | None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return response, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Problem(f"PostgREST at {self._api.url} does not answer: {error}", code=1) from None

    def _token(self, who: Persona) -> str:
        if who not in self._tokens:
            self._tokens[who] = token(self._api.secret, who.role, sub=who.user_id, email=who.email)
        return self._tokens[who]


class Sql:
    """The transactions that PostgREST would make, made here."""

    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._conn = conn

    def describe(self) -> str:
        return "straight over SQL, as the roles and in the transactions that PostgREST would use"

    def send(self, request: Rpc | Get) -> Answer:
        if isinstance(request, Rpc):
            query, *values = statement(request.function, request.arguments)
            query, method, path = sql.SQL("{}::text").format(query), "POST", f"/rpc/{request.function}"
        else:
            table = sql.Identifier("public", request.table)
            query = sql.SQL("select coalesce(json_agg(t), '[]')::text from {} as t").format(table)
            if request.user_id:
                query += sql.SQL(" where t.user_id = %s")
            values = [request.user_id] if request.user_id else []
            method, path = "GET", f"/{request.table}"
        settings = {
            "role": request.who.role,
            "request.jwt.claims": json.dumps(request.who.claims),
            "request.method": method,
            "request.path": path,
        }
        begin = time.perf_counter()
        try:
            status, text = self._transaction(settings, query, values)
        except psycopg.Error as error:
            said = {"code": error.sqlstate, "message": error.diag.message_primary, "hint": error.diag.message_hint}
            status, text = _status(error.sqlstate or "", request.who), json.dumps(said)
        ms = (time.perf_counter() - begin) * 1000
        return Answer(status, json.loads(text or "null"), len((text or "").encode()), ms)

    def _transaction(self, settings: dict[str, str], query: sql.Composed, values: list[Any]) -> tuple[int, str | None]:
        setting = "select set_config(s.key, s.value, true) from jsonb_each_text(%s) as s"
        with self._conn.transaction():
            self._conn.execute(setting, [Jsonb(settings)])
            self._conn.execute("select private.pre_request()")
            answer = self._conn.execute(query, values).fetchone()
            status = self._conn.execute("select nullif(current_setting('response.status', true), '')").fetchone()
        assert answer
        assert status
        return int(status[0] or 200), answer[0]


@contextmanager
def over_http(api: Api) -> Iterator[Transport]:
    connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=30)
    try:
        yield Http(api, connection)
    finally:
        connection.close()


@contextmanager
def over_sql(dsn: str) -> Iterator[Transport]:
    with libpq.connect(dsn) as conn:
        yield Sql(conn)


def _status(sqlstate: str, who: Persona) -> int:
    """PostgREST's HTTP status for an error."""
    if sqlstate.startswith("PT"):
        return int(sqlstate[2:])
    refused = 401 if who is ANYBODY else 403
    return {"42501": refused, "25006": 405, "23503": 409, "23505": 409, "P0001": 400}.get(sqlstate, 500)


def _shown(value: Any) -> str:
    return next((who.name for who in (CLOVER, HERON, MOSS) if value == who.user_id), str(value))
