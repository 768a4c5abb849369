"""4.2.7, 4.3.1: receipts of credits and their refunds with many connections at once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from ledger import SUMS_DIFFER

CONNECTIONS, DELIVERIES, ROUNDS = 40, 100, 50


@pytest.fixture
def users(db: psycopg.Connection[Any]) -> list[UUID]:
    users = sorted(uuid4() for _ in range(2))
    for user in users:
        db.execute("insert into public.user_profile (user_id) values (%s)", [user])
        db.execute("select private.ensure_user(%s, now())", [user])
    return users


def buy(call: Any, user: UUID, transaction: str) -> Any:
    purchase = {
        "store": "google",
        "environment": "production",
        "transaction_id": transaction,
        "product_id": "dochub.credits.50",
    }
    return call("record_credit_purchase(%s, %s)", user, Jsonb(purchase))


def refund(call: Any, transaction: str, notification: str, **more: Any) -> Any:
    told = {
        "store": "google",
        "environment": "production",
        "transaction_id": transaction,
        "notification_id": notification,
        "kind": "refund",
    }
    return call("refund_credit_purchase(%s)", Jsonb(told | more))


def bank(db: Any, user: UUID) -> int:
    return int(db.execute("select bank from public.ai_usage where user_id = %s", [user]).fetchone()[0])


def test_a_hundred_deliveries_of_one_receipt_from_one_user(db: Any, call: Any, users: list[UUID]) -> None:
    """4.3.1: one credit, the others the first answer."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda _: buy(call, users[0], "one-receipt"), range(DELIVERIES)))
    assert Counter(a["replayed"] for a in answers) == {False: 1, True: DELIVERIES - 1}
    assert len({str(a | {"replayed": None}) for a in answers}) == 1
    assert bank(db, users[0]) == 50
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)


def test_a_hundred_deliveries_of_one_receipt_from_two_users(db: Any, call: Any, users: list[UUID]) -> None:
    """4.3.1: one of them gets it, the other is told that it is in use, each time."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda n: (n % 2, buy(call, users[n % 2], "one-receipt")), range(DELIVERIES)))
    [winner] = {n for n, a in answers if a["ok"]}
    assert Counter(a.get("code", a.get("replayed")) for n, a in answers) == {
        False: 1,
        True: DELIVERIES // 2 - 1,
        "receipt_already_in_use": DELIVERIES // 2,
    }
    assert [bank(db, users[winner]), bank(db, users[1 - winner])] == [50, 0]
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)


def test_a_purchase_and_its_refund_at_once(db: Any, call: Any, users: list[UUID]) -> None:
    """4.2.7: whichever comes first, the refund is applied in the end, once, and nobody deadlocks."""
    dice = random.Random(4711)
    with ThreadPoolExecutor(6) as pool:
        for n in range(ROUNDS):
            work = [lambda n=n: buy(call, users[n % 2], f"tx-{n}")] * 2
            work += [lambda n=n: refund(call, f"tx-{n}", f"refund-{n}")] * 2
            work += [
                lambda n=n: refund(
                    call, f"tx-{n}", f"reversal-{n}", kind="reversal", refund_notification_id=f"refund-{n}"
                )
            ] * (n % 2)
            dice.shuffle(work)
            answers = [future.result(timeout=30) for future in [pool.submit(w) for w in work]]
            assert all(a["ok"] for a in answers)
            assert refund(call, f"tx-{n}", f"refund-{n}")["disposition"] == "applied"
            left = db.execute(
                "select credits - refunded_credits from public.ai_credit_purchases where transaction_id = %s",
                [f"tx-{n}"],
            )
            assert left.fetchone() == ((50,) if n % 2 else (0,)), n
    assert db.execute("select count(*) from private.store_refunds where applied_at is null").fetchone() == (0,)
    assert [bank(db, users[0]), bank(db, users[1])] == [0, 50 * (ROUNDS // 2)]
    assert db.execute("select max(debt) from public.ai_usage").fetchone() == (0,)
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)


def test_two_refunds_of_two_users_crosswise(db: Any, call: Any, users: list[UUID]) -> None:
    """The lock order holds: user, then receipt. Each user buys and refunds its own and asks for the other's receipt."""
    with ThreadPoolExecutor(8) as pool:
        for n in range(ROUNDS):
            work = [lambda n=n, a=a, b=b: buy(call, users[a], f"cross-{n}-{b}") for a in (0, 1) for b in (0, 1)]
            work += [lambda n=n, b=b: refund(call, f"cross-{n}-{b}", f"cross-{n}-{b}") for b in (0, 1)]
            answers = [future.result(timeout=30) for future in [pool.submit(w) for w in work]]
            assert Counter(a.get("code", "ok") for a in answers) == {"ok": 4, "receipt_already_in_use": 2}
    assert db.execute("select sum(bank), sum(debt) from public.ai_usage").fetchone() == (0, 0)
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)


