"""An attacker over real PostgREST, before two worlds that differ in nothing but what is not the attacker's.

Every row that the attacker may not read is filled with marks (`planted`). Every answer, of every request of this suite, is
searched for them. And every request goes to both worlds: in the second the others' rows hold other values and there are many
more of them, so an answer that is not the same to the byte tells something about them, whatever way it came.
Out of scope: how long an answer takes.
"""

import base64
import http.client
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

import conforming
from dochub import paths, server
from dochub import postgrest as rest
from dochub.scratch import new_secret
from dochub.token import token

Connection = psycopg.Connection[Any]

ADA = "a0000000-0000-4000-8000-000000000001"  # the attacker, a user like any other
BEN = "b0000000-0000-4000-8000-000000000002"
CLEO = "c0000000-0000-4000-8000-000000000003"  # the administrator
ERASED = "00000000-0000-4000-8000-00000000dead"
DEMOTED = "00000000-0000-4000-8000-00000000beef"  # was an administrator
NOBODY = "00000000-0000-4000-8000-000000000000"
PERSONAS = [ADA, CLEO, ERASED, DEMOTED]

FRIENDS = ("service", "admin")  # personas that may see everything

OTHERS = 150  # more users of the second world

# What a mark looks like in whatever column it is: text, SHA-256 or uuid, number, time; and text in hex and base64.
MARK = re.compile(
    r"(?i)zq7x[0-9]{5}|fade5afe[-0-9a-f]*|(?<![-0-9a-f.])9876[0-9]{5}(?![-0-9a-f])|07:07:07\.98[0-9]{4}"
    rf"|{b'zq7x'.hex()}[0-9a-f]*|(?-i:{base64.b64encode(b'zq7').decode()}[A-Za-z0-9+/]*)"
)
# Columns of the attacker's own rows that no answer but her own export may hold either.
RAW = re.compile(r"payload|push_token|^raw|join_code")

# What PostgreSQL says of constraints, rows and keys where row-level security does not stop it.
DETAIL = re.compile(r"Failing row contains|Key \\?\(|conflicting key")

VOLATILE = {"date", "connection", "keep-alive", "transfer-encoding"}  # headers


class World(NamedTuple):
    """A PostgREST over one world."""

    url: str
    dsn: str
    log: Path


class Worlds(NamedTuple):
    """Both, and the secret that signs tokens for both."""

    one: World
    two: World
    secret: str
    planted: dict[str, set[str]]  # table → its marks, in either world
    own: set[str]  # the attacker's own raw tokens and payloads


class Column(NamedTuple):
    name: str
    type: str


class ForeignKey(NamedTuple):
    name: str
    table: str
    columns: list[str]
    target: str


class Function(NamedTuple):
    name: str
    volatility: str
    arguments: dict[str, str]  # name → type
    executes: set[str]  # roles
    is_throttled: bool


class Shape(NamedTuple):
    """What there is to attack, from the catalog, so that what comes later is attacked as well."""

    columns: dict[str, list[Column]]  # table of public, without the schema → columns
    keys: list[ForeignKey]
    functions: dict[str, Function]
    uniques: dict[str, list[list[str]]]  # table → column lists of its unique keys


def columns_of(conn: Connection, table: str) -> list[Column]:
    query = """select a.attname::text, format_type(a.atttypid, null) from pg_attribute as a
                where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                order by a.attnum"""
    return [Column(*row) for row in conn.execute(query, [table])]


