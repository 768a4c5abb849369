"""4.3.1, 4.3.5: a hundred deliveries at once, and events that wait for each other, over real connections."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

CLIENTS = 20
DELIVERIES = 100


@pytest.fixture
def users(db: psycopg.Connection[Any]) -> list[UUID]:
    users = sorted(uuid4() for _ in range(2))
    for user in users:
        db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    return users


def event(
    user: UUID | None, notification: str, transaction: str = "t-1", kind: str = "started", **more: Any
) -> dict[str, Any]:
    pack = {"product_id": "dochub.credits.50"}
    subscription = {
        "product_id": "dochub.premium.monthly",
        "original_transaction_id": "t-1",
        "purchased_at": "2020-01-01T00:00:00Z",
        "expires_at": "2090-01-01T00:00:00Z",
    }
    made = {
        "store": "apple",
        "environment": "production",
        "notification_id": notification,
        "type": kind,
        "occurred_at": "2020-01-01T00:00:00Z",
        "transaction": {"transaction_id": transaction}
        | (pack if more.get("credits") else subscription)
        | more.get("facts", {}),
    }
    return made | ({"user_id": str(user)} if user else {})


def deliver(conn: psycopg.Connection[Any], as_user: Any, body: dict[str, Any]) -> str:
    with as_user(conn, role="service_role"):
        answer = conn.execute("select public.apply_store_event(%s)", [json.dumps(body)]).fetchone()[0]
    return answer.get("code") or answer["disposition"]


@pytest.fixture
def at_once(connect: Any, as_user: Any) -> Any:
    """`at_once(events)`: delivers them all over 20 connections let go together; the answers in their order."""

    conns = [connect() for _ in range(CLIENTS)]

    def run(events: list[dict[str, Any]]) -> list[str]:
        barrier = threading.Barrier(CLIENTS)

        def client(n: int) -> list[tuple[int, str]]:
            barrier.wait()
            return [(i, deliver(conns[n], as_user, events[i])) for i in range(n, len(events), CLIENTS)]

        with ThreadPoolExecutor(CLIENTS) as pool:
            return [
                answer for _, answer in sorted(pair for pairs in pool.map(client, range(CLIENTS)) for pair in pairs)
            ]

    return run


def test_one_notification_a_hundred_times(db: Any, at_once: Any, users: list[UUID]) -> None:
    """4.3.5: applied once, the others are duplicates, all are counted."""
    answers = at_once([event(users[0], "n-1")] * DELIVERIES)
    assert Counter(answers) == {"applied": 1, "duplicate": DELIVERIES - 1}
    assert db.execute("select deliveries from private.store_inbox").fetchall() == [(DELIVERIES,)]
    assert db.execute("select count(*) from public.subscription_events").fetchone() == (1,)


def test_one_receipt_of_credits_a_hundred_times(db: Any, at_once: Any, users: list[UUID]) -> None:
    answers = at_once([event(users[0], f"n-{i}", credits=True) for i in range(DELIVERIES)])
    assert Counter(answers) == {"applied": DELIVERIES}
    assert db.execute("select bank from public.ai_usage").fetchall() == [(50,)], "one credit of 50"


@pytest.mark.parametrize("of_credits", [True, False], ids=["credits", "subscription"])
def test_one_receipt_from_two_users(db: Any, at_once: Any, users: list[UUID], of_credits: bool) -> None:
    """4.3.1: one of them has it; the other is told so every time, or waits for the end of the right."""
    answers = at_once([event(users[i % 2], f"n-{i}", credits=of_credits) for i in range(DELIVERIES)])
    no = "receipt_already_in_use" if of_credits else "orphan"
    by_user = [Counter(a if a == no else "taken" for a in answers[n::2]) for n in range(2)]
    assert sorted(map(str, by_user)) == sorted(map(str, [Counter(taken=50), Counter({no: 50})]))
    [claim] = db.execute("select user_id from private.receipt_claims").fetchall()
    winner = users[0] if "taken" in by_user[0] else users[1]
    assert claim == (winner,)
    if of_credits:
        assert db.execute("select user_id, bank from public.ai_usage where bank > 0").fetchall() == [(winner, 50)]
        assert db.execute("select sum(bank) from private.credit_ledger").fetchone() == (50,)
    else:
        assert db.execute("select user_id from public.subscriptions").fetchall() == [(winner,)]
        waiting = "select account_sha256, count(*) from private.store_inbox where waits_for = 'right' group by 1"
        loser = users[1 - users.index(winner)]
        assert db.execute(waiting).fetchall() == [(sha256(str(loser).encode()).hexdigest(), 50)]


def test_orphans_and_their_claim_at_once(db: Any, at_once: Any, users: list[UUID]) -> None:
    """4.3.5: whichever comes first, in the end all are bound and none is left behind."""
    events = [event(None, f"n-{i}", f"t-{i}", "renewed", facts={"token": f"token-{i % 7}"}) for i in range(2, 60)]
    events.insert(30, event(users[0], "n-1"))
    answers = at_once(events)
    assert set(answers) <= {"applied", "stale", "orphan"}
    assert db.execute("select count(*) from private.store_inbox where disposition = 'orphan'").fetchone() == (0,)
    assert db.execute("select count(*) from private.store_transactions").fetchone() == (59,)


def test_a_subscription_that_two_users_want_moves_to_one(db: Any, at_once: Any, users: list[UUID]) -> None:
    """4.3.1: locks of two users are taken in one order, so that nobody waits for each other."""
    over = {"expires_at": "2020-02-01T00:00:00Z"}
    events = [event(users[i % 2], f"n-{i}", f"t-{i}", facts=over) for i in range(DELIVERIES)]
    assert set(at_once(events)) <= {"applied", "stale"}
    [holder] = db.execute("select distinct user_id from private.receipt_claims").fetchall()
    assert db.execute("select user_id from public.subscriptions").fetchall() == [holder]
    assert db.execute("select count(*) from private.store_transactions").fetchone() == (DELIVERIES,)


def test_refunds_and_reversals_at_once(db: Any, at_once: Any, users: list[UUID]) -> None:
    """4.3.4: each reversal finds a refund, whatever the order of arrival."""
    late = "2020-01-02T00:00:00Z"
    for n in range(10):
        refund = event(None, f"r-{n}", f"c-{n}", "refunded", credits=True)
        reversal = event(None, f"v-{n}", f"c-{n}", "refund_reversed", credits=True) | {"occurred_at": late}
        bought = event(users[0], f"b-{n}", f"c-{n}", credits=True)
        at_once([refund, reversal, bought])
    assert db.execute("select bank, debt from public.ai_usage where user_id = %s", [users[0]]).fetchone() == (500, 0)
    assert db.execute("select count(*) from private.store_inbox where disposition = 'orphan'").fetchone() == (0,)


def test_sign_ups_and_their_events_at_once(db: Any, connect: Any, as_user: Any) -> None:
    """4.3.5: whichever comes first, nobody is left waiting: by id, by hash, of credits, of two accounts of one subscription."""
    rounds = 15
    conns = [connect() for _ in range(6)]

    def sign_up(conn: Any, user: UUID) -> str:
        with as_user(conn, user):
            return "made" if conn.execute("select public.ensure_profile()").fetchone()[0]["ok"] else "refused"

    def at_once(jobs: list[UUID | dict[str, Any]]) -> set[str]:
        barrier = threading.Barrier(len(jobs))

        def run(k: int) -> str:
            barrier.wait()
            job = jobs[k]
            return sign_up(conns[k], job) if isinstance(job, UUID) else deliver(conns[k], as_user, job)

        with ThreadPoolExecutor(len(jobs)) as pool:
            return set(pool.map(run, range(len(jobs))))

    for n in range(rounds):
        users = [uuid4(), uuid4()]
        hashed = {"account_token": sha256(str(users[1]).encode()).hexdigest()}
        over = {"expires_at": "2020-02-01T00:00:00Z", "original_transaction_id": f"t-{n}"}
        jobs = [
            *users,
            event(users[0], f"a-{n}", f"t-{n}", facts=over),
            event(None, f"b-{n}", f"t-{n}-2", facts=over) | hashed,
            event(None, f"c-{n}", f"c-{n}", credits=True) | hashed,
            event(None, f"d-{n}", f"t-{n}", "canceled", facts=over),
        ]
        assert at_once(jobs) <= {"made", "applied", "stale", "orphan"}
    assert db.execute("select count(*) from private.store_inbox where waits_for is not null").fetchone() == (0,)
    assert db.execute("select count(*) from public.ai_usage where bank = 50").fetchone() == (rounds,)
    assert db.execute("select count(distinct user_id) from private.store_transactions").fetchone() == (rounds,)
