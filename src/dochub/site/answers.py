"""Requests with their real answers: what the demo asks, a look at each table, and a call of each other function.

They go through PostgREST where there is one, else over SQL in the same transactions (`dochub.demo.transports`). Only a
throwaway, seeded database is asked: the calls write.
"""

import http.client
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString, NamedTuple
from urllib.parse import urlencode, urlsplit

import yaml
from psycopg import sql
from rich.console import Console

from dochub import libpq
from dochub.demo.chapters import CHAPTERS
from dochub.demo.table import Day
from dochub.demo.transports import MOSS, Answer, Get, Rpc, Transport, over_http, over_sql
from dochub.errors import Problem
from dochub.postgrest import Api
from dochub.seed import ANYBODY, CLOVER, HERON, JUNIPER, SAGE, SERVICE, Persona
from dochub.token import token

CALLS = Path(__file__).with_name("calls.yaml")
DIRECT = Path(__file__).with_name("direct.yaml")
PEOPLE = {who.name.lower(): who for who in (CLOVER, HERON, SAGE, JUNIPER, SERVICE, ANYBODY, MOSS)}
SHOWN_ROWS = 2  # of a table's
PLAYED = {SERVICE.name: "edge", ANYBODY.name: "visitor"}  # who has another name among the playground's PERSONAS


class Direct(NamedTuple):
    """A request to a table that is more than a look at it; what SQL and supabase-js say is written beside it."""

    who: Persona
    method: str
    table: str
    query: str
    body: Any
    prefer: str | None
    sql: str
    javascript: str


@dataclass(frozen=True)
class Example:
    """A request and what came back."""

    title: str
    who: Persona
    request: Rpc | Get | Direct
    answer: Answer

    @property
    def is_refused(self) -> bool:
        return self.answer.status >= 400

    @property
    def rows(self) -> int | None:
        """How many rows a read gave."""
        return len(self.answer.body) if isinstance(self.answer.body, list) else None

    @property
    def curl(self) -> str:
        direct = self.request if isinstance(self.request, Direct) else None
        method = f" -X {direct.method}" if direct and direct.method not in ("GET", "POST") else ""
        lines = [f'curl{method} "$API{self._path}"']
        if self.who is not ANYBODY:
            lines.append(f'-H "Authorization: Bearer ${self.who.name.upper()}"')
        if direct and direct.prefer:
            lines.append(f'-H "Prefer: {direct.prefer}"')
        if direct and direct.body is not None:
            lines += ['-H "Content-Type: application/json"', f"-d {_quoted(_json(direct.body))}"]
        if isinstance(self.request, Rpc):
            lines += ['-H "Content-Type: application/json"', f"-d {_quoted(_json(self.request.arguments))}"]
        return " \\\n  ".join(lines)

    @property
    def _path(self) -> str:
        if isinstance(self.request, Rpc):
            return f"/rpc/{self.request.function}"
        if isinstance(self.request, Direct):
            return f"/{self.request.table}?{self.request.query}".rstrip("?")
        query = [f"user_id=eq.{self.request.user_id}"] if self.request.user_id else []
        return f"/{self.request.table}?{'&'.join([*query, f'limit={SHOWN_ROWS}'])}"

    @property
    def sql(self) -> str:
        claims = _literal(json.dumps(self.who.claims))
        if isinstance(self.request, Rpc):
            arguments = ", ".join(f"{name} => {_sql_value(value)}" for name, value in self.request.arguments.items())
            statement = f"select public.{self.request.function}({arguments});"
        elif isinstance(self.request, Direct):
            statement = self.request.sql.strip()
        else:
            where = f"\n where user_id = '{self.request.user_id}'" if self.request.user_id else ""
            statement = f"select * from public.{self.request.table}{where} limit {SHOWN_ROWS};"
        become = f"set local role {self.who.role};\nselect set_config('request.jwt.claims', {claims}, true);"
        become += "\nselect private.pre_request();"
        return f"begin;\n{become}\n{statement}\ncommit;"

    @property
    def javascript(self) -> str:
        if isinstance(self.request, Rpc):
            arguments = f", {_json(self.request.arguments)}" if self.request.arguments else ""
            return f"const {{ data, error }} = await supabase.rpc('{self.request.function}'{arguments})"
        if isinstance(self.request, Direct):
            said = self.request.javascript.strip()
            return f"const {{ data, error }} = await supabase.from('{self.request.table}'){said}"
        where = f".eq('user_id', '{self.request.user_id}')" if self.request.user_id else ""
        return (
            f"const {{ data, error }} = await supabase.from('{self.request.table}').select(){where}.limit({SHOWN_ROWS})"
        )

    @property
    def fragment(self) -> str:
        """The request as the playground's link has it, with the status that is shown here."""
        said = {"as": PLAYED.get(self.who.name, self.who.name.lower())}
        if isinstance(self.request, Rpc):
            said |= {"rpc": self.request.function, "args": json.dumps(self.request.arguments, ensure_ascii=False)}
        elif isinstance(self.request, Direct):
            said |= {"sql": self.request.sql.strip()}
        else:
            said |= {"read": self.request.table, **({"user_id": self.request.user_id} if self.request.user_id else {})}
        return urlencode(said | {"shown": str(self.answer.status)})

    @property
    def body(self) -> str:
        """The answer's JSON, shortened where it is long, with a word where something is left out."""
        body = self.answer.body
        if isinstance(self.request, Get) and isinstance(body, list):
            body = body[:SHOWN_ROWS]
        return _json(_short(body))


