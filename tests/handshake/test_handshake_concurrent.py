"""Handshakes under real concurrency: 4.6.3 (labels), 4.6.4 (rows), 4.6.5 (stampede) and publications at once."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from concurrency import at_once

ACTIVITY = "exists (select from pg_stat_activity"
ADVISORY = "select pg_advisory_xact_lock(hashtextextended('handshake:' || %s::uuid, 0))"


def handshake(as_user: Any, conn: Any, user: UUID, **request: Any) -> Any:
    with as_user(conn, user):
        return conn.execute("select public.handshake(%s)", [Jsonb(request)]).fetchone()[0]


def publish(conn: Any, name: str, content: Any, **options: Any) -> Any:
    return conn.execute(
        "select public.publish_manifest(%s, %s, %s)", [name, Jsonb(content), Jsonb(options)]
    ).fetchone()[0]


def content_generation(cookie: str) -> int:
    return int(cookie.split(".")[1])


def rows(db: Any) -> int:
    """How many answers are cached."""
    return db.execute("select count(*) from public.cached_handshake_responses").fetchone()[0]


def generation(db: Any) -> int:
    return db.execute("select generation from private.sync_generations where scope = 'content'").fetchone()[0]


def wait_until(db: Any, query: str, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not db.execute(query).fetchone()[0]:
        assert time.monotonic() < deadline, query
        time.sleep(0.01)


@pytest.fixture
def user(db: psycopg.Connection[Any]) -> UUID:
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    return user


@pytest.mark.parametrize(
    ("table", "read_only", "version", "raised"),
    [
        ("public.cached_handshake_responses", True, 2, 1),  # the commit comes before generations and content
        ("public.master_manifests", True, 1, 0),  # and here while the content is being read
        ("public.master_manifests", False, 1, 0),
    ],
)
def test_a_racing_publication_leaves_an_answer_labelled_old(
    db: Any, connect: Any, as_user: Any, user: UUID, table: str, read_only: bool, version: int, raised: int
) -> None:
    """4.6.3: generations are read before content: a publication that races leaves an answer labelled old, never new."""
    publish(db, "shop.json", {"v": 1})
    before = content_generation(handshake(as_user, db, user)["cookie"])
    db.execute("delete from public.cached_handshake_responses")
    options = f"-c default_transaction_read_only={'on' if read_only else 'off'}"
    publisher, builder = connect(), connect(application_name="builder", options=options)
    handshake(as_user, builder, uuid4())  # compiles the functions, which looks at the tables too
    with ThreadPoolExecutor(1) as pool:
        with publisher.transaction():
            # Until this transaction ends nobody reads this table. Generations can be read.
            publisher.execute(f"lock table {table} in access exclusive mode")
            publish(publisher, "shop.json", {"v": 2})
            raced = pool.submit(handshake, as_user, builder, user)
            wait_until(db, f"select {ACTIVITY} where application_name = 'builder' and wait_event_type = 'Lock')")
        answer = raced.result()
    assert [c["content"] for c in answer["changed"]] == [{"v": version}]
    assert content_generation(answer["cookie"]) == before + raised, "labelled with the generation of what it shows"
    again = handshake(as_user, db, user, cookie=answer["cookie"])
    assert [c["version"] for c in again["changed"]] == [2] * (1 - raised), "so the next handshake says the rest"
    assert content_generation(again["cookie"]) == before + 1
    held = {c["name"]: c["sha256"] for c in handshake(as_user, db, user)["changed"]}
    healed = handshake(as_user, db, user, cookie=answer["cookie"], manifests=held)
    assert healed["changed"] == [], "to an app that says what it holds, without sending it"


@pytest.mark.slow
def test_no_answer_is_labelled_newer_than_it_is(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.6.3: six apps follow thirty publications by their cookies alone; each ends with the last one."""
    publish(db, "shop.json", {"v": 1})
    conns, publisher, done = [connect() for _ in range(6)], connect(), threading.Event()

    def follow(n: int) -> tuple[list[tuple[str, int]], int]:
        if n == 6:
            for version in range(2, 32):
                publish(publisher, "shop.json", {"v": version})
                time.sleep(random.uniform(0, 0.02))
            done.set()
            return [], 31
        cookie, held, seen = None, 0, []
        finished = False
        while not finished:
            finished = done.is_set()  # one more after the last publication
            answer = handshake(as_user, conns[n], user, cookie=cookie, app_version=str(n % 2))
            cookie = answer["cookie"]
            for file in answer["changed"]:
                assert file["content"] == {"v": file["version"]}
                held = file["version"]
            seen.append((cookie, held))
        return seen, held

    runs = at_once(7, follow)
    assert [held for _, held in runs] == [31] * 7
    published = db.execute(
        "select version, (extract(epoch from effective_at) * 1000000)::bigint from public.master_manifests order by 1"
    ).fetchall()
    first = content_generation(runs[0][0][-1][0]) - 31  # one publication, one generation
    for seen, _ in runs:
        for cookie, held in seen:
            generation, boundary = content_generation(cookie), int(cookie.split(".")[8])
            due = max(v for v, since in published if first + v <= generation and since <= boundary)
            assert held >= due, f"{cookie} promises version {due}"