@dataclass
class Planter:
    """Fills rows with marks, as far as each column's type and constraints let it."""

    conn: Connection
    first: int  # number of the first mark
    marks: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.n = self.first
        # The keys by which tables hang together stay, so that the attacker can try to follow them.
        query = """select k.conrelid::regclass::text, a.attname::text from pg_constraint as k
                     join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey) where k.contype = 'f'
                    union
                   select k.confrelid::regclass::text, a.attname::text from pg_constraint as k
                     join pg_attribute as a on a.attrelid = k.confrelid and a.attnum = any (k.confkey) where k.contype = 'f'"""
        self.keys = {tuple(row) for row in self.conn.execute(query)}

    def candidates(self, type_: str) -> list[tuple[str, str]]:
        """(mark, value that holds it): the first that the column takes."""
        self.n += 1
        text, digits, number = f"zq7x{self.n:05d}", f"fade5afe{self.n:05d}", f"{987600000 + self.n}"
        uuid = f"fade5afe-0000-4000-8000-{self.n:012d}"
        moment = f"07:07:07.98{self.n % 10000:04d}"
        return {
            "text": [
                (text, text),
                (text, text.upper()),
                (text, f"{text}@example.com"),
                (text, f"https://example.com/{text}"),
                (digits, digits.ljust(64, "0")),
                (digits, digits.ljust(40, "0")),
            ],
            "text[]": [(text, "{" + text + "}")],
            "jsonb": [
                (text, json.dumps(value))
                for value in ({"m": text}, [text], [{"m": text}], text, {"m": {"sha256": text}})
            ],
            "bytea": [(text.encode().hex(), "\\x" + text.encode().ljust(32, b"q").hex())],
            "uuid": [(uuid, uuid)],
            "bigint": [(number, number)],
            "integer": [(number, number)],
            "timestamp with time zone": [(moment, f"{year}-07-07T{moment}Z") for year in (2031, 2019)],
        }.get(type_, [])

    def try_each(self, table: str, columns: list[Column], query: sql.Composed, ctid: str) -> str | None:
        """Puts the first marks that the row's constraints allow; the row's new place, or None."""
        for chosen in product(*(self.candidates(column.type) for column in columns)):
            values = {f"value{n}": value for n, (_, value) in enumerate(chosen)}
            try:
                with self.conn.transaction():
                    place = self.conn.execute(query, {**values, "ctid": ctid}).fetchone()
            except psycopg.errors.IntegrityError:
                continue
            assert place
            self.marks.setdefault(table, set()).update(mark for mark, _ in chosen)
            return str(place[0])
        return None

    def row(self, table: str, ctid: str, columns: list[Column]) -> None:
        for column in columns:
            query = sql.SQL("update {} set {} = %(value0)s::{} where ctid = %(ctid)s::tid returning ctid::text").format(
                relation(table), sql.Identifier(column.name), sql.SQL(column.type)
            )
            ctid = (self.try_each(table, [column], query, ctid) if self.candidates(column.type) else None) or ctid

    def others_rows(self, table: str, where: str) -> None:
        columns = [c for c in columns_of(self.conn, table) if (table, c.name) not in self.keys and c.name != "user_id"]
        for (ctid,) in self.conn.execute(f"select ctid::text from {table} where {where}").fetchall():
            self.row(table, ctid, columns)

    def copy(self, table: str, where: str) -> None:
        """One more row, with marks in its keys too."""
        query = """select a.attname::text, format_type(a.atttypid, null) from pg_attribute as a
                    where a.attrelid = %s::regclass and format_type(a.atttypid, null) in ('text', 'uuid', 'bytea')
                      and a.attnum = any (array(select unnest(i.indkey) from pg_index as i
                                                 where i.indrelid = a.attrelid and i.indisunique))"""
        key = [Column(*row) for row in self.conn.execute(query, [table])]
        assert key, f"{table} has no key that could be marked"
        names = [c.name for c in columns_of(self.conn, table)]
        marked = [
            sql.SQL("{}, {}::{}").format(sql.Literal(c.name), sql.Placeholder(f"value{n}"), sql.SQL(c.type))
            for n, c in enumerate(key)
        ]
        insert = sql.SQL(
            "insert into {0} ({1}) select {2} from {0} as r, jsonb_populate_record(r, jsonb_build_object({3})) as s"
            " where {4} limit 1 returning ctid::text"
        ).format(
            relation(table),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(sql.Identifier("s", name) for name in names),
            sql.SQL(", ").join(marked),
            sql.SQL(where),
        )
        place = self.try_each(table, key, insert, "")
        assert place, f"{table}: no copy of a row with a key of its own was possible"
        self.row(table, place, [c for c in columns_of(self.conn, table) if c not in key])


def relation(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))


