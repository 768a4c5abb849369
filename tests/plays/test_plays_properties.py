"""4.8.1: play counts against a model, over HTTP, and with many connections at once."""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Conn = psycopg.Connection[Any]
FILES = ["ocean", "rain", "deep-sleep-01"]


def user_with(db: Conn, *devices: str) -> UUID:
    """A new user with these devices registered."""
    user = uuid4()
    listed = json.dumps([{"device_id": device} for device in devices])
    db.execute("insert into public.user_profile (user_id, devices) values (%s, %s)", [user, listed])
    return user


def unthrottled(db: Conn) -> None:
    db.execute("update private.throttle_limits set attempts = 100000 where operation = 'record_plays'")


def totals(db: Conn, user: UUID) -> dict[str, int]:
    return dict(db.execute("select audio_id, play_count from public.audio_usage where user_id = %s", [user]).fetchall())


plays = st.lists(
    st.tuples(st.sampled_from(["phone", "tablet"]), st.sampled_from(FILES), st.integers(1, 5)), max_size=12
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays=plays, dice=st.randoms(use_true_random=False))
def test_any_replay_order_and_interleaving_ends_in_the_sum_of_the_maxima(
    db: Conn, plays: list[tuple[str, str, int]], dice: random.Random
) -> None:
    """4.8.1: two devices count offline; what they send arrives in any order, some of it more than once, some never."""
    unthrottled(db)
    user = user_with(db, "phone", "tablet")
    counts: dict[str, dict[str, int]] = {"phone": {}, "tablet": {}}
    sent = []
    for device, audio, times in plays:
        counts[device][audio] = counts[device].get(audio, 0) + times
        sent.append((device, dict(counts[device])))
    arriving = [call for call in sent for _ in range(dice.randint(0, 3))]
    dice.shuffle(arriving)
    greatest: dict[tuple[str, str], int] = {}
    for device, snapshot in arriving:
        answer = db.execute(
            "select private.record_plays(%s, %s, %s, now())", [user, device, json.dumps(snapshot)]
        ).fetchone()[0]
        for audio, count in snapshot.items():
            greatest[device, audio] = max(count, greatest.get((device, audio), 0))
        expected = {audio: sum(n for (_, a), n in greatest.items() if a == audio) for audio in snapshot}
        assert answer == {"ok": True, "counts": expected}
    assert totals(db, user) == {
        audio: sum(n for (_, a), n in greatest.items() if a == audio) for audio in {a for _, a in greatest}
    }


def test_two_devices_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.8.1: 16 connections, two devices, calls late and early: the sum of the maxima."""
    unthrottled(db)
    user, conns = user_with(db, "phone", "tablet"), [connect() for _ in range(16)]
    barrier = threading.Barrier(16)

    def work(n: int) -> None:
        device, dice = ("phone", "tablet")[n % 2], random.Random(n)
        barrier.wait()
        for count in dice.sample(range(1, 41), 40):
            body = {audio: count + offset for offset, audio in enumerate(FILES)}
            with as_user(conns[n], user):
                answer = conns[n].execute("select public.record_plays(%s, %s)", [device, json.dumps(body)]).fetchone()
            assert answer[0]["ok"], answer

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    assert totals(db, user) == {audio: 2 * (40 + offset) for offset, audio in enumerate(FILES)}
    kept = db.execute("select count(*) from private.device_plays where user_id = %s", [user]).fetchone()
    assert kept == (6,)


def test_counts_rise_in_place(db: Conn) -> None:
    """No index entry is written for a count that rises: nearly all updates are HOT."""
    unthrottled(db)
    user = user_with(db, "phone")
    for count in range(1, 41):
        body = json.dumps({f"file-{n}": count for n in range(20)})
        db.execute("select private.record_plays(%s, 'phone', %s, now())", [user, body])
    db.execute("select pg_stat_force_next_flush()")
    query = """select relname, n_tup_upd, n_tup_hot_upd from pg_stat_user_tables
                where relname in ('audio_usage', 'device_plays')"""
    rows = db.execute(query).fetchall()
    assert len(rows) == 2
    for table, updated, hot in rows:
        assert hot >= 0.9 * updated >= 600, (table, updated, hot)


def test_the_statuses_of_record_plays(api: Any, postgrest: Any) -> None:
    """4.8.1 through PostgREST: 200, 400, 401, 403, 404, 405, 429."""
    path = "/rpc/record_plays"
    with psycopg.connect(postgrest.dsn, autocommit=True) as db:
        user = user_with(db, "phone")
    client = api("authenticated", user)

    def send(client: Any = client, device: Any = "phone", counts: Any = None, query: str = "") -> Any:
        return client.post(path + query, json={"p_device_id": device, "p_counts": counts or {"ocean": 2}})

    assert (send().status_code, send().json()) == (200, {"ok": True, "counts": {"ocean": 2}})
    assert client.get("/audio_usage", params={"select": "audio_id,play_count"}).json() == [
        {"audio_id": "ocean", "play_count": 2}
    ]
    unknown = send(device="watch")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_device")
    assert send(counts={"ocean": "2"}).status_code == 400
    assert send(counts={f"f{n}": 1 for n in range(501)}).status_code == 400
    assert send(query="?pgrst_scalar->>code=eq.x").status_code == 400
    assert client.get(path, params={"p_device_id": "phone", "p_counts": "{}"}).status_code == 405
    assert send(api()).status_code == 401
    assert send(api("service_role")).status_code == 403
    assert {send().status_code for _ in range(130)} == {200, 429}
    throttled = send()
    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_attempts")
    assert int(throttled.headers["Retry-After"]) == json.loads(throttled.json()["details"])["retry_after"] > 0
    other = send(api("authenticated", uuid4()))
    assert (other.status_code, other.json()["code"]) == (404, "unknown_device")
