"""4.1 with real connections: an erasure among the user's own calls, devices at once, one address for many."""

import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

CLIENTS = 20
ROUNDS = 5


def at_once(connect: Any, jobs: list[Any]) -> list[Any]:
    """Runs each `job(connection)` in a thread of its own, let go together."""
    barrier = threading.Barrier(len(jobs))

    def one(job: Any) -> Any:
        with connect() as conn:
            barrier.wait()
            return job(conn)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


@pytest.mark.slow
def test_an_erasure_among_calls(db: Any, connect: Any, as_user: Any, found: Any, personal_data: Any) -> None:
    """4.1.4: whatever the user's twenty phones do meanwhile, nothing personal is left and nothing dead-locks."""
    planted = {"text": f"planted-{uuid4()}", "e-mail": f"{uuid4()}@example.com"}
    mail = {"email": planted["e-mail"], "email_verified": True}
    course = Jsonb({"title": planted["text"], "status": "ready", "course": {"text": planted["text"]}})
    db.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1, 'EUR', 'published')"
    )
    calls: list[tuple[str, str, tuple[Any, ...]]] = [
        (
            "authenticated",
            "select public.ensure_profile(%s)",
            (Jsonb({"first_name": planted["text"], "time_zone": "Europe/Lisbon"}),),
        ),
        (
            "authenticated",
            "select public.register_device(%s)",
            (Jsonb({"device_id": "d", "push_token": planted["text"]}),),
        ),
        ("service_role", "select public.save_custom_course(%s, %s)", ("user", course)),
        ("authenticated", "select public.handshake(%s)", (Jsonb({"platform": "ios"}),)),
        ("authenticated", "select public.validate_discount(%s, 'any')", ("UNKNOWN",)),
        ("authenticated", "select public.deduct_credits(1, %s, %s)", ("planted-key", planted["text"])),
        (
            "authenticated",
            (
                "insert into public.analytics (course_code, voice) values ('sleep', %s)"
                " on conflict (user_id, course_code, custom_course_id) do update set voice = excluded.voice returning '{\"ok\": true}'::jsonb"
            ),
            (planted["text"],),
        ),
        (
            "authenticated",
            "update public.user_profile set last_name = %s returning '{\"ok\": true}'::jsonb",
            (planted["text"],),
        ),
        (
            "authenticated",
            "update public.custom_courses set title = %s returning '{\"ok\": true}'::jsonb",
            (planted["text"],),
        ),
    ]
    for round_ in range(ROUNDS):
        user = uuid4()
        with as_user(db, user, **mail):
            db.execute("select public.ensure_profile()")
        erased = threading.Event()

        def phone(calls: Any, user: Any = user, erased: Any = erased) -> Any:
            def job(conn: Any) -> Counter[str]:
                outcomes: Counter[str] = Counter()
                last = 0
                # On and on until a little after the erasure.
                for role, query, arguments in itertools.cycle(calls):
                    last = last + 1 if erased.is_set() else 0
                    if last > len(calls):
                        return outcomes
                    try:
                        with as_user(conn, user, role, **mail):
                            row = conn.execute(query, [user if a == "user" else a for a in arguments]).fetchone()
                        outcomes[(row[0].get("code") or "ok") if row else "no row"] += 1
                    except psycopg.Error as error:
                        outcomes[error.sqlstate or ""] += 1
                return outcomes

            return job

        def eraser(conn: Any, user: Any = user, erased: Any = erased, wait: float = 0.05 * round_) -> Counter[str]:
            time.sleep(wait)
            try:
                with as_user(conn, user):
                    answer = conn.execute("select public.erase_my_account('erase my account')").fetchone()[0]
            finally:
                erased.set()
            return Counter({"erased": int(answer["ok"] and not answer["already"])})

        phones = [phone(calls[n % len(calls) :] + calls[: n % len(calls)]) for n in range(CLIENTS)]
        outcomes = sum(at_once(connect, [eraser, *phones]), Counter())
        assert outcomes["erased"] == 1
        assert outcomes["user_not_found"] > CLIENTS, "calls went on after it"
        # PT403: settings of an erased user; 23514: a name for the tombstone; the rest are ordinary refusals.
        usual = {
            "erased",
            "ok",
            "no row",
            "user_not_found",
            "PT403",
            "23514",
            "code_not_found",
            "too_many_attempts",
            "insufficient_credits",
        }
        assert outcomes.keys() <= usual, outcomes
        assert found(planted) == {}, round_
        for table, words in personal_data["tables"].items():
            if "delete" in words and "user_id" in words["delete"]:
                left = db.execute(f"select count(*) from {table} where user_id = %s", [user]).fetchone()
                assert left == (0,), (table, round_)


EVENT = {
    "store": "apple",
    "environment": "production",
    "notification_id": "n-1",
    "type": "SOMETHING_NEW",
    "occurred_at": "2026-01-01T00:00:00Z",
    "renewal": {"cancel_reason": "planted-late"},
}