@pytest.mark.slow
def test_a_thousand_handshakes_after_a_publication_build_each_row_once(db: Any, connect: Any, as_user: Any) -> None:
    """4.6.5: 40 connections, 25 handshakes each, 50 users."""
    users = [uuid4() for _ in range(50)]
    publish(db, "shop.json", {"v": 1})
    cookies = {}
    for user in users:
        cookies[user] = handshake(as_user, db, user, platform="ios")["cookie"]
    assert db.execute("select max(builds) from public.cached_handshake_responses").fetchone() == (1,)
    publish(db, "shop.json", {"v": 2})
    conns = [connect(options="-c track_functions=pl") for _ in range(40)]

    def ask(n: int) -> None:
        for i in range(25):
            user = users[(n * 25 + i) * 7 % 50]
            answer = handshake(as_user, conns[n], user, platform="ios", cookie=cookies[user])
            assert [c["content"] for c in answer["changed"]] == [{"v": 2}]
            assert answer["reset"] is False

    at_once(40, ask)
    assert rows(db) == 50
    assert db.execute("select max(builds) from public.cached_handshake_responses").fetchone() == (2,), (
        "one build before the publication, one after it"
    )
    for conn in conns:
        conn.close()  # which is when the last counts are reported
    wait_until(db, f"select not {ACTIVITY} where datname = current_database() and pid <> pg_backend_pid())")
    (built,) = db.execute("select calls from pg_stat_user_functions where funcname = 'handshake_build'").fetchone()
    assert 50 <= built <= 100, "counted where it is computed, stored or not"


