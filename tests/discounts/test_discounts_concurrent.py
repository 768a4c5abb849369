"""Discounts under real concurrency: 4.5.3, 4.5.5 and 4.5.7 with many connections at once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from concurrency import at_once

Conn = psycopg.Connection[Any]
DIFFERENT = """
  select d.code from public.discount_codes as d
   where d.times_redeemed
      <> (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null)
"""


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


def release(conn: Conn, user: UUID, key: str) -> dict[str, Any]:
    with conn.transaction():
        conn.execute("set local role service_role")
        return conn.execute("select public.release_discount(%s, %s)", [user, key]).fetchone()[0]


@pytest.mark.parametrize("kind", ["percent", "credits", "free_days"])
def test_releasing_and_redeeming_at_once(db: Conn, connect: Any, as_user: Any, kind: str) -> None:
    """4.5.3: twenty connections redeem and release one code of limit three; the counter always equals the rows."""
    make(db, "BUSY3", kind, 20, max_redemptions=3)
    users = [uuid4() for _ in range(10)]
    conns = [connect(options="-c deadlock_timeout=100ms") for _ in range(20)]
    rounds = 6

    def one(n: int) -> list[str]:
        user = users[n // 2]
        if n % 2:
            return [verdict(release(conns[n], user, f"key-{i:04}")) for i in range(rounds) for _ in range(2)]
        return [verdict(redeem(as_user, conns[n], user, "BUSY3", f"key-{i:04}")) for i in range(rounds)]

    at_once(20, one)
    assert db.execute(DIFFERENT).fetchall() == []
    [(count,)] = db.execute("select times_redeemed from public.discount_codes where code = 'BUSY3'")
    assert 0 <= count <= 3
    # What is given is what is redeemed and not released.
    given = {
        "credits": "select count(*) from public.referral_credits where clawed_back_at is null",
        "free_days": "select count(*) from private.store_transactions where revoked_at is null",
    }.get(kind)
    if given:
        assert db.execute(given).fetchone() == (count,)
    for user in users:
        for i in range(rounds):
            release(db, user, f"key-{i:04}")
    assert db.execute("select times_redeemed from public.discount_codes where code = 'BUSY3'").fetchone() == (0,)
    assert db.execute(DIFFERENT).fetchall() == []


def test_one_redemption_released_by_twenty_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: releasing is idempotent: one release, 19 replays of it."""
    make(db, "ONEKEY", "credits", 20)
    user, conns = uuid4(), [connect() for _ in range(20)]
    redeem(as_user, db, user, "ONEKEY", "the-same-key")
    answers = at_once(20, lambda n: release(conns[n], user, "the-same-key"))
    assert Counter(map(verdict, answers)) == {"ok": 1, "replayed": 19}
    assert len({str(a | {"replayed": None}) for a in answers}) == 1
    assert db.execute(DIFFERENT).fetchall() == []