def first_place(conn: Connection, table: str) -> str:
    row = conn.execute(f"select ctid::text from {table}").fetchone()
    assert row
    return str(row[0])


def tables_in(conn: Connection) -> list[str]:
    query = """select format('%I.%I', n.nspname, c.relname) from pg_class as c
                 join pg_namespace as n on n.oid = c.relnamespace and n.nspname in ('public', 'private')
                where c.relkind = 'r' order by 1"""
    return [name for (name,) in conn.execute(query)]


def count(conn: Connection, table: str, where: str = "true") -> int:
    return int(conn.execute(f"select count(*) from {table} where {where}").fetchone()[0])


def plant(conn: Connection, base: set[str], first: int) -> dict[str, set[str]]:
    """Marks every row that is not the attacker's; `base` are the tables whose rows are part of the package."""
    planter = Planter(conn, first)
    mine = ", ".join(f"'{user}'" for user in PERSONAS)
    with conn.transaction():
        conn.execute("set local session_replication_role = replica")
        for table in tables_in(conn):
            if "user_id" in [c.name for c in columns_of(conn, table)]:
                planter.others_rows(table, f"user_id is null or user_id not in ({mine})")
            elif table == "public.courses":
                planter.copy(table, "r.status = 'draft'")
                planter.copy(table, "r.status = 'retired'")
            elif table not in base and count(conn, table):
                planter.copy(table, "true")
        planter.row("private.settings", first_place(conn, "private.settings"), [Column("client_address_key", "bytea")])
    return planter.marks


def own_raw(conn: Connection) -> set[str]:
    """Marks what is raw in the attacker's own rows of private tables."""
    planter = Planter(conn, 90000)
    with conn.transaction():
        conn.execute("set local session_replication_role = replica")
        for table in tables_in(conn):
            columns = [c for c in columns_of(conn, table) if RAW.search(c.name)]
            if table.startswith("private.") and columns and "user_id" in [c.name for c in columns_of(conn, table)]:
                for (ctid,) in conn.execute(f"select ctid::text from {table} where user_id = '{ADA}'").fetchall():
                    planter.row(table, ctid, columns)
    return set().union(*planter.marks.values())


def crowd(conn: Connection) -> None:
    """Many more users like Ben."""
    with conn.transaction():
        conn.execute("set local session_replication_role = replica")
        for table in tables_in(conn):
            names = [c.name for c in columns_of(conn, table)]
            if "user_id" in names:
                conn.execute(
                    sql.SQL(
                        "insert into {0} ({1}) select {2} from {0} as r cross join generate_series(1, %s) as n"
                        " cross join lateral jsonb_populate_record(r, jsonb_build_object('user_id',"
                        " 'fade5afe-0000-4000-9000-' || lpad(n::text, 12, '0'))) as s where r.user_id = %s on conflict do nothing"
                    ).format(
                        relation(table),
                        sql.SQL(", ").join(map(sql.Identifier, names)),
                        sql.SQL(", ").join(sql.Identifier("s", name) for name in names),
                    ),
                    [OTHERS, BEN],
                )


class Templates(NamedTuple):
    """The databases that worlds are clones of."""

    names: list[str]
    planted: dict[str, set[str]]
    own: set[str]


@pytest.fixture(scope="session")
def templates(cluster: server.Server, postgresql_noproc: Any) -> Iterator[Templates]:
    """Two databases with two_users.pgsql and marks in them."""
    names = [f"world_{new_secret(4)}" for _ in range(2)]
    script = (Path(__file__).parents[1] / "two_users.pgsql").read_text()
    with ExitStack() as stack:
        for name, template in zip(names, [postgresql_noproc.template_dbname, names[0]], strict=True):
            server.create_database(cluster.dsn(), name, template=template)
            stack.callback(drop, cluster, name)
            if name == names[0]:
                with psycopg.connect(cluster.dsn(name), autocommit=True) as conn:
                    base = {table for table in tables_in(conn) if count(conn, table)}
                    conn.execute(f"begin; {script}; commit")
                    query = "insert into public.user_profile (user_id, erased_at) values (%s, now()), (%s, null)"
                    conn.execute(query, [ERASED, DEMOTED])
                    own = own_raw(conn)
        planted: dict[str, set[str]] = {}
        for n, name in enumerate(names):
            with psycopg.connect(cluster.dsn(name), autocommit=True) as conn:
                for table, marks in plant(conn, base, 10000 + 35000 * n).items():
                    planted.setdefault(table, set()).update(marks)
                if n:
                    crowd(conn)
                conn.execute("analyze")
        yield Templates(names, planted, own)


