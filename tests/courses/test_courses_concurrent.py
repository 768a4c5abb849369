"""4.4.1 to 4.4.3: links and custom courses with many connections at once."""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from concurrency import CLIENTS, service, share_out


@pytest.fixture
def user(db: Any) -> UUID:
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    return user


def purchase(transaction: str, **more: Any) -> Jsonb:
    return Jsonb({"store": "apple", "environment": "production", "transaction_id": transaction} | more)


def issue(as_user: Any, transaction: str = "pi_1") -> Any:
    return service(
        as_user, "issue_custom_course_link", "ada@example.com", Jsonb({"title": "Better sleep"}), purchase(transaction)
    )


def claim(as_user: Any, user: UUID, token: str) -> Any:
    def job(conn: Any) -> Any:
        with as_user(conn, user, email="ada@example.com", email_verified=True):
            return conn.execute("select public.claim_custom_course_link(%s)", [token]).fetchone()[0]

    return job


def test_ten_claims_at_once_by_ten_users(db: Any, connect: Any, as_user: Any) -> None:
    """4.4.3: ten at once → one; again for ten more links."""
    for n in range(10):
        token = issue(as_user, f"pi_{n}")(db)["token"]
        answers = share_out(connect, [claim(as_user, uuid4(), token) for _ in range(10)])
        codes = Counter(a.get("code", "ok") for a in answers)
        assert codes == {"ok": 1, "token_already_claimed": 9}
    assert db.execute("select count(*), count(distinct user_id) from public.custom_courses").fetchone() == (10, 10)


def test_ten_claims_at_once_by_one_user(db: Any, connect: Any, as_user: Any) -> None:
    """4.4.3: one claim, nine times already_yours, one course."""
    token, user = issue(as_user)(db)["token"], uuid4()
    answers = share_out(connect, [claim(as_user, user, token) for _ in range(10)])
    assert Counter(a["already_yours"] for a in answers) == {False: 1, True: 9}
    assert len({a["custom_course_id"] for a in answers}) == 1
    assert db.execute("select count(*) from public.custom_courses").fetchone() == (1,)


def test_claims_refunds_and_reissues_at_once(db: Any, connect: Any, as_user: Any) -> None:
    """4.4.2, 4.4.3: no deadlock, and in the end a full refund leaves no course, whoever was first."""
    jobs = []
    for n in range(10):
        token = issue(as_user, f"pi_{n}")(db)["token"]
        jobs += [claim(as_user, uuid4(), token), claim(as_user, uuid4(), token), issue(as_user, f"pi_{n}")]
        jobs += [
            service(as_user, "refund_course_purchase", purchase(f"pi_{n}", notification_id=f"n-{n}", kind="refund"))
        ]
    codes = Counter(a.get("code", "ok") for a in share_out(connect, jobs))
    assert codes.keys() <= {"ok", "token_already_claimed", "token_invalid", "purchase_refunded"}
    assert db.execute("select validation, count(*) from public.custom_course_purchases group by 1").fetchall() == [
        ("revoked", 10)
    ]
    assert db.execute("select count(*) from public.custom_courses where revoked_at is null").fetchone() == (0,)
    left = db.execute(
        "select count(*) from public.custom_course_purchases where user_id is null and link_revoked_at is null"
    ).fetchone()
    assert left == (0,), "no open link is left"
    claimed = db.execute(
        "select count(*) from public.custom_course_purchases as p"
        " join private.receipt_claims as c using (store, environment, transaction_id)"
        " where p.user_id is distinct from c.user_id"
    ).fetchone()
    assert claimed == (0,), "the receipt is the claimer's"


def test_reissues_at_once_leave_one_link(db: Any, connect: Any, as_user: Any) -> None:
    tokens = [a["token"] for a in share_out(connect, [issue(as_user)] * CLIENTS)]
    assert len(set(tokens)) == CLIENTS
    answers = [claim(as_user, uuid4(), token)(db) for token in tokens]
    assert Counter(a.get("code", "ok") for a in answers) == {"ok": 1, "token_invalid": CLIENTS - 1}


def test_saves_of_one_course_at_once(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """4.4.1: an id of one's own makes the call repeatable, at once too."""
    course = str(uuid4())
    body = Jsonb({"custom_course_id": course, "title": "Mine", "status": "ready", "course": {"v": 1}})
    answers = share_out(connect, [service(as_user, "save_custom_course", user, body)] * CLIENTS)
    assert Counter(a["created"] for a in answers) == {True: 1, False: CLIENTS - 1}


def test_a_rename_during_a_save_does_not_deadlock(db: Any, connect: Any, as_user: Any, user: UUID) -> None:
    """ADR 2: a client that renames its course holds the course and then its generation; so does the service."""
    course = service(as_user, "save_custom_course", user, Jsonb({"title": "Mine"}))(db)["custom_course_id"]
    service(as_user, "record_custom_course_purchase", user, course, purchase("t-1"))(db)

    def rename(conn: Any) -> Any:
        with as_user(conn, user):
            return conn.execute(
                "update public.custom_courses set title = title || '.' where length(title) < 100"
            ).rowcount

    save = service(as_user, "save_custom_course", user, Jsonb({"custom_course_id": course, "status": "generating"}))
    refunds = [
        service(
            as_user, "refund_course_purchase", purchase("t-1", notification_id=f"n-{n}", kind="refund", percentage=4)
        )
        for n in range(25)
    ]
    answers = share_out(connect, [job for n in range(25) for job in (rename, save, refunds[n], rename)])
    assert all(a == 1 or a["ok"] for a in answers)
    assert db.execute("select revoked_at is not null from public.custom_courses").fetchone() == (True,)