@dataclass(frozen=True)
class Answers:
    """What was asked and answered."""

    way: str = ""  # how the requests went
    functions: Mapping[str, list[Example]] = field(default_factory=dict)  # by their names in public
    tables: Mapping[str, list[Example]] = field(default_factory=dict)
    # Of a table: what one of its rows takes on average, and what its entries in all indexes take.
    row_bytes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


class _Recorder:
    """A transport that remembers."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.title = ""
        self.examples: list[Example] = []

    def describe(self) -> str:
        return self.inner.describe()

    def send(self, request: Rpc | Get) -> Answer:
        answer = self.inner.send(request)
        self.examples.append(Example(self.title, request.who, request, answer))
        return answer


class _Day(Day):
    """The demo's day, each of its steps with its title."""

    def step(self, title: str, request: Rpc | Get, **more: Any) -> Any:
        assert isinstance(self.transport, _Recorder)
        self.transport.title = title
        try:
            return super().step(title, request, **more)
        finally:
            self.transport.title = ""


def record(dsn: str, api: Api | None, tables: Iterable[str]) -> Answers:
    """Asks a seeded database that is thrown away afterwards; through `api` if it is given.

    Problem: a call of calls.yaml is not answered as it says.
    """
    tables = list(tables)
    sizes = _row_bytes(dsn, tables)
    with over_http(api) if api else over_sql(dsn) as transport:
        recorder = _Recorder(transport)
        looks: dict[str, list[Example]] = {table: _looks(recorder, table) for table in tables}
        recorder.examples.clear()
        day = _Day(recorder, Console(quiet=True))
        for chapter in CHAPTERS.values():
            chapter(day)
        functions: dict[str, list[Example]] = defaultdict(list)
        for example in recorder.examples:
            if isinstance(example.request, Rpc) and example.title:
                functions[example.request.function].append(example)
        for example in _calls(recorder):
            assert isinstance(example.request, Rpc)
            functions[example.request.function].append(example)
        for example, computed in _direct(api) if api else ():
            assert isinstance(example.request, Direct)
            looks[example.request.table].append(example)
            for name in computed:
                functions[name].append(example)
        return Answers(recorder.describe(), {name: _best(found) for name, found in functions.items()}, looks, sizes)


