"""Credits under real concurrency: 4.2.2, 4.2.4, 4.2.6 and idempotency with many connections at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from concurrency import at_once

SUMS = """
  select (select (u.weekly_used, u.bank, u.held, u.debt, u.last_entry_no,
                  (select coalesce(sum(r.remaining), 0)
                     from public.referral_credits as r where r.user_id = u.user_id))::text
            from public.ai_usage as u where u.user_id = %(user)s),
         (select (sum(l.weekly_used), sum(l.bank), sum(l.held), sum(l.debt), count(*), sum(l.promotional))::text
            from private.credit_ledger as l where l.user_id = %(user)s)
"""


@pytest.fixture
def user(db: psycopg.Connection[Any]) -> UUID:
    """A user with 3 weekly credits and 50 in the bank."""
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute("select private.ensure_user(%s, now())", [user])
    db.execute("select private.post_credits(%s, 'purchase', now(), p_bank => 50)", [user])
    return user


def deduct(as_user: Any, conn: psycopg.Connection[Any], user: UUID, amount: int, key: str) -> dict[str, Any]:
    with as_user(conn, user):
        return conn.execute("select public.deduct_credits(%s, %s)", [amount, key]).fetchone()[0]


def test_forty_clients_never_overdraw(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.2.4: 40 clients at once, each five spends of one credit out of 53: exactly 53 succeed."""
    db.execute("update private.throttle_limits set attempts = 200 where operation = 'kept_refusal'")
    conns = [connect() for _ in range(40)]

    def spend(n: int) -> list[str]:
        return [deduct(as_user, conns[n], user, 1, f"client-{n:02}-{i}").get("code", "ok") for i in range(5)]

    answers = Counter(code for codes in at_once(40, spend) for code in codes)
    assert answers == {"ok": 53, "insufficient_credits": 147}
    balances, sums = db.execute(SUMS, {"user": user}).fetchone()
    assert balances == sums
    assert db.execute("select bank from public.ai_usage where user_id = %s", [user]).fetchone() == (0,)


def test_one_key_from_twenty_clients_spends_once(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    conns = [connect() for _ in range(20)]
    answers = at_once(20, lambda n: deduct(as_user, conns[n], user, 5, "the-same-key"))
    assert Counter(a["replayed"] for a in answers) == {False: 1, True: 19}
    assert len({str(a | {"replayed": None}) for a in answers}) == 1, "all clients got the one answer"
    assert db.execute("select count(*) from private.credit_ledger where kind = 'spend'").fetchone() == (1,)


def test_new_user_first_seen_by_many_clients_at_once(db: Any, connect: Any, as_user: Any) -> None:
    conns = [connect() for _ in range(20)]
    user = uuid4()
    answers = at_once(20, lambda n: deduct(as_user, conns[n], user, 1, f"first-{n:02}xx"))
    assert Counter(a["ok"] for a in answers) == {True: 3, False: 17}
    balances, sums = db.execute(SUMS, {"user": user}).fetchone()
    assert balances == sums


def test_waiting_over_the_boundary_counts_as_after(db: Any, connect: Any, user: UUID) -> None:
    """4.2.2: began on Sunday, got the lock after somebody who acted on Monday: spends from the new week, once."""
    sunday, monday = "2030-01-06T23:59:59Z", "2030-01-07T00:00:01Z"
    spend = "select private.deduct_credits(%s, %s, %s, null, %s)"
    assert db.execute(spend, [user, 3, "last-week", sunday]).fetchone()[0]["split"]["weekly"] == 3
    first, second = connect(autocommit=False), connect(autocommit=False)
    assert first.execute(spend, [user, 1, "on-monday", monday]).fetchone()[0]["split"]["weekly"] == 1
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: second.execute(spend, [user, 1, "on-sunday", sunday]).fetchone()[0])
        wait_until_blocked(db, second)
        first.commit()
        answer = waiting.result(timeout=10)
        second.commit()
    assert answer["split"] == {"weekly": 1, "promotional": 0, "bank": 0}
    assert answer["balance"]["weekly_remaining"] == 1
    weeks = db.execute("select count(*) from private.credit_ledger where user_id = %s and kind = 'week'", [user])
    assert weeks.fetchone() == (1,), "the week was rolled once"
    balances, sums = db.execute(SUMS, {"user": user}).fetchone()
    assert balances == sums


def test_the_clock_is_read_after_the_wait(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.2.2: now() is the time at which the lock was given, not at which the transaction began."""
    first, second = connect(autocommit=False), connect()
    first.execute("select private.lock_user(%s, now())", [user])
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(deduct, as_user, second, user, 1, "waiting-key")
        wait_until_blocked(db, second)
        released = db.execute("select clock_timestamp()").fetchone()[0]
        first.rollback()
        assert waiting.result(timeout=10)["ok"]
    clock = db.execute("select clock_at from public.ai_usage where user_id = %s", [user]).fetchone()[0]
    assert clock > released


def test_users_do_not_wait_for_each_other(connect: Any, as_user: Any, user: UUID) -> None:
    first, second = connect(autocommit=False), connect(options="-c lock_timeout=2s")
    first.execute("select private.lock_user(%s, now())", [user])
    assert deduct(as_user, second, uuid4(), 1, "another-user")["ok"]


def wait_until_blocked(db: psycopg.Connection[Any], conn: psycopg.Connection[Any]) -> None:
    for _ in range(1000):
        if db.execute("select pg_blocking_pids(%s) <> '{}'", [conn.info.backend_pid]).fetchone() == (True,):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("it never had to wait")
