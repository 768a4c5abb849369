"""4.3.1, 4.2.7: purchases of courses with many connections at once."""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from concurrency import service, share_out


@pytest.fixture
def users(db: Any) -> list[UUID]:
    users = [uuid4(), uuid4()]
    for user in users:
        db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status)"
        " values ('sleep', 'Sleep', 1000000, 'EUR', 'published')"
    )
    return users


def purchase(transaction: str, **more: Any) -> Jsonb:
    return Jsonb({"store": "apple", "environment": "production", "transaction_id": transaction} | more)


@pytest.mark.parametrize("count", [1, 2])
def test_a_hundred_deliveries_of_a_course(db: Any, connect: Any, as_user: Any, users: list[UUID], count: int) -> None:
    """4.3.1: one purchase, replays for its user, receipt_already_in_use for the other."""
    jobs = [
        service(as_user, "record_course_purchase", users[n % count], purchase("t-1", course_code="sleep"))
        for n in range(100)
    ]
    answers = Counter((a.get("code", "ok"), a.get("replayed")) for a in share_out(connect, jobs))
    assert answers[("ok", False)] == 1
    if count == 1:
        assert answers == {("ok", False): 1, ("ok", True): 99}
    else:
        assert sum(answers.values()) == 100
        assert {code for code, _ in answers} == {"ok", "receipt_already_in_use"}
        assert answers[("receipt_already_in_use", None)] == 50
    assert db.execute("select count(*), count(distinct user_id) from public.course_purchases").fetchone() == (1, 1)


@pytest.mark.parametrize("count", [1, 2])
def test_a_hundred_deliveries_of_a_custom_course(
    db: Any, connect: Any, as_user: Any, users: list[UUID], count: int
) -> None:
    courses = [
        service(as_user, "save_custom_course", user, Jsonb({"title": "Mine"}))(db)["custom_course_id"] for user in users
    ]
    jobs = [
        service(as_user, "record_custom_course_purchase", users[n % count], courses[n % count], purchase("t-1"))
        for n in range(100)
    ]
    answers = Counter((a.get("code", "ok"), a.get("replayed")) for a in share_out(connect, jobs))
    expected = {("ok", False): 1, ("ok", True): 100 // count - 1}
    assert answers == expected | ({("receipt_already_in_use", None): 50} if count == 2 else {})
    assert db.execute("select count(*) from public.custom_course_purchases").fetchone() == (1,)


def test_purchase_refund_and_reversal_at_once(db: Any, connect: Any, as_user: Any, users: list[UUID]) -> None:
    """4.2.7: whichever comes first, each applies once."""

    def refund(transaction: str, kind: str) -> Any:
        body = {"notification_id": f"{kind}-{transaction}", "kind": kind}
        body |= {"refund_notification_id": f"refund-{transaction}"} if kind == "reversal" else {}
        return service(as_user, "refund_course_purchase", purchase(transaction, **body))

    jobs = []
    for n in range(30):
        jobs += [
            service(as_user, "record_course_purchase", users[n % 2], purchase(f"t-{n}", course_code="sleep")),
            refund(f"t-{n}", "refund"),
            refund(f"t-{n}", "refund"),
            refund(f"t-{n}", "reversal"),
        ]
    assert all(a["ok"] for a in share_out(connect, jobs))
    rows = db.execute(
        "select refunded_percentage, revoked_at is null, count(*) from public.course_purchases group by 1, 2"
    ).fetchall()
    assert rows == [(0, True, 30)]
    valid = db.execute(
        "select user_id, count(*) from public.course_purchases where validation = 'valid' group by 1"
    ).fetchall()
    assert Counter(dict(valid)) == dict.fromkeys(users, 1)
    assert db.execute("select count(*) from private.store_refunds where applied_at is null").fetchone() == (0,)
