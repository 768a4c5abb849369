"""Discounts under real concurrency: 4.5.3, 4.5.5 and 4.5.7 with many connections at once."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

Conn = psycopg.Connection[Any]
DIFFERENT = """
  select d.code from public.discount_codes as d
   where d.times_redeemed
      <> (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null)
"""


def at_once(clients: int, work: Any) -> list[Any]:
    """Runs `work(n)` in that many threads, let go together."""
    barrier = threading.Barrier(clients)

    def one(n: int) -> Any:
        barrier.wait()
        return work(n)

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, range(clients)))


def make(db: Conn, code: str, kind: str = "percent", value: int = 25, **columns: Any) -> None:
    terms = {"code": code, "product_type": "any", "benefit_kind": kind, "benefit_value": value}
    columns = terms | columns
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    db.execute(f"insert into public.discount_codes ({names}) values ({places})", list(columns.values()))


def redeem(as_user: Any, conn: Conn, user: UUID, code: str, key: str) -> dict[str, Any]:
    with as_user(conn, user):
        return conn.execute("select public.redeem_discount(%s, 'any', %s)", [code, key]).fetchone()[0]


def verdict(answer: dict[str, Any]) -> str:
    return "replayed" if answer.get("replayed") else "ok" if answer["ok"] else answer["code"]


def wait_until_blocked(db: Conn, conn: Conn) -> None:
    for _ in range(1000):
        if db.execute("select pg_blocking_pids(%s) <> '{}'", [conn.info.backend_pid]).fetchone() == (True,):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("it never had to wait")


@pytest.mark.parametrize("kind", ["percent", "credits", "free_days"])
def test_fifty_users_at_once_on_a_limit_of_three(db: Conn, connect: Any, as_user: Any, kind: str) -> None:
    """4.5.3: exactly three get it, whatever it gives."""
    make(db, "LIMIT3", kind, 20, max_redemptions=3)
    conns = [connect() for _ in range(50)]
    answers = at_once(50, lambda n: redeem(as_user, conns[n], uuid4(), "LIMIT3", f"key-{n:04}"))
    assert Counter(map(verdict, answers)) == {"ok": 3, "code_max_usage": 47}
    assert db.execute("select times_redeemed from public.discount_codes where code = 'LIMIT3'").fetchone() == (3,)
    rows = {str(i) for (i,) in db.execute("select redemption_id from public.user_discounts")}
    assert rows == {a["redemption_id"] for a in answers if a["ok"]}
    given = {"credits": "public.referral_credits", "free_days": "private.store_transactions"}.get(kind)
    if given:
        assert db.execute(f"select count(*) from {given}").fetchone() == (3,)


def test_one_user_fifty_times_with_one_key(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: one redemption and 49 replays, also for a user who is seen for the first time."""
    make(db, "ONEKEY", "credits", 20)
    user, conns = uuid4(), [connect() for _ in range(50)]
    answers = at_once(50, lambda n: redeem(as_user, conns[n], user, "ONEKEY", "the-same-key"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "replayed": 49}
    assert len({str(a | {"replayed": None}) for a in answers}) == 1, "all got the one answer"
    assert db.execute("select sum(remaining) from public.referral_credits").fetchone() == (20,)
    assert db.execute(DIFFERENT).fetchall() == []


def test_one_user_fifty_times_with_fifty_keys(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: one redemption, 49 refusals."""
    make(db, "MANYKEYS", "credits", 20)
    user, conns = uuid4(), [connect() for _ in range(50)]
    answers = at_once(50, lambda n: redeem(as_user, conns[n], user, "MANYKEYS", f"key-{n:04}"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "code_already_redeemed": 49}
    assert db.execute("select sum(remaining) from public.referral_credits").fetchone() == (20,)
    assert db.execute(DIFFERENT).fetchall() == []


def test_many_users_many_codes_no_deadlock(db: Conn, connect: Any, as_user: Any) -> None:
    """The lock order holds: everybody redeems the same ten codes in an order of his own."""
    codes = [f"CODE{n}" for n in range(10)]
    for n, code in enumerate(codes):
        make(db, code, ["percent", "credits", "free_days"][n % 3], 7, max_redemptions=15)
    conns = [connect(options="-c deadlock_timeout=100ms") for _ in range(20)]

    def all_of_them(n: int) -> list[str]:
        user, mine = uuid4(), random.Random(n).sample(codes, len(codes))
        return [verdict(redeem(as_user, conns[n], user, code, f"key-{code}")) for code in mine]

    answers = Counter(v for vs in at_once(20, all_of_them) for v in vs)
    assert answers == {"ok": 150, "code_max_usage": 50}
    assert db.execute(DIFFERENT).fetchall() == []


def test_guessing_in_parallel_is_counted(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.7: fifty wrong codes at once are ten look-ups; validating and redeeming share the bucket."""
    user, conns = uuid4(), [connect() for _ in range(50)]

    def guess(n: int) -> str:
        if n % 2:
            return verdict(redeem(as_user, conns[n], user, f"WRONG{n}", f"key-{n:04}"))
        with as_user(conns[n], user):
            return verdict(conns[n].execute("select public.validate_discount(%s, 'any')", [f"WRONG{n}"]).fetchone()[0])

    assert Counter(at_once(50, guess)) == {"code_not_found": 10, "too_many_attempts": 40}


EDITS = {
    "is_active = false": "code_not_found",
    "audience_user_id = gen_random_uuid()": "code_not_found",
    "expires_at = now()": "code_expired",
    "product_type = 'course'": "code_not_eligible",
    "owner_user_id = %(user)s": "self_referral",
    "max_redemptions = 0": "code_max_usage",
}


def test_what_changes_during_the_wait_counts(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: a redeemer who waited for the code's lock is judged by the code as it is then."""
    editor, redeemer = connect(autocommit=False), connect()
    for n, (edit, expected) in enumerate(EDITS.items()):
        user, code = uuid4(), f"EDITED{n}"
        make(db, code)
        editor.execute(f"update public.discount_codes set {edit} where code = %(code)s", {"user": user, "code": code})
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(redeem, as_user, redeemer, user, code, "key-0001")
            wait_until_blocked(db, redeemer)
            editor.commit()
            assert verdict(waiting.result(timeout=10)) == expected, edit
    assert db.execute("select count(*) from public.user_discounts").fetchone() == (0,)


def test_terms_edited_during_the_wait_are_the_terms(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.4: what is copied is what the lock protects."""
    make(db, "BETTER", "credits", 5)
    editor, redeemer = connect(autocommit=False), connect()
    editor.execute("update public.discount_codes set benefit_value = 50, lifespan_days = 1 where code = 'BETTER'")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(redeem, as_user, redeemer, uuid4(), "BETTER", "key-0001")
        wait_until_blocked(db, redeemer)
        editor.commit()
        answer = waiting.result(timeout=10)
    assert answer["benefit"]["value"] == 50
    assert answer["grant_expires_at"]
    assert db.execute("select amount from public.referral_credits").fetchone() == (50,)


def test_a_sold_out_code_is_refused_without_waiting(db: Conn, connect: Any, as_user: Any) -> None:
    make(db, "SOLDOUT", max_redemptions=0)
    holder = connect(autocommit=False)
    holder.execute("select from public.discount_codes where code = 'SOLDOUT' for update")
    answer = redeem(as_user, connect(options="-c lock_timeout=2s"), uuid4(), "SOLDOUT", "key-0001")
    assert verdict(answer) == "code_max_usage"


def test_validating_does_not_wait_for_redeemers(db: Conn, connect: Any, as_user: Any) -> None:
    """validate_discount locks nothing but its own throttle row."""
    make(db, "BUSY")
    user, holder, conn = uuid4(), connect(autocommit=False), connect(options="-c lock_timeout=2s")
    redeem(as_user, conn, user, "OTHER", "key-0001")
    holder.execute("select from public.discount_codes where code = 'BUSY' for update")
    holder.execute("select private.lock_user(%s, now())", [user])
    with as_user(conn, user):
        assert conn.execute("select public.validate_discount('BUSY', 'any')").fetchone()[0]["ok"]


def test_a_parent_cut_short_while_its_child_is_made(db: Conn, connect: Any) -> None:
    """4.5.5: the child has the end that its parent has when it appears."""
    make(db, "PARENT", expires_at="2036-01-01T00:00:00Z")
    editor, maker = connect(autocommit=False), connect(options="-c role=service_role")
    editor.execute("update public.discount_codes set expires_at = '2035-01-01T00:00:00Z' where code = 'PARENT'")
    spec = (
        '{"code": "CHILD", "product_type": "any", "benefit": {"kind": "percent", "value": 5}, "parent_code": "PARENT"}'
    )
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: maker.execute("select public.create_discount_code(%s)", [spec]).fetchone()[0])
        wait_until_blocked(db, maker)
        editor.commit()
        assert waiting.result(timeout=10)["expires_at"] == "2035-01-01T00:00:00+00:00"


def test_one_code_made_by_twenty_at_once(db: Conn, connect: Any) -> None:
    conns = [connect(options="-c role=service_role") for _ in range(20)]
    spec = '{"code": "ONCE", "product_type": "any", "benefit": {"kind": "percent", "value": 5}}'
    answers = at_once(20, lambda n: conns[n].execute("select public.create_discount_code(%s)", [spec]).fetchone()[0])
    assert Counter(map(verdict, answers)) == {"ok": 1, "code_exists": 19}
