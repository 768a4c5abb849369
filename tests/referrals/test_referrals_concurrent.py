"""Referrals under real concurrency: 4.5.5 and 4.5.6 with many connections at once."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from concurrency import at_once

Conn = psycopg.Connection[Any]
LATER = "-c lock_timeout=10s -c deadlock_timeout=100ms"
# 4.2.6 for everybody; credits that count for nothing any more are out of both, once settled.
UNBALANCED = """
  select u.user_id from public.ai_usage as u
   where (select coalesce(sum(l.promotional), 0) from private.credit_ledger as l where l.user_id = u.user_id)
      <> (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)
"""


def verdict(answer: dict[str, Any]) -> str:
    return "replayed" if answer.get("replayed") else "ok" if answer["ok"] else answer["code"]


def sign_up(db: Conn, days: int = 10) -> UUID:
    user = uuid4()
    db.execute(
        "insert into public.user_profile (user_id, created_at) values (%s, now() - %s * interval '24 hours')",
        [user, days],
    )
    db.execute("select private.ensure_user(%s, now())", [user])
    return user


def code_of(as_user: Any, conn: Conn, user: UUID) -> str:
    with as_user(conn, user):
        return conn.execute("select public.my_referral_code()").fetchone()[0]["referral_code"]


def use(as_user: Any, conn: Conn, user: UUID, code: str) -> dict[str, Any]:
    with as_user(conn, user):
        return conn.execute("select public.use_referral_code(%s)", [code]).fetchone()[0]


def refer(db: Conn, referrer: UUID) -> UUID:
    referee = sign_up(db, 1)
    db.execute(
        "insert into private.referrals (user_id, referrer_id, referred_at) values (%s, %s, now())", [referee, referrer]
    )
    return referee


def grant(conn: Conn, referee: UUID, transaction: str, days: int = 20) -> dict[str, Any]:
    paid_at = conn.execute("select now() - %s * interval '24 hours'", [days]).fetchone()[0]
    payment = {"store": "apple", "environment": "production", "transaction_id": transaction,
               "paid_at": paid_at.isoformat(), "amount_micros": 9990000, "currency": "USD"}  # fmt: skip
    with conn.transaction():
        conn.execute("set local role service_role")
        return conn.execute("select public.grant_referral_reward(%s, %s)", [referee, json.dumps(payment)]).fetchone()[0]


def refund(conn: Conn, transaction: str, **more: Any) -> dict[str, Any]:
    about = {"store": "apple", "environment": "production", "transaction_id": transaction,
             "notification_id": f"refund-{transaction}", "kind": "refund"} | more  # fmt: skip
    with conn.transaction():
        conn.execute("set local role service_role")
        return conn.execute("select public.refund_course_purchase(%s)", [json.dumps(about)]).fetchone()[0]


def balance(db: Conn, user: UUID) -> dict[str, Any]:
    return db.execute(
        "select private.credit_balance(%s, private.user_clock(%s, clock_timestamp()))", [user, user]
    ).fetchone()[0]


def wait_until_blocked(db: Conn, conn: Conn) -> None:
    for _ in range(1000):
        if db.execute("select pg_blocking_pids(%s) <> '{}'", [conn.info.backend_pid]).fetchone() == (True,):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("it never had to wait")


def test_one_users_code_asked_for_by_twenty_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.5: one code, also for a user who is seen for the first time."""
    user, conns = uuid4(), [connect() for _ in range(20)]
    assert len(set(at_once(20, lambda n: code_of(as_user, conns[n], user)))) == 1
    assert db.execute("select count(*) from private.referral_code_claims").fetchone() == (1,)