@pytest.fixture(scope="module")
def worlds(cluster: server.Server, templates: Templates) -> Iterator[Worlds]:
    """PostgREST over a clone of each: what the functions do for the attacker differs in both, so each file has its own."""
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    secret, made = new_secret(), []
    with ExitStack() as stack:
        for template in templates.names:
            name = f"{template}_{new_secret(2)}"
            server.create_database(cluster.dsn(), name, template=template)
            stack.callback(drop, cluster, name)
            api = stack.enter_context(rest.serve(cluster.dsn(name), secret=secret, pool=6))
            made.append(World(api.url, cluster.dsn(name), api.log))
        yield Worlds(*made, secret, templates.planted, templates.own)


def drop(cluster: server.Server, name: str) -> None:
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@dataclass
class Answer:
    """An answer, and what was sent for it."""

    status_code: int
    headers: dict[str, str]  # names in lower case
    content: bytes
    url: str
    sent: str  # all of the request that could come back

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return json.loads(self.content)


_dumps = json.dumps


class Client:
    """An HTTP client that takes half the time of a comfortable one: the suite sends tens of thousands of requests.

    What a function of the API answers must be as functions/api.yaml says.
    """

    def __init__(self, world: World) -> None:
        self.base = world.url
        self.connection = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=60)
        self.check = conforming.checker(world.dsn)

    def send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        *,
        json: Any = None,
        content: str | bytes | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        path = quote(path, safe="%/?&=:,.()!*'+;@$~-_") + (f"?{urlencode(params)}" if params else "")
        if json is not None:
            content, headers = _dumps(json), {"Content-Type": "application/json"} | headers
        body = content.encode(errors="surrogatepass") if isinstance(content, str) else content
        self.sent = (method, path, body, headers)
        try:
            self.connection.request(*self.sent)
        except OSError:
            self.connection.close()

    def receive(self) -> Answer:
        """The answer; of status 0 when the connection ended without one."""
        method, path, body, headers = self.sent
        sent = f"{method} {path} {headers} {(body or b'').decode(errors='replace')}"
        try:
            answer = self.connection.getresponse()
        except (http.client.HTTPException, OSError):  # it had closed after an earlier answer
            self.connection.close()
            self.connection.request(*self.sent)
            try:
                answer = self.connection.getresponse()
            except (http.client.HTTPException, OSError):
                self.connection.close()
                return Answer(0, {}, b"", self.base + path, sent)
        content = answer.read()
        accept = next((v for k, v in headers.items() if k.lower() == "accept"), "")
        wrong = conforming.fault(self.check, method, path, accept, answer.status, content)
        assert wrong is None, wrong
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content, self.base + path, sent)

    def request(self, *request: Any, **more: Any) -> Answer:
        self.send(*request, **more)
        return self.receive()

    def close(self) -> None:
        self.connection.close()