def test_losers_do_not_wait_for_long(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.6.5: who finds the builder busy answers from a build of its own and stores nothing."""
    publish(db, "shop.json", {"v": 1})
    busy = connect()
    with busy.transaction():
        busy.execute(ADVISORY, [user])
        answer = handshake(as_user, db, user)  # would wait for ever: busy ends after it
        assert [c["name"] for c in answer["changed"]] == ["shop.json"]
        assert rows(db) == 0
        assert handshake(as_user, db, uuid4())["ok"], "another user's handshake"
        assert db.execute("show lock_timeout").fetchone() == ("0",), "the setting was the helper's alone"
    assert handshake(as_user, db, user)["cookie"] == answer["cookie"]
    assert rows(db) == 2, "the one, and the other user's"


def test_who_waited_for_the_builder_finds_its_row(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.6.5: 30 first handshakes of one user at once: one row, built once."""
    publish(db, "shop.json", {"v": 1})
    conns = [connect() for _ in range(30)]
    answers = at_once(30, lambda n: handshake(as_user, conns[n], user))
    assert len({a["cookie"] for a in answers}) == 1
    assert db.execute("select builds from public.cached_handshake_responses").fetchall() == [(1,)]


def test_a_new_user_seen_first_by_many_connections(db: Any, connect: Any, as_user: Any) -> None:
    newcomer, conns = uuid4(), [connect() for _ in range(20)]
    answers = at_once(20, lambda n: handshake(as_user, conns[n], newcomer))
    assert all(a["ok"] for a in answers)
    assert db.execute("select count(*) from public.user_profile where user_id = %s", [newcomer]).fetchone() == (1,)


def test_variants_at_once_keep_to_the_limit_without_deadlock(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.6.4: at most 10 rows a user, also when 16 app versions of one user shake hands at once, again and again."""
    conns = [connect() for _ in range(16)]

    def ask(n: int) -> None:
        for i in range(6):
            assert handshake(as_user, conns[n], user, app_version=f"{n}.{i}")["ok"]

    at_once(16, ask)
    assert rows(db) == 10


def test_publications_at_once_get_consecutive_versions(db: Any, connect: Any) -> None:
    """4.6.3: the one row that a publication bumps also lines publications up."""
    conns = [connect() for _ in range(20)]
    before = generation(db)
    answers = at_once(20, lambda n: publish(conns[n], "shop.json", {"n": n}))
    assert sorted(a["version"] for a in answers) == list(range(1, 21))
    assert generation(db) == before + 20


def test_retirements_at_once_bump_once(db: Any, connect: Any) -> None:
    manifest = publish(db, "shop.json", {})["manifest_id"]
    before = generation(db)
    conns = [connect() for _ in range(10)]
    answers = at_once(10, lambda n: conns[n].execute("select public.retire_manifest(%s)", [manifest]).fetchone()[0])
    assert len({str(a) for a in answers}) == 1
    assert generation(db) == before + 1


def test_an_erasure_under_way_leaves_no_row_behind(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.1.4: whoever built while the account was being erased does not store, nor wait for it."""
    publish(db, "shop.json", {})
    eraser = connect()
    with eraser.transaction():
        eraser.execute("update public.user_profile set erased_at = now() where user_id = %s", [user])
        eraser.execute("delete from public.cached_handshake_responses where user_id = %s", [user])
        assert handshake(as_user, db, user)["ok"], "not erased yet, and it does not wait: the eraser ends after it"
    assert rows(db) == 0
    assert handshake(as_user, db, user)["code"] == "user_not_found"


def test_an_erasure_during_the_build_leaves_no_row_behind(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.1.4: who looked before the erasure and stores after it."""
    publish(db, "shop.json", {})
    gate, builder = connect(), connect(application_name="builder")
    handshake(as_user, builder, uuid4())  # compiles the functions, which looks at the tables too
    with ThreadPoolExecutor(1) as pool:
        with gate.transaction():
            gate.execute("lock table public.master_manifests in access exclusive mode")
            built = pool.submit(handshake, as_user, builder, user)
            wait_until(db, f"select {ACTIVITY} where application_name = 'builder' and wait_event_type = 'Lock')")
            db.execute("update public.user_profile set erased_at = now() where user_id = %s", [user])
        assert built.result()["ok"], "it began before"
    assert db.execute(
        "select count(*) from public.cached_handshake_responses where user_id = %s", [user]
    ).fetchone() == (0,)


def test_a_read_only_transaction_serves_and_stores_nothing(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.6.6: a GET or a replica."""
    publish(db, "shop.json", {"v": 1})
    reader = connect(options="-c default_transaction_read_only=on")
    newcomer = uuid4()
    answer = handshake(as_user, reader, newcomer)
    assert [c["name"] for c in answer["changed"]] == ["shop.json"], "computed for a user of whom there is no row"
    assert answer["credits"]["weekly_allowance"] == 3
    first = handshake(as_user, reader, user)
    assert rows(db) == 0
    assert db.execute("select count(*) from public.user_profile where user_id = %s", [newcomer]).fetchone() == (0,)
    assert handshake(as_user, db, user)["cookie"] == first["cookie"], "the cookie is the same from either"
    assert "entitlements" not in handshake(as_user, db, newcomer, cookie=answer["cookie"]), (
        "a first write changes nothing"
    )
    db.execute(
        """update public.cached_handshake_responses set body = body || '{"courses": ["cached"]}' where user_id = %s""",
        [user],
    )
    assert handshake(as_user, reader, user)["courses"] == ["cached"], "the row is served"


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_a_snapshot_of_the_whole_transaction_stores_nothing(
    db: Any, connect: Any, as_user: Any, user: UUID, isolation: str
) -> None:
    """An upsert could fail there with 40001, which PostgREST would retry without end."""
    conn = connect(options=f"-c default_transaction_isolation={isolation.replace(' ', chr(92) + ' ')}")
    assert handshake(as_user, conn, user)["ok"]
    assert rows(db) == 0
