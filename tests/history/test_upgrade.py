"""A release is upgraded, taken back and upgraded again while clients work: none of them sees an error, and nothing is lost.

DOCHUB_LONG=1 works longer between the steps.
"""

import hashlib
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, LiteralString
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from test_parity import dump

from dochub import deploy, libpq, paths, postgrest, seed, server
from dochub.plan import read
from dochub.token import token

pytestmark = pytest.mark.slow

Step = Callable[[], object]
Sqitch = Callable[..., str]
AsUser = Callable[..., AbstractContextManager[None]]

CLIENTS = 8
TIMEOUTS = "-c statement_timeout=5s -c lock_timeout=4s"  # as policies/access.yaml gives users
PAUSE = 10 if os.environ.get("DOCHUB_LONG") == "1" else 0.7  # seconds of work between the steps
# The week's credits are spent some time; nobody has the code that is redeemed, and who tries it often is throttled.
EXPECTED = {"insufficient_credits", "code_not_found", "too_many_attempts"}

# What nobody changes here: as many rows, with what is in them. A column that the release adds is not among them.
KEPT: dict[str, LiteralString] = {
    "purchases": "select p.* from public.course_purchases as p",
    "custom courses": "select p.* from public.custom_course_purchases as p",
    "bought credits": "select p.* from public.ai_credit_purchases as p",
    "subscriptions": "select s.* from public.subscriptions as s",
    "transactions": "select t.* from private.store_transactions as t",
    "people": "select p.user_id, p.email, p.display_name from public.user_profile as p",
    "redemptions": "select d.* from public.user_discounts as d",
}


def release() -> str:
    """The last release that something follows in the plan."""
    return [change.tags[-1].name for change in read(paths.root()).changes[:-1] if change.tags][-1]


@pytest.fixture(scope="module")
def released(cluster: server.Server) -> Iterator[str]:
    """That release, seeded; to be copied."""
    with server.throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, to=release(), verify=False)
        seed.seed_demo(dsn)
        yield dsn


@pytest.fixture
def live(cluster: server.Server, released: str) -> str:
    name = f"live_{uuid4().hex[:8]}"
    template = psycopg.conninfo.conninfo_to_dict(released)["dbname"]
    server.create_database(cluster.dsn(), name, template=str(template))
    with psycopg.connect(cluster.dsn(name), autocommit=True) as conn:
        conn.execute(f"grant create on database {name} to dochub_owner".encode())  # which a copy has not
    return cluster.dsn(name)


def kept(dsn: str) -> dict[str, Any]:
    with libpq.connect(dsn) as conn:
        query = "select count(*), md5(string_agg(r::text, ',' order by r::text)) from ({}) as r"
        return {what: conn.execute(query.format(rows).encode()).fetchone() for what, rows in KEPT.items()}


