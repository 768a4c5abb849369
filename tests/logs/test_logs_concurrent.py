"""4.9 with many connections at once: duplicates, quotas, erasure, credit work."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from concurrency import at_once

Conn = psycopg.Connection[Any]


def send(as_user: Any, conn: Conn, events: list[Any], user: UUID | None = None) -> dict[str, Any]:
    with as_user(conn, user, role="authenticated" if user else "anon"):
        return conn.execute("select public.log_events(%s)", [json.dumps(events)]).fetchone()[0]


@pytest.mark.parametrize("kind", ["user", "visitor"])
def test_one_event_sent_by_twenty_at_once(db: Conn, connect: Any, as_user: Any, kind: str) -> None:
    """4.9.2: one row, nineteen duplicates, whatever their order in the calls."""
    user = uuid4() if kind == "user" else None
    conns = [connect() for _ in range(20)]
    events = [{"event_id": f"e{n}", "kind": "feedback" if n % 2 else "log"} for n in range(6)]
    db.execute("update private.throttle_limits set attempts = 1000")
    answers = at_once(20, lambda n: send(as_user, conns[n], events if n % 2 else events[::-1], user))
    assert [a["accepted"] + a["duplicates"] for a in answers] == [6] * 20
    assert sum(a["accepted"] for a in answers) == 6
    rows = db.execute("select event_id, count(*) from public.app_logs group by 1 order by 1").fetchall()
    assert rows == [(f"e{n}", 1) for n in range(6)]


def test_calls_that_share_ids_but_no_bucket(db: Conn, connect: Any, as_user: Any) -> None:
    """Feedback in one call, logs in the other, the same ids in opposite order: nobody waits in a circle."""
    user, conns = uuid4(), [connect() for _ in range(8)]
    db.execute("update private.throttle_limits set attempts = 10000")
    send(as_user, db, [{}], user)
    for round_ in range(15):
        ids = [f"{round_}-{n}" for n in range(30)]
        batches = [[{"event_id": i, "kind": "feedback"} for i in ids], [{"event_id": i} for i in reversed(ids)]]
        answers = at_once(8, lambda n, batches=batches: send(as_user, conns[n], batches[n % 2], user))
        assert sum(a["accepted"] for a in answers) == 30


def test_the_quota_is_exact(db: Conn, connect: Any, as_user: Any) -> None:
    """4.9.1: 20 calls of ten events at once on a quota of 75: 75 rows."""
    db.execute("update private.throttle_limits set attempts = 75, per = '10 days' where operation = 'log_events'")
    user, conns = uuid4(), [connect() for _ in range(20)]
    answers = at_once(20, lambda n: send(as_user, conns[n], [{}] * 10, user))
    assert sum(a["accepted"] for a in answers) == 75
    assert Counter(a["ok"] for a in answers)[True] in (8, 7)
    assert sum(a["dropped"] for a in answers) == 125
    assert db.execute("select count(*) from public.app_logs").fetchone() == (75,)


def test_logging_waits_for_no_credits(db: Conn, connect: Any, as_user: Any) -> None:
    """Somebody holds the user's lock in the middle of credit work; logs go in all the same."""
    user, holder = uuid4(), connect(autocommit=False)
    send(as_user, db, [{}], user)
    holder.execute("select private.lock_user(%s, now())", [user])
    assert send(as_user, connect(options="-c lock_timeout=1s"), [{}, {"kind": "feedback"}], user)["accepted"] == 2


def test_erasure_leaves_no_log_behind(db: Conn, connect: Any, as_user: Any) -> None:
    """A log under way holds the profile row: who erases waits for it, and then deletes it too. Afterwards nothing is taken."""
    user, writer = uuid4(), connect(autocommit=False)
    send(as_user, db, [{}], user)
    eraser = connect(options="-c lock_timeout=200ms")
    writer.execute("select private.log_events('[{}]', %s, 'authenticated', now())", [user])
    with pytest.raises(psycopg.errors.LockNotAvailable):
        eraser.execute("select private.erase_user(%s, 'erase_user', now())", [user])
    writer.commit()
    eraser.execute("select private.erase_user(%s, 'erase_user', now())", [user])
    assert db.execute("select count(*) from public.app_logs").fetchone() == (0,)
    assert send(as_user, db, [{}], user)["code"] == "user_not_found"


def test_a_bucket_that_maintenance_takes_away(db: Conn, connect: Any, as_user: Any) -> None:
    """A full bucket vanishes while a call waits for it: the call makes it anew and goes on."""
    user, holder, caller = uuid4(), connect(autocommit=False), connect()
    send(as_user, db, [{}], user)
    for operation in ("log_events", "discount_code"):
        db.execute(
            "insert into private.user_throttles (user_id, operation) values (%s, %s) on conflict do nothing",
            [user, operation],
        )
        holder.execute("select from private.user_throttles where user_id = %s for update", [user])
        with ThreadPoolExecutor(1) as pool:
            if operation == "log_events":
                waiting = pool.submit(send, as_user, caller, [{}], user)
            else:
                query = "select private.count_attempt('discount_code', %s, now())"
                waiting = pool.submit(lambda query=query: caller.execute(query, [user]).fetchone()[0])
            wait_until_blocked(db, caller)  # it has found the bucket, and waits for it
            holder.execute("delete from private.user_throttles where user_id = %s", [user])
            holder.commit()
            answer = waiting.result(timeout=10)
        assert answer == 0 or answer["accepted"] == 1
        kept = db.execute("select count(*) from private.user_throttles where user_id = %s", [user]).fetchone()
        assert kept == (1,)


def wait_until_blocked(db: Conn, conn: Conn) -> None:
    for _ in range(1000):
        if db.execute("select pg_blocking_pids(%s) <> '{}'", [conn.info.backend_pid]).fetchone() == (True,):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("it never had to wait")