@dataclass
class Attacker:
    """Sends each request to both worlds and notes what should not be: `faults` fails the test at its end."""

    worlds: Worlds
    clients: list[Client]
    faults: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def token(self, role: str | None, sub: Any = None, **claims: Any) -> str:
        return token(self.worlds.secret, role, claims=({} if sub is None else {"sub": sub}) | claims)  # type: ignore[arg-type]

    def bearer(self, who: str | None) -> dict[str, str]:
        """Header of a persona; any other text is a token."""
        tokens = {
            "ada": lambda: self.token("authenticated", ADA),
            "nobody": lambda: self.token("authenticated", NOBODY),
            "without sub": lambda: self.token("authenticated"),
            "no admin": lambda: self.token("dochub_admin", ADA),
            "service": lambda: self.token("service_role"),
            "admin": lambda: self.token("dochub_admin", CLEO),
        }
        if who not in self.__dict__.setdefault("_bearers", {None: {}}):
            self.__dict__["_bearers"][who] = {"Authorization": f"Bearer {tokens[who]() if who in tokens else who}"}
        return dict(self.__dict__["_bearers"][who])

    def send(
        self,
        method: str,
        path: str,
        who: str | None = "ada",
        *,
        same: str = "body",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        """The first world's answer. `same` (see `view`), or nothing, must be equal in both."""
        answers = []
        clients = self.clients[:1] if who in FRIENDS else self.clients
        for client in clients:
            client.send(method, path, self.bearer(who) | (headers or {}), **more)
        for client in clients:
            answer = client.receive()
            said = f"{who}: {method} {answer.url[:300]} {headers or ''} {str(more.get('json') or '')[:200]}"
            if answer.status_code >= 500 or answer.status_code == 0:
                self.faults.append(f"{answer.status_code}: {said}: {answer.text[:300]}")
            if DETAIL.search(answer.text):
                self.faults.append(f"prints a row: {said}: {answer.text[:300]}")
            if who not in FRIENDS:
                self.faults += [f"shows {leak}: {said}: {answer.text[:300]}" for leak in self.leaks(answer)]
            answers.append(answer)
            self.statuses[answer.status_code] += 1
        if (
            same != "nothing"
            and who not in FRIENDS
            and (views := [view(answer, same) for answer in answers])[0] != views[1]
        ):
            self.faults.append(f"tells worlds apart: {said}: {views[0]} {views[1]}")
        return answers[0]

    def leaks(self, answer: Answer) -> list[str]:
        sent = answer.sent.lower()
        allowed = self.worlds.own if "/rpc/export_my_data" in answer.url else set()
        text = answer.text + str(answer.headers)
        found = {mark for mark in MARK.findall(text) if mark.lower() not in sent and mark.lower() not in allowed}
        if BEN in text and BEN not in sent:
            found.add(BEN)
        if '"user_id"' in answer.text and (answer.headers.get("content-type") or "").startswith("application/json"):
            found |= {user for user in users_in(answer.json()) if user not in (ADA, None)}
        return sorted(found)


def users_in(value: Any) -> Iterator[Any]:
    """Whoever is named in a member user_id."""
    if isinstance(value, dict):
        if "paths" in value and "definitions" in value:  # the OpenAPI document
            return
        if isinstance(value.get("user_id"), str | None):
            yield value.get("user_id")
        for member in value.values():
            yield from users_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from users_in(member)


def view(answer: Answer, same: str) -> tuple[Any, ...]:
    """What must not depend on the others. `same` is body, rows (all but the count, see test_planned_counts) or code."""
    if same in ("body", "rows"):
        volatile = VOLATILE | ({"content-range"} if same == "rows" else set())
        headers = [(name, value) for name, value in answer.headers.items() if name not in volatile]
        status = 200 if same == "rows" and answer.status_code == 206 else answer.status_code
        return status, headers, answer.content.replace(urlsplit(answer.url).netloc.encode(), b"HOST")
    try:
        body = answer.json()
    except ValueError:
        body = None
    body = body if isinstance(body, dict) else {}
    return answer.status_code, body.get("code"), body.get("message"), body.get("ok")


@pytest.fixture
def attacker(worlds: Worlds) -> Iterator[Attacker]:
    """The attacker; the test fails at its end with all that she learned, and when she did nothing."""
    with ExitStack() as stack:
        clients = [stack.enter_context(closing(Client(world))) for world in (worlds.one, worlds.two)]
        attacker = Attacker(worlds, clients)
        yield attacker
    assert attacker.statuses, "no request was sent"
    if attacker.faults:
        shown = "\n".join(attacker.faults[:25])
        pytest.fail(
            f"{len(attacker.faults)} faults in {sum(attacker.statuses.values())} answers:\n{shown}", pytrace=False
        )


FOREIGN_KEYS = """
select k.conname::text, c.relname::text, array(select a.attname::text from pg_attribute as a
         where a.attrelid = k.conrelid and a.attnum = any (k.conkey) order by array_position(k.conkey, a.attnum)), f.relname::text
  from pg_constraint as k join pg_class as c on c.oid = k.conrelid join pg_class as f on f.oid = k.confrelid
 where k.contype = 'f' and c.relnamespace = 'public'::regnamespace order by 1"""

FUNCTIONS = """
select p.proname::text, p.provolatile::text, p.proargnames, array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as u (t, n) order by n),
       array(select r from unnest(array['anon', 'authenticated', 'dochub_admin', 'service_role']) as r where has_function_privilege(r, p.oid, 'execute')),
       p.prosrc ~ 'assert_unfiltered'
  from pg_proc as p where p.pronamespace = 'public'::regnamespace order by 1"""

UNIQUES = """
select c.relname::text, array(select a.attname::text from pg_attribute as a where a.attrelid = c.oid and a.attnum = any (i.indkey) order by a.attnum)
  from pg_index as i join pg_class as c on c.oid = i.indrelid
 where i.indisunique and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"""


@pytest.fixture(scope="module")
def shape(worlds: Worlds) -> Shape:
    with psycopg.connect(worlds.one.dsn) as conn:
        query = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1"
        columns = {table: columns_of(conn, f"public.{table}") for (table,) in conn.execute(query)}
        uniques: dict[str, list[list[str]]] = {}
        for table, names in conn.execute(UNIQUES):
            uniques.setdefault(table, []).append(names)
        functions = {
            name: Function(name, volatility, dict(zip(names or [], types, strict=False)), set(roles), throttled)
            for name, volatility, names, types, roles, throttled in conn.execute(FUNCTIONS)
        }
        keys = [ForeignKey(*row) for row in conn.execute(FOREIGN_KEYS)]
    return Shape(columns, keys, functions, uniques)


def pick(contract: dict[str, Any], table: str, role: str, command: str) -> Any:
    return contract["tables"][f"public.{table}"].get(role, {}).get(command)


@pytest.fixture(scope="session")
def granted(contract: dict[str, Any]) -> Any:
    """`granted(table, role, command)`: the contract's cell, or None."""
    return lambda table, role, command: pick(contract, table, role, command)


FINGERPRINT = """
select md5(coalesce(string_agg(md5((to_jsonb(r) - %s::text[])::text), '' order by md5((to_jsonb(r) - %s::text[])::text)), ''))
  from {} as r where {}"""


class State(NamedTuple):
    """Fingerprints of a world's tables."""

    others: dict[str, str]  # rows that are not of the attacker's personas
    own: dict[str, str]  # the attacker's, without what she may write herself


@pytest.fixture
def state(worlds: Worlds) -> Any:
    """`state()`: what both worlds hold now, to compare with later."""
    writable = {
        "public.user_profile": ["first_name", "last_name", "display_name", "locale", "updated_at"],
        "public.custom_courses": ["title", "archived_at", "updated_at"],
    }

    def fingerprint(conn: Connection, table: str, where: str) -> str:
        hidden = writable.get(table, [])
        query = sql.SQL(FINGERPRINT).format(relation(table), sql.SQL(where))
        return str(conn.execute(query, [hidden, hidden]).fetchone()[0])  # type: ignore[index]

    def now() -> list[State]:
        found = []
        for world in (worlds.one, worlds.two):
            with psycopg.connect(world.dsn) as conn:
                others, own = {}, {}
                for table in tables_in(conn):
                    names = [c.name for c in columns_of(conn, table)]
                    mine = f"r.user_id in ('{ADA}', '{NOBODY}', '{ERASED}', '{DEMOTED}')"
                    # What nobody owns is marked: a counter on another row may move, and visitors may add to the logs.
                    marked = "to_jsonb(r)::text ~* 'zq7x|fade5afe|7a713778'"
                    theirs = f"not {mine} or r.user_id is null and {marked}"
                    others[table] = fingerprint(conn, table, theirs if "user_id" in names else marked)
                    if "user_id" in names and table not in ("public.analytics", "private.user_sync"):
                        own[table] = fingerprint(conn, table, f"r.user_id = '{ADA}'")
            found.append(State(others, own))
        return found

    return now