POINTER = 4  # bytes: what a row, or an entry of an index, takes in its page besides itself
# An entry is a header of 8 bytes and its columns, aligned to 8. Keys that come in any order, as a user's do, fill a
# B-tree's pages to 70 %. A partial index has entries for a part of the rows. What equal keys save is not counted.
INDEXES: LiteralString = """
  select table_name, sum(share * (%(pointer)s + 8 + ceil(width / 8.0) * 8) / 0.7)::float
    from (select t.relname as table_name,
                 case when c.relkind = 'i' and t.reltuples > 0 then c.reltuples / t.reltuples else 1 end as share,
                 (select coalesce(sum((1 - s.null_frac) * s.avg_width), 0)
                    from pg_attribute as a
                    join pg_stats as s
                      on s.schemaname = 'public' and s.attname = a.attname and s.inherited = (t.relkind = 'p')
                     and s.tablename = case x.indkey[a.attnum - 1] when 0 then c.relname else t.relname end
                   where a.attrelid = c.oid) as width
            from pg_index as x
            join pg_class as c on c.oid = x.indexrelid
            join pg_class as t on t.oid = x.indrelid
           where t.relnamespace = 'public'::regnamespace and not t.relispartition) as entries
   group by table_name"""


def _row_bytes(dsn: str, tables: Iterable[str]) -> dict[str, tuple[float, float]]:
    each = [
        sql.SQL("select {}, avg(pg_column_size(t.*)) from {} as t").format(
            sql.Literal(table), sql.Identifier("public", table)
        )
        for table in tables
    ]
    with libpq.connect(dsn) as conn:
        conn.execute("analyze")
        entries = dict(conn.execute(INDEXES, {"pointer": POINTER}).fetchall())
        rows = conn.execute(sql.SQL(" union all ").join(each)).fetchall()
    return {table: (float(size) + POINTER, entries.get(table, 0)) for table, size in rows if size is not None}


def _looks(recorder: _Recorder, table: str) -> list[Example]:
    """A user's look at a table, a visitor's and an administrator's."""
    found = []
    for who in (HERON, CLOVER, SAGE, JUNIPER, SERVICE, ANYBODY):
        answer = recorder.send(Get(who, table))
        found.append(Example("", who, Get(who, table), answer))
    users = found[:3]
    user = next((e for e in users if e.rows), users[0])
    staff = found[3] if not found[3].is_refused else found[4]
    return [_titled(e) for e in (user, staff, found[5])]


def _titled(example: Example) -> Example:
    name = {ANYBODY: "A visitor", SERVICE: "An edge function"}.get(example.who, example.who.name)
    if example.is_refused:
        title = f"{name} is refused"
    elif example.who.user_id and example.who is not JUNIPER:
        title = f"{name} reads: {example.rows} row{'' if example.rows == 1 else 's'}"
    else:
        title = f"{name} reads: {example.rows} row{'' if example.rows == 1 else 's'} in all"
    return Example(title, example.who, example.request, example.answer)


def _best(examples: list[Example]) -> list[Example]:
    """At most five: the first success, then refusals of different codes, then others."""
    chosen: list[Example] = []
    codes = set()
    for example in sorted(examples, key=lambda e: e.is_refused):
        code = example.answer.body.get("code") if example.is_refused and isinstance(example.answer.body, dict) else None
        if (code is None and sum(not e.is_refused for e in chosen) < 2) or (code is not None and code not in codes):
            codes.add(code)
            chosen.append(example)
    return chosen[:5]


def _calls(recorder: _Recorder) -> Iterable[Example]:
    """The calls of calls.yaml, in their order."""
    said: dict[str, Any] = {}
    for call in yaml.safe_load(CALLS.read_text()) if CALLS.is_file() else []:
        request = Rpc(PEOPLE[call["as"]], call["call"], _filled(call.get("with", {}), said))
        answer = recorder.send(request)
        if answer.status != call.get("status", 200):
            raise Problem(f"{CALLS.name}: {call['call']} answers {answer.status}: {_json(answer.body)}", code=1)
        if "keep" in call:
            said[call["keep"]] = answer.body
        yield Example(call["title"], request.who, request, answer)