def test_a_released_place_is_redeemed_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: one of three is released while fifty users ask: at most one gets it."""
    make(db, "LIMIT3", max_redemptions=3)
    users = [uuid4() for _ in range(3)]
    for user in users:
        redeem(as_user, db, user, "LIMIT3", "key-0000")
    conns = [connect() for _ in range(51)]

    def one(n: int) -> dict[str, Any]:
        if n == 50:
            return release(conns[n], users[0], "key-0000")
        return redeem(as_user, conns[n], uuid4(), "LIMIT3", "key-0001")

    *asked, released = map(verdict, at_once(51, one))
    assert released == "ok"
    assert asked.count("ok") <= 1
    assert set(asked) <= {"ok", "code_max_usage"}
    # Those who came before the release were refused; somebody has it in the end.
    redeem(as_user, db, uuid4(), "LIMIT3", "key-0002")
    assert db.execute("select times_redeemed from public.discount_codes").fetchone() == (3,)
    assert db.execute(DIFFERENT).fetchall() == []


@pytest.mark.parametrize("busy", ["", "purchase", "release"])
def test_lapsed_places_are_redeemed_once(db: Conn, connect: Any, as_user: Any, busy: str) -> None:
    """4.5.3: two of three redemptions have lapsed while fifty ask, their own users too: two places, and the counter is right.

    One of the two is being used or released at that moment: nobody waits for whom he makes wait.
    """
    make(db, "LAPSED3", max_redemptions=3, lifespan_days=1)
    users = [uuid4() for _ in range(3)]
    for user in users:
        redeem(as_user, db, user, "LAPSED3", "key-0000")
    [(first_redemption,)] = db.execute("select redemption_id from public.user_discounts where user_id = %s", [users[0]])
    db.execute(
        """update public.user_discounts set redeemed_at = now() - interval '2 days', grant_expires_at = now() - interval '1 day'
            where user_id = any (%s)""",
        [users[:2]],
    )
    conns = [connect(options="-c deadlock_timeout=100ms") for _ in range(53)]

    def one(n: int) -> dict[str, Any]:
        if n >= 50:
            return redeem(as_user, conns[n], users[n - 50], "LAPSED3", "key-0001")
        if n == 0 and busy == "purchase":
            # Bought in time, told of now: it is used after all, or its place is another's.
            with conns[n].transaction():
                conns[n].execute("select private.lock_user(%s, now())", [users[0]])
                conns[n].execute(
                    "select private.fulfil_redemption(%s, %s, now() - interval '36 hours')",
                    [users[0], first_redemption],
                )
            return {"ok": False, "code": "told"}
        if n == 0 and busy == "release":
            return release(conns[n], users[0], "key-0000") | {"ok": False, "code": "released"}
        return redeem(as_user, conns[n], uuid4(), "LAPSED3", "key-0001")

    verdicts = Counter(map(verdict, at_once(53, one)))
    used = db.execute("select count(*) from public.user_discounts where fulfilled_at is not null").fetchone()[0]
    assert verdicts["ok"] == 2 - used
    assert set(verdicts) <= {"ok", "code_max_usage", "code_already_redeemed", "told", "released"}
    assert db.execute("select times_redeemed from public.discount_codes").fetchone() == (3,)
    assert db.execute(DIFFERENT).fetchall() == []


def test_a_lapsed_place_whose_user_is_busy_is_passed_over(db: Conn, connect: Any, as_user: Any) -> None:
    """4.5.3: under the code's lock nobody is waited for."""
    make(db, "LAPSED1", max_redemptions=1, lifespan_days=1)
    owner, holder = uuid4(), connect(autocommit=False)
    redeem(as_user, db, owner, "LAPSED1", "key-0000")
    db.execute(
        "update public.user_discounts set redeemed_at = now() - interval '2 days', grant_expires_at = now() - interval '1 day'"
    )
    holder.execute("update public.user_discounts set fulfilled_at = now() - interval '30 hours'")
    conn = connect(options="-c lock_timeout=2s")
    assert verdict(redeem(as_user, conn, uuid4(), "LAPSED1", "key-0001")) == "code_max_usage"
    holder.rollback()
    assert verdict(redeem(as_user, conn, uuid4(), "LAPSED1", "key-0002")) == "ok"
    assert db.execute(DIFFERENT).fetchall() == []


OUTLIVED = """
  select c.code from public.discount_codes as c join public.discount_codes as p on p.code = c.parent_code
   where c.expires_at > p.expires_at
"""


def test_ends_of_a_chain_changed_at_once(db: Conn, connect: Any) -> None:
    """4.5.5: no code ends after its parent, whoever changes and makes codes meanwhile; and no deadlock."""
    make(db, "LINK1", expires_at="2036-12-01T00:00:00Z")
    for n in range(2, 6):
        make(db, f"LINK{n}", parent_code=f"LINK{n - 1}", depth=n, expires_at="2036-12-01T00:00:00Z")
    conns = [connect(options="-c role=service_role -c deadlock_timeout=100ms") for _ in range(20)]

    def change(n: int) -> None:
        chance = random.Random(n)
        for i in range(10):
            link, ends = chance.randint(1, 5), f"20{chance.randint(30, 40)}-01-01T00:00:00Z"
            if link < 5 and chance.random() < 0.3:
                spec = f"""{{"code": "NEW{n}X{i}", "product_type": "any", "benefit": {{"kind": "percent", "value": 5}},
                             "parent_code": "LINK{link}", "expires_at": "{ends}"}}"""
                answer = conns[n].execute("select public.create_discount_code(%s)", [spec]).fetchone()[0]
            else:
                answer = (
                    conns[n]
                    .execute(
                        "select public.update_discount_code(%s, %s)", [f"LINK{link}", f'{{"expires_at": "{ends}"}}']
                    )
                    .fetchone()[0]
                )
            assert answer["ok"]

    at_once(20, change)
    assert db.execute(OUTLIVED).fetchall() == []
    assert db.execute("select count(*) from public.discount_codes").fetchone()[0] > 20


def test_a_child_extended_while_its_parent_is_cut_short(db: Conn, connect: Any) -> None:
    """4.5.5: the child's change waits for its parent's and sees the new end."""
    make(db, "PARENT", expires_at="2036-01-01T00:00:00Z")
    make(db, "CHILD", parent_code="PARENT", depth=2, expires_at="2034-01-01T00:00:00Z")
    editor, other = connect(autocommit=False, options="-c role=service_role"), connect(options="-c role=service_role")
    update = "select public.update_discount_code(%s, %s)"
    editor.execute(update, ["PARENT", '{"expires_at": "2035-01-01T00:00:00Z"}'])
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            lambda: other.execute(update, ["CHILD", '{"expires_at": "2036-01-01T00:00:00Z"}']).fetchone()[0]
        )
        wait_until_blocked(db, other)
        editor.commit()
        answer = waiting.result(timeout=10)
    assert (answer["expires_at"], answer["clipped"]) == ("2035-01-01T00:00:00+00:00", True)
    assert db.execute(OUTLIVED).fetchall() == []