def test_one_purchase_by_its_order_id_and_by_its_token_at_once(db: Any, call: Any, users: list[UUID]) -> None:
    """4.3.1, 4.2.7: both names, told apart and together, by calls and notifications; once, each refund found, nobody deadlocks."""

    def purchase(user: UUID, **names: str) -> Any:
        told = {"store": "google", "environment": "production", "product_id": "dochub.credits.50"} | names
        return call("record_credit_purchase(%s, %s)", user, Jsonb(told))

    def told(kind: str, n: int, of: int, **names: str) -> Any:
        event = {"store": "google", "environment": "production", "notification_id": f"{kind}-{n}", "type": kind}
        transaction = names | ({"product_id": "dochub.credits.50"} if kind == "started" else {"refund_percentage": 20})
        event |= {"occurred_at": "2026-03-03T00:00:00Z", "transaction": transaction}
        return call("apply_store_event(%s)", Jsonb(event | ({"user_id": str(users[of])} if kind == "started" else {})))

    def share(n: int, name: str, **names: str) -> Any:
        more = {"store": "google", "environment": "production", "kind": "refund", "percentage": 20}
        return call("refund_credit_purchase(%s)", Jsonb(more | names | {"notification_id": f"{name}-{n}"}))

    dice = random.Random(4711)
    with ThreadPoolExecutor(10) as pool:
        for n in range(ROUNDS):
            # What sorts first is not always the transaction: locks are taken in the order of names.
            by_id, by_token = {"transaction_id": dice.choice(["a", "z"]) + str(n)}, {"token": f"token-{n}"}
            mine, other = (n % 2, 1 - n % 2) if n % 5 else (0, 1)
            work = [
                lambda u=users[mine], names=by_id | by_token: purchase(u, **names),
                lambda u=users[mine], names=by_token: purchase(u, **names),
                lambda n=n, of=mine, names=by_token: told("started", n, of, **names),
                lambda n=n, of=mine, names=by_token: told("refunded", n, of, **names),
                lambda n=n, names=by_token: share(n, "token", **names),
                lambda n=n, names=by_id: share(n, "id", **names),
                lambda n=n, names=by_id | by_token: share(n, "both", **names),
            ]
            if n % 5 == 0:
                work += [lambda u=users[other], names=by_id | by_token: purchase(u, **names)] * 2
            dice.shuffle(work)
            answers = [future.result(timeout=30) for future in [pool.submit(w) for w in work]]
            codes = Counter(a.get("code", "ok") for a in answers)
            assert codes.keys() <= ({"ok", "receipt_already_in_use"} if n % 5 == 0 else {"ok"}), codes
    purchases = db.execute(
        "select count(*), sum(credits), sum(refunded_credits) from public.ai_credit_purchases"
    ).fetchone()
    assert purchases == (ROUNDS, 50 * ROUNDS, 40 * ROUNDS), "each once, and of each four refunds of 20 %"
    assert db.execute("select sum(bank), sum(debt) from public.ai_usage").fetchone() == (10 * ROUNDS, 0)
    assert db.execute("select count(*) from private.store_refunds where applied_at is null").fetchone() == (0,)
    assert db.execute("select count(*) from private.store_inbox where disposition = 'orphan'").fetchone() == (0,)
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)