def test_one_referee_with_twenty_codes_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.5: referred once."""
    codes = [code_of(as_user, db, sign_up(db)) for _ in range(20)]
    referee, conns = sign_up(db, 1), [connect(options=LATER) for _ in range(20)]
    answers = at_once(20, lambda n: use(as_user, conns[n], referee, codes[n]))
    assert Counter(map(verdict, answers)) == {"ok": 1, "already_referred": 19}
    [winner] = [a["referral_code"] for a in answers if a["ok"]]
    row = db.execute(
        "select c.referral_code from private.referrals as r join private.referral_code_claims as c on c.user_id = r.referrer_id"
    ).fetchall()
    assert row == [(winner,)]


def test_two_users_who_refer_each_other_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.5: only the younger one by the older one, and nobody waits for anybody."""
    conns = [connect(options=LATER) for _ in range(20)]
    pairs = [(sign_up(db, 10), sign_up(db, 5)) for _ in range(10)]
    codes = {user: code_of(as_user, db, user) for pair in pairs for user in pair}

    def one(n: int) -> str:
        older, younger = pairs[n // 2]
        me, other = (older, younger) if n % 2 else (younger, older)
        return verdict(use(as_user, conns[n], me, codes[other]))

    answers = at_once(20, one)
    assert answers == ["ok", "referral_not_allowed"] * 10


def test_guessing_in_parallel_is_counted(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.7: fifty wrong codes at once are ten look-ups."""
    user, conns = uuid4(), [connect() for _ in range(50)]
    answers = at_once(50, lambda n: verdict(use(as_user, conns[n], user, f"WRONG{n}")))
    assert Counter(answers) == {"code_not_found": 10, "too_many_attempts": 40}


def test_twenty_grants_of_one_payment_at_once(db: Conn, connect: Any) -> None:
    """4.5.6: one reward and 19 replays of the one answer."""
    referrer = sign_up(db)
    referee, conns = refer(db, referrer), [connect(options=LATER) for _ in range(20)]
    answers = at_once(20, lambda n: grant(conns[n], referee, "paid"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "replayed": 19}
    assert len({str(a | {"replayed": None}) for a in answers}) == 1
    assert balance(db, referrer)["promotional"] == 10
    assert db.execute("select count(*) from public.referral_credits").fetchone() == (1,)
    assert db.execute(UNBALANCED).fetchall() == []


def test_twenty_grants_of_twenty_payments_at_once(db: Conn, connect: Any) -> None:
    """4.5.6: once a referee."""
    referrer = sign_up(db)
    referee, conns = refer(db, referrer), [connect(options=LATER) for _ in range(20)]
    answers = at_once(20, lambda n: grant(conns[n], referee, f"paid-{n}"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "already_rewarded": 19}
    assert balance(db, referrer)["promotional"] == 10


def test_one_payment_for_twenty_referees_at_once(db: Conn, connect: Any) -> None:
    """4.5.6: a payment earns one reward across users."""
    referees, conns = [refer(db, sign_up(db)) for _ in range(20)], [connect(options=LATER) for _ in range(20)]
    answers = at_once(20, lambda n: grant(conns[n], referees[n], "paid"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "receipt_already_in_use": 19}


def test_twenty_referees_of_one_referrer_at_once(db: Conn, connect: Any) -> None:
    """4.5.6: capped per period, however they come."""
    referrer = sign_up(db)
    referees, conns = [refer(db, referrer) for _ in range(20)], [connect(options=LATER) for _ in range(20)]
    answers = at_once(20, lambda n: grant(conns[n], referees[n], f"paid-{n}"))
    assert Counter(map(verdict, answers)) == {"ok": 10, "referral_cap_reached": 10}
    assert balance(db, referrer)["promotional"] == 100
    assert db.execute(UNBALANCED).fetchall() == []


def test_rewards_both_ways_do_not_deadlock(db: Conn, connect: Any) -> None:
    """ADR 2: two users are locked in the order of user_id, whoever referred whom."""
    users, conns = [sign_up(db) for _ in range(2)], [connect(options=LATER) for _ in range(20)]
    for user, referrer in (users, users[::-1]):
        db.execute(
            "insert into private.referrals (user_id, referrer_id, referred_at) values (%s, %s, now())", [user, referrer]
        )

    def one(n: int) -> list[str]:
        return [verdict(grant(conns[n], users[n % 2], f"paid-{n % 2}")) for _ in range(20)]

    assert Counter(v for vs in at_once(20, one) for v in vs) == {"ok": 2, "replayed": 398}


@pytest.mark.parametrize("days", [1, 20], ids=["pending", "vested"])
def test_a_refund_against_its_grant(db: Conn, connect: Any, days: int) -> None:
    """4.5.6: whichever comes first, the referrer ends with nothing, and another payment may earn the reward."""
    one, other = connect(options=LATER), connect(options=LATER)
    seen = Counter()
    for n in range(30):
        referrer = sign_up(db)
        referee = refer(db, referrer)

        def both(which: int, referee: UUID = referee, n: int = n) -> str:
            return verdict(refund(other, f"paid-{n}") if which else grant(one, referee, f"paid-{n}", days))

        granted, refunded = at_once(2, both)
        seen[granted] += 1
        assert granted in {"ok", "purchase_refunded"}
        assert refunded == "ok"
        assert balance(db, referrer)["promotional"] == 0
        assert verdict(grant(one, referee, f"paid-{n}", days)) == "purchase_refunded"
        assert verdict(grant(one, referee, f"again-{n}", 20)) == "ok"
        assert balance(db, referrer)["promotional"] == 10
    assert db.execute(UNBALANCED).fetchall() == []
    print(seen)  # noqa: T201


def test_a_refund_waits_for_the_grant_of_its_payment(db: Conn, connect: Any) -> None:
    """4.5.6: a grant that is not committed yet is taken back by the refund that came meanwhile."""
    referrer = sign_up(db)
    referee, granting, refunding = refer(db, referrer), connect(autocommit=False), connect()
    grant(granting, referee, "paid")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(refund, refunding, "paid")
        wait_until_blocked(db, refunding)
        granting.commit()
        assert verdict(waiting.result(timeout=10)) == "ok"
    assert balance(db, referrer)["promotional"] == 0


def test_a_grant_waits_for_the_refund_of_its_payment(db: Conn, connect: Any) -> None:
    """4.5.6: and the other way round."""
    referrer = sign_up(db)
    referee, granting, refunding = refer(db, referrer), connect(), connect(autocommit=False)
    refunding.execute("select")  # so that what follows is not a transaction of its own
    refund(refunding, "paid")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(grant, granting, referee, "paid")
        wait_until_blocked(db, granting)
        refunding.commit()
        assert verdict(waiting.result(timeout=10)) == "purchase_refunded"
    assert balance(db, referrer)["promotional"] == 0


def test_a_refund_does_not_wait_for_the_referrer(db: Conn, connect: Any) -> None:
    """4.5.6: whoever refunds has the referee's lock at most; the referrer may be busy for long."""
    referrer = sign_up(db)
    referee, busy, refunding = refer(db, referrer), connect(autocommit=False), connect(options="-c lock_timeout=2s")
    assert verdict(grant(db, referee, "paid")) == "ok"
    busy.execute("select private.lock_user(%s, now()), private.settle_credits(%s, now())", [referrer, referrer])
    busy.execute("select from public.referral_credits where user_id = %s for no key update", [referrer])
    assert verdict(refund(refunding, "paid")) == "ok"
    busy.commit()
    assert balance(db, referrer)["promotional"] == 0


def test_spending_against_refunds(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.6, 4.2.6: twenty clients spend while the payments are refunded; nothing is spent that is not there, no debt."""
    db.execute("update private.settings set referral_rewards_per_period = 20")
    referrer = sign_up(db)
    for n in range(20):
        assert verdict(grant(db, refer(db, referrer), f"paid-{n}")) == "ok"
    conns = [connect(options=LATER) for _ in range(20)]

    def one(n: int) -> int:
        if n >= 10:
            for i in (2 * n - 20, 2 * n - 19):
                refund(conns[n], f"paid-{i}")
            return 0
        spent = 0
        for i in range(8):
            with as_user(conns[n], referrer):
                answer = conns[n].execute("select public.deduct_credits(3, %s)", [f"spend-{n}-{i}"]).fetchone()[0]
            spent += answer["ok"] and answer["split"]["promotional"]
        return spent

    spent = sum(at_once(20, one))
    left = balance(db, referrer)
    assert (left["promotional"], left["debt"]) == (0, 0)
    db.execute("select private.settle_credits(%s, private.lock_user(%s, now()))", [referrer, referrer])
    taken = "select coalesce(-sum(promotional), 0) from private.credit_ledger where kind = 'clawback'"
    assert db.execute(taken).fetchone() == (200 - spent,)
    assert db.execute(UNBALANCED).fetchall() == []