def _direct(api: Api) -> Iterable[tuple[Example, list[str]]]:
    """The requests of DIRECT, with the computed fields that each shows."""
    connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=30)
    with closing(connection):
        yield from (_asked(connection, api, asked) for asked in yaml.safe_load(DIRECT.read_text()))


def _asked(connection: http.client.HTTPConnection, api: Api, asked: Mapping[str, Any]) -> tuple[Example, list[str]]:
    who = PEOPLE[asked["as"]]
    request = Direct(
        who,
        asked.get("method", "GET"),
        asked["table"],
        _filled(asked.get("query", ""), {}),
        _filled(asked.get("body"), {}),
        asked.get("prefer"),
        asked["sql"],
        asked["js"],
    )
    headers = {"Authorization": f"Bearer {token(api.secret, who.role, sub=who.user_id, email=who.email)}"}
    headers |= {"Prefer": request.prefer} if request.prefer else {}
    headers |= {"Content-Type": "application/json"} if request.body is not None else {}
    begin = time.perf_counter()
    body = json.dumps(request.body) if request.body is not None else None
    connection.request(request.method, f"/{request.table}?{request.query}".rstrip("?"), body, headers)
    response = connection.getresponse()
    said = response.read()
    answer = Answer(response.status, json.loads(said or "null"), len(said), (time.perf_counter() - begin) * 1000)
    if answer.status != asked["status"]:
        raise Problem(f"{DIRECT.name}: {asked['title']}: {answer.status}: {_json(answer.body)}", code=1)
    return Example(asked["title"], who, request, answer), asked.get("computed", [])


def _filled(value: Any, said: Mapping[str, Any]) -> Any:
    """With what stands in < > filled in: a persona's user_id, a key of a kept answer, a time so many days from now."""
    if isinstance(value, dict):
        return {key: _filled(inner, said) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, said) for inner in value]
    if isinstance(value, str) and (found := re.fullmatch(r"<(\w+)\.(\w+)>", value)):
        return said[found[1]][found[2]]
    if isinstance(value, str) and (found := re.fullmatch(r"<([+-]\d+) days( in (?:s|ms|ms as text))?>", value)):
        return _moment(int(found[1]), found[2])
    if isinstance(value, str) and (found := re.fullmatch(r"<(\w+)>", value)):
        return PEOPLE[found[1]].user_id
    return value


def _moment(days: int, unit: str | None) -> str | int:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
    seconds = int(noon.timestamp())
    units: dict[str | None, str | int] = {
        None: noon.strftime("%Y-%m-%dT%H:%M:%SZ"),
        " in s": seconds,
        " in ms": seconds * 1000,
        " in ms as text": f"{seconds}000",
    }
    return units[unit]


MOST_ITEMS = 3
MOST_TEXT = 140


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        shown = {key: _short(value[key]) for key in keys[:24]}
        return shown | ({"…": f"{len(keys) - 24} more keys"} if len(keys) > 24 else {})
    if isinstance(value, list):
        rest = [f"… {len(value) - MOST_ITEMS} more"] if len(value) > MOST_ITEMS else []
        return [_short(item) for item in value[:MOST_ITEMS]] + rest
    if isinstance(value, str) and len(value) > MOST_TEXT:
        return value[:MOST_TEXT] + "…"
    return value


WIDTH = 92


def _json(value: Any, indent: int = 0) -> str:
    """JSON as people write it: what fits on a line stays there."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(k, ensure_ascii=False)}: {_json(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(f"{inner}{_json(item, indent + 2)}" for item in value) + "\n" + " " * indent + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, dict) or (isinstance(value, list) and not (value and isinstance(value[0], str))):
        return _literal(json.dumps(value, ensure_ascii=False)) + "::jsonb"
    if isinstance(value, list):
        return f"array[{', '.join(map(_sql_value, value))}]"
    return _literal(str(value))