class Clients:
    """Each on a connection of its own, in transactions as PostgREST makes them, with statements that stay prepared."""

    def __init__(self, dsn: str, as_user: AsUser) -> None:
        self.dsn = dsn
        self._as_user = as_user
        self.phase = "before"
        self.calls: Counter[tuple[int, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self.failed: list[str] = []
        self.spent: list[tuple[UUID, str]] = []  # who, and the key of an amount that was taken
        self.made: list[str] = []  # codes
        self._stop = threading.Event()
        with libpq.connect(dsn) as conn:
            rows = conn.execute("select user_id from public.user_profile where erased_at is null order by user_id")
            self.people: list[UUID] = [user_id for (user_id,) in rows]

    def __enter__(self) -> "Clients":
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def work(self, phase: str) -> None:
        """Lets them work for a while; every one of them gets an answer in this phase."""
        self.phase = phase
        until = time.monotonic() + PAUSE
        while time.monotonic() < until or (
            not self.failed and any(not self.calls[n, phase] for n in range(CLIENTS)) and time.monotonic() < until + 30
        ):
            time.sleep(0.05)

    def _work(self, number: int) -> None:
        chance = random.Random(number)
        acts: list[Callable[[psycopg.Connection[Any], random.Random], None]] = [
            self._spend, self._spend, self._sync, self._read, self._ask, self._set, self._redeem, self._log, self._make, self._list,
        ]  # fmt: skip
        try:
            with psycopg.connect(self.dsn, prepare_threshold=1, options=TIMEOUTS) as conn:
                while not self._stop.is_set():
                    phase = self.phase
                    chance.choice(acts)(conn, chance)
                    self.calls[number, phase] += 1
                    self._stop.wait(0.005)
        except psycopg.Error as error:
            self.failed.append(f"{self.phase}: {type(error).__name__}: {error}")

    @contextmanager
    def _as(self, conn: psycopg.Connection[Any], role: str, sub: UUID | None = None) -> Iterator[None]:
        with self._as_user(conn, sub, role=role):
            conn.execute("select private.pre_request()")
            yield

    def _call(self, conn: psycopg.Connection[Any], query: LiteralString, *values: object) -> dict[str, Any]:
        row = conn.execute(query, values).fetchone()
        assert row
        answer: dict[str, Any] = row[0]
        if not answer["ok"]:
            self.refused[answer["code"]] += 1
        return answer

    def _spend(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        who, key = chance.choice(self.people), f"upgrade-{uuid4()}"
        with self._as(conn, "authenticated", who):
            answer = self._call(
                conn, "select public.deduct_credits(p_amount => %s::int, p_idempotency_key => %s::text)", 1, key
            )
        if answer["ok"]:
            self.spent.append((who, key))

    def _sync(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        with self._as(conn, "authenticated", chance.choice(self.people)):
            asked = json.dumps({"schema": 3, "platform": "ios", "app_version": "1.4.2", "locale": "en"})
            self._call(conn, "select public.handshake(p_request => %s::jsonb)", asked)

    def _read(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        with self._as(conn, "authenticated", chance.choice(self.people)):
            conn.execute(
                """with pgrst_source as (select t.* from public.ai_usage as t)
                   select coalesce(json_agg(s), '[]')::text from pgrst_source as s"""
            ).fetchall()

    def _ask(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        with self._as(conn, "authenticated", chance.choice(self.people)):
            conn.execute("select public.my_entitlements()").fetchall()
            conn.execute("select public.credit_balance()").fetchall()
            code = self.made[-1] if self.made else "NOSUCHCODE"
            conn.execute("select public.validate_discount(p_code => %s::text, p_product_type => 'any')", [code])

    def _set(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        with self._as(conn, "authenticated", chance.choice(self.people)):
            conn.execute(
                """insert into public.analytics (course_code, voice)
                   select c.course_code, %s::text from public.courses as c order by c.course_code limit 1
                   on conflict (user_id, course_code, custom_course_id) do update set voice = excluded.voice""",
                [chance.choice(["emma", "noah"])],
            )

    def _redeem(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """A code that nobody has: it is counted as an attempt, and redeemed by nobody."""
        with self._as(conn, "authenticated", chance.choice(self.people)):
            query: LiteralString = "select public.redeem_discount(%s::text, 'course', %s::text, 'deep-sleep')"
            self._call(conn, query, "NOSUCHCODE", f"upgrade-{uuid4()}")

    def _log(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        with self._as(conn, "authenticated", chance.choice(self.people)):
            events = json.dumps([{"event_id": str(uuid4()), "message": "Buffer ran dry"}])
            self._call(conn, "select public.log_events(p_events => %s::jsonb)", events)

    def _make(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        spec = {"product_type": "any", "benefit": {"kind": "percent", "value": chance.randint(1, 99)}}
        with self._as(conn, "service_role"):
            made = self._call(conn, "select public.create_discount_code(p_spec => %s::jsonb)", json.dumps(spec))
        with self._as(conn, "service_role"):
            change = json.dumps({"max_redemptions": 7})
            query: LiteralString = "select public.update_discount_code(p_code => %s::text, p_spec => %s::jsonb)"
            self._call(conn, query, made["code"], change)
        self.made.append(made["code"])

    def _list(self, conn: psycopg.Connection[Any], _: random.Random) -> None:
        with self._as(conn, "service_role"):
            conn.execute(
                """with pgrst_source as (select t.* from public.discount_codes as t limit 20)
                   select coalesce(json_agg(s), '[]')::text from pgrst_source as s"""
            ).fetchall()


def upgraded(live: str, programs: Any, as_user: AsUser, up: Step, down: Step) -> None:
    before, schema = kept(live), dump(programs, live)
    with Clients(live, as_user) as clients:
        clients.work("the release")
        up()
        clients.work("the new version")
        assert read(paths.root()).changes[-1].name in str(deployed(live))
        down()
        clients.work("the release again")
        assert kept(live) == before
        assert dump(programs, live) == schema
        up()
        clients.work("the new version again")
    assert clients.failed == []
    assert set(clients.refused) <= EXPECTED
    phases = ("the release", "the new version", "the release again", "the new version again")
    assert [p for p in phases if any(not clients.calls[n, p] for n in range(CLIENTS))] == []
    assert kept(live) == before
    with libpq.connect(live) as conn:
        found = {name for name, query in seed.CHECKS.items() if conn.execute(query).fetchall()}
        assert found == set()
        codes = conn.execute("select count(*) from public.discount_codes where code = any (%s)", [clients.made])
        assert codes.fetchone() == (len(clients.made),)
        keys = conn.execute(
            "select user_id, key_sha256 from private.credit_ledger where key_sha256 is not null"
        ).fetchall()
        assert {(who, hashlib.sha256(key.encode()).digest()) for who, key in clients.spent} <= set(keys)
    assert min(len(clients.made), len(clients.spent)) > 10


def deployed(dsn: str) -> list[Any]:
    with libpq.connect(dsn) as conn:
        return conn.execute("select change from sqitch.changes order by committed_at").fetchall()


def test_by_dochub(live: str, programs: Any, as_user: AsUser) -> None:
    upgraded(live, programs, as_user, lambda: deploy.deploy(live), lambda: deploy.revert(live, to=release()))


def test_behind_postgrest(live: str) -> None:
    """It prepares its statements, reads whole rows and learns of each schema while requests come: none fails."""
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    answers: dict[str, Counter[int]] = {}
    stop, phase, failed = threading.Event(), ["the release"], list[str]()
    spec = {"product_type": "any", "benefit": {"kind": "percent", "value": 7}}
    with postgrest.serve(live) as api, httpx.Client(base_url=api.url, timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {token(api.secret, 'service_role')}"

        def work() -> None:
            while not stop.is_set():
                now = phase[0]
                for response in (
                    client.get("/discount_codes", params={"limit": 20}),
                    client.post("/rpc/create_discount_code", json={"p_spec": spec}),
                    client.get("/courses"),
                ):
                    answers.setdefault(now, Counter())[response.status_code] += 1
                    if response.status_code != 200:
                        failed.append(f"{now}: {response.request.url}: {response.text}")

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            steps: dict[str, Step] = {
                "the release": lambda: deploy.deploy(live),
                "the new version": lambda: deploy.revert(live, to=release()),
                "the release again": lambda: deploy.deploy(live),
                "the new version again": lambda: None,
            }
            for name, step in steps.items():
                phase[0] = name
                time.sleep(PAUSE)
                step()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert failed == []
    assert [set(statuses) for statuses in answers.values()] == [{200}] * 4


def test_by_sqitch(live: str, programs: Any, as_user: AsUser, sqitch: Sqitch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=200ms")  # as docs/operations/upgrade.md says

    def repeated(*arguments: str) -> None:
        """As the guide says: what gave up for a lock is run again, and goes on."""
        for last in [False] * 39 + [True]:
            try:
                sqitch(live, *arguments, root=paths.root())
                return
            except AssertionError as error:
                if last or "lock timeout" not in str(error):
                    raise

    upgraded(
        live,
        programs,
        as_user,
        lambda: repeated("deploy", "--verify"),
        lambda: repeated("revert", "-y", "--to", release()),
    )