@pytest.mark.parametrize(
    ("role", "query", "argument", "outcome"),
    [
        ("authenticated", "select public.ensure_profile(%s)", {"first_name": "planted-late"}, "user_not_found"),
        ("authenticated", "select public.register_device(%s)", {"device_id": "planted-late"}, "user_not_found"),
        ("authenticated", "select public.validate_discount(%s ->> 'code', 'any')", {"code": "LATE"}, "user_not_found"),
        ("authenticated", "select public.handshake(%s)", {"platform": "planted-late"}, None),
        ("authenticated", "insert into public.analytics (course_code, voice) values ('sleep', %s ->> 'voice')", {"voice": "planted-late"}, "PT403"),
        ("authenticated", "update public.user_profile set first_name = %s ->> 'name'", {"name": "planted-late"}, "23514"),
        ("service_role", "select public.apply_store_event(%s)", EVENT, None),
    ],
)  # fmt: skip
def test_who_comes_during_an_erasure(
    db: Any,
    connect: Any,
    as_user: Any,
    found: Any,
    personal_data: Any,
    role: str,
    query: str,
    argument: Any,
    outcome: str | None,
) -> None:
    """4.1.4: a call between the erasure's work and its commit waits for it, or leaves nothing."""
    user = uuid4()
    db.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1, 'EUR', 'published')"
    )
    with as_user(db, user):
        db.execute("select public.ensure_profile()")
        db.execute("select public.validate_discount('UNKNOWN', 'any')")
    argument = argument | ({"user_id": str(user)} if role == "service_role" else {})

    def late() -> str | None:
        with connect() as conn:
            try:
                with as_user(conn, user if role == "authenticated" else None, role):
                    row = conn.execute(query, [Jsonb(argument)])
                    return row.fetchone()[0].get("code") if row.description else None
            except psycopg.Error as error:
                return error.sqlstate

    with ThreadPoolExecutor(1) as pool:
        with as_user(db, user):
            db.execute("select public.erase_my_account('erase my account')")
            call = pool.submit(late)
            time.sleep(0.7)
        assert call.result() == outcome
    assert found({"late": "planted-late"}) == {}
    for table, words in personal_data["tables"].items():
        if "delete" in words and "user_id" in words["delete"]:
            assert db.execute(f"select count(*) from {table} where user_id = %s", [user]).fetchone() == (0,), table


def test_an_erasure_waits_for_who_came_before(db: Any, connect: Any, as_user: Any) -> None:
    """4.1.4: validate_discount holds no user's lock, but what ensure_user takes."""
    user = uuid4()
    with as_user(db, user):
        db.execute("select public.ensure_profile()")
    with connect() as conn, db.transaction():
        db.execute("select private.ensure_user(%s, now())", [user])
        conn.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable), as_user(conn, user):
            conn.execute("select public.erase_my_account('erase my account')")


def test_devices_at_once(db: Any, connect: Any, as_user: Any) -> None:
    """4.1.2: twenty new devices at once leave ten, and ten notices."""
    user = uuid4()

    def job(device: str) -> Any:
        def register(conn: Any) -> Any:
            with as_user(conn, user):
                value = Jsonb({"device_id": device, "push_token": f"token-{device}"})
                return conn.execute("select public.register_device(%s)", [value]).fetchone()[0]

        return register

    answers = at_once(connect, [job(f"d-{n}") for n in range(CLIENTS)])
    assert all(answer["ok"] for answer in answers)
    dropped = [answer["dropped"] for answer in answers if answer["dropped"]]
    assert len(dropped) == len(set(dropped)) == 10
    [devices] = db.execute(
        "select array_agg(d ->> 'device_id') from public.user_profile, jsonb_array_elements(devices) as d"
    ).fetchone()
    [tokens] = db.execute("select array_agg(device_id) from private.push_tokens").fetchone()
    assert sorted(devices) == sorted(tokens) == sorted({f"d-{n}" for n in range(CLIENTS)} - set(dropped))


def test_one_address_for_many(db: Any, connect: Any, as_user: Any) -> None:
    """4.1.1: of twenty who verified it at once, in any letter case, one has it."""

    def job(n: int) -> Any:
        def sign_in(conn: Any) -> Any:
            mail = "ada@example.com" if n % 2 else "ADA@Example.com"
            with as_user(conn, uuid4(), email=mail, email_verified=True):
                return conn.execute("select public.ensure_profile()").fetchone()[0]

        return sign_in

    answers = at_once(connect, [job(n) for n in range(CLIENTS)])
    assert Counter(answer.get("code", "ok") for answer in answers) == {"ok": 1, "email_in_use": CLIENTS - 1}
    assert db.execute("select count(*) from private.email_claims").fetchone() == (1,)
