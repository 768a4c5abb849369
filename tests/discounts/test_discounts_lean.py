"""What a discount call does not do: no statement too many, nothing written by a look, no wait for an erasure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from concurrency import at_once

Conn = psycopg.Connection[Any]
VALIDATE = "select public.validate_discount(%s, 'course', 'calm', 9990000, 'USD')"
REDEEM = "select public.redeem_discount(%s, 'course', %s, 'calm', 9990000, 'USD')"


@pytest.fixture
def codes(db: Conn) -> Conn:
    db.execute("""insert into public.courses (course_code, title, price_micros, currency, status)
                  values ('calm', 'Calm', 9990000, 'USD', 'published')""")
    db.execute("""insert into public.discount_codes (code, product_type, benefit_kind, benefit_value)
                  select 'CODE' || n, 'course', 'percent', 20 from generate_series(1, 9) as n""")
    return db


@contextmanager
def statements(conn: Conn) -> Iterator[list[str]]:
    """The statements that run inside of functions, as auto_explain tells them; those that check foreign keys apart."""
    told: list[str] = []

    def tell(diagnostic: psycopg.errors.Diagnostic) -> None:
        text = (diagnostic.message_primary or "").partition("Query Text: ")[2].strip()
        if text and not text.startswith(("SELECT 1 FROM ONLY", "select public.", "select set_config(")):
            told.append(text)

    conn.execute("load 'auto_explain'")
    for name, value in {"log_min_duration": "0", "log_nested_statements": "on", "log_level": "notice"}.items():
        conn.execute(f"set auto_explain.{name} = '{value}'")
    conn.add_notice_handler(tell)
    yield told
    conn.remove_notice_handler(tell)
    conn.execute("set auto_explain.log_min_duration = -1")


def test_no_statement_too_many(codes: Conn, as_user: Any, connect: Any) -> None:
    """Numbers that only ever get smaller: each statement is a round through the executor, and on several databases over the network."""
    conn, user = connect(), uuid4()
    for n in range(1, 4):  # plans are made, the account is there
        with as_user(conn, user):
            assert conn.execute(VALIDATE, [f"CODE{n}"]).fetchone()[0]["ok"]
            assert conn.execute(REDEEM, [f"CODE{n}", f"key-0000{n}"]).fetchone()[0]["ok"]
    with statements(conn) as looked, as_user(conn, user):
        assert conn.execute(VALIDATE, ["CODE8"]).fetchone()[0]["ok"]
    assert 3 <= len(looked) <= 4, "\n".join(looked)
    with statements(conn) as done, as_user(conn, user):
        assert conn.execute(REDEEM, ["CODE9", "key-00009"]).fetchone()[0]["ok"]
    assert 8 <= len(done) <= 12, "\n".join(done)


def test_a_look_writes_nothing(codes: Conn, as_user: Any) -> None:
    user = uuid4()
    with as_user(codes, user):
        codes.execute(VALIDATE, ["CODE1"])
    with as_user(codes, user):
        assert codes.execute(VALIDATE, ["CODE1"]).fetchone()[0]["ok"]
        assert codes.execute("select pg_current_xact_id_if_assigned()").fetchone() == (None,)
        assert codes.execute(VALIDATE, ["WRONG"]).fetchone()[0]["code"] == "code_not_found"
        assert codes.execute("select pg_current_xact_id_if_assigned() is null").fetchone() == (False,)


def test_a_failed_look_waits_for_an_erasure_and_leaves_nothing(codes: Conn, as_user: Any, connect: Any) -> None:
    """4.1.4: an attempt is counted for nobody who is gone; one that succeeds has nothing to wait for."""
    user, eraser, asker = uuid4(), connect(autocommit=False), connect()

    def ask(code: str) -> dict[str, Any]:
        with as_user(asker, user):
            return asker.execute(VALIDATE, [code]).fetchone()[0]

    ask("CODE1")
    eraser.execute("set role service_role")
    eraser.execute("select public.erase_user(%s)", [user])
    assert ask("CODE1")["ok"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, "WRONG")
        wait_until_blocked(codes, asker)
        eraser.commit()
        assert waiting.result(timeout=10)["code"] == "user_not_found"
    assert codes.execute("select count(*) from private.user_throttles").fetchone() == (0,)


def wait_until_blocked(db: Conn, conn: Conn) -> None:
    for _ in range(1000):
        if db.execute("select pg_blocking_pids(%s) <> '{}'", [conn.info.backend_pid]).fetchone() == (True,):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("it never had to wait")


def test_a_code_that_becomes_one_of_credits_during_the_wait(codes: Conn, as_user: Any, connect: Any) -> None:
    """ADR 19: credits are settled before the code's lock, so that this one redemption is asked for again, and nothing of it stays."""
    user, editor, redeemer = uuid4(), connect(autocommit=False), connect()

    def redeem() -> dict[str, Any]:
        with as_user(redeemer, user):
            return redeemer.execute(REDEEM, ["CODE1", "key-00001"]).fetchone()[0]

    editor.execute("update public.discount_codes set benefit_kind = 'credits', benefit_value = 5 where code = 'CODE1'")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(redeem)
        wait_until_blocked(codes, redeemer)
        editor.commit()
        with pytest.raises(psycopg.Error) as raised:
            waiting.result(timeout=10)
    assert raised.value.sqlstate == "PT409"
    assert codes.execute("select count(*) from private.idempotency_keys").fetchone() == (0,)
    assert redeem()["benefit"] == {"kind": "credits", "value": 5, "currency": None}
    assert codes.execute("select times_redeemed from public.discount_codes where code = 'CODE1'").fetchone() == (1,)


def test_a_limit_reached_during_the_wait(codes: Conn, as_user: Any, connect: Any) -> None:
    """4.5.3: who waited for the last place is told that there is none, and has nothing."""
    codes.execute("update public.discount_codes set max_redemptions = 1 where code = 'CODE1'")
    users: list[UUID] = [uuid4() for _ in range(10)]
    conns = [connect() for _ in users]

    def one(n: int) -> str:
        with as_user(conns[n], users[n]):
            answer = conns[n].execute(REDEEM, ["CODE1", "key-00001"]).fetchone()[0]
            return "ok" if answer["ok"] else str(answer["code"])

    assert sorted(at_once(10, one)) == ["code_max_usage"] * 9 + ["ok"]
    assert codes.execute("select count(*) from public.user_discounts").fetchone() == (1,)
