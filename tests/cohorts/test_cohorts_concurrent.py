"""Cohorts under real concurrency: 4.7.2 with many connections at once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from concurrency import at_once

Conn = psycopg.Connection[Any]
DIFFERENT = """
  select c.slug, c.seats_taken, m.members
    from public.cohorts as c
   cross join lateral (select count(*) as members from public.user_cohorts as u where u.slug = c.slug) as m
   where c.kind = 'institution' and (c.seats_taken <> m.members or m.members > c.seats)
"""


def institution(db: Conn, slug: str, seats: int | None = None, **more: Any) -> None:
    save(db, slug=slug, name=slug, kind="institution", seats=seats, **more)
    db.execute("select public.set_join_code(%s, %s)", [slug, f"CODE{slug}"])


def save(db: Conn, **spec: Any) -> Any:
    answer = db.execute("select public.save_cohort(%s)", [Jsonb(spec)]).fetchone()[0]  # type: ignore[index]
    assert answer["ok"], answer
    return answer


def call(as_user: Any, conn: Conn, user: UUID, query: str, *arguments: Any, **claims: Any) -> dict[str, Any]:
    with as_user(conn, user, **claims):
        return conn.execute(f"select public.{query}", arguments).fetchone()[0]


def verdict(answer: dict[str, Any]) -> str:
    return answer.get("code") or ("replayed" if answer.get("replayed") else "ok")


@pytest.mark.parametrize("way", ["code", "domain", "sign_in", "by_hand"])
def test_ten_claims_of_the_last_seat(db: Conn, connect: Any, as_user: Any, way: str) -> None:
    """4.7.2: exactly one gets it, however they come in."""
    institution(db, "clinic", 1, domain="clinic.example")
    conns, users = [connect() for _ in range(10)], [uuid4() for _ in range(10)]

    def claim(n: int) -> str:
        email = {"email": f"u{n}@clinic.example", "email_verified": True}
        if way == "code":
            return verdict(call(as_user, conns[n], users[n], "join_cohort('CODEclinic')"))
        if way == "domain":
            return verdict(call(as_user, conns[n], users[n], "join_cohort()", **email))
        if way == "sign_in":
            return verdict(call(as_user, conns[n], users[n], "ensure_profile()", **email))
        call(as_user, conns[n], users[n], "ensure_profile()")
        assign = "assign_cohort(%s, 'clinic')"
        return verdict(call(as_user, conns[n], uuid4(), assign, users[n], role="service_role"))

    answers = Counter(at_once(10, claim))
    assert answers == ({"ok": 10} if way == "sign_in" else {"ok": 1, "cohort_full": 9})
    assert db.execute("select seats_taken from public.cohorts").fetchone() == (1,)
    assert db.execute("select count(*) from public.user_cohorts").fetchone() == (1,)


def test_one_user_ten_times(db: Conn, connect: Any, as_user: Any) -> None:
    """4.7.2: one seat, nine replays."""
    institution(db, "clinic", 5)
    user, conns = uuid4(), [connect() for _ in range(10)]
    answers = at_once(10, lambda n: verdict(call(as_user, conns[n], user, "join_cohort('CODEclinic')")))
    assert Counter(answers) == {"ok": 1, "replayed": 9}
    assert db.execute("select seats_taken from public.cohorts").fetchone() == (1,)


@pytest.mark.parametrize("way", ["code", "by_hand", "sign_in"])
def test_two_institutions_swapped(db: Conn, connect: Any, as_user: Any, way: str) -> None:
    """4.7.2: users who change places, each way, thirty times: no deadlock, no seat lost."""
    institution(db, "alpha", 20, domain="alpha.example")
    institution(db, "beta", 20, domain="beta.example")
    users, conns = [uuid4() for _ in range(8)], [connect(options="-c deadlock_timeout=50ms") for _ in range(8)]
    for user in users:
        call(as_user, db, user, "ensure_profile()")

    def enter(n: int, slug: str) -> str:
        if way == "code":
            return verdict(call(as_user, conns[n], users[n], f"join_cohort('CODE{slug}')"))
        if way == "sign_in":
            email = {"email": f"u{n}@{slug}.example", "email_verified": True}
            return verdict(call(as_user, conns[n], users[n], "ensure_profile()", **email))
        assign = "assign_cohort(%s, %s)"
        return verdict(call(as_user, conns[n], uuid4(), assign, users[n], slug, role="service_role"))

    def swap(n: int) -> list[str]:
        order = ["alpha", "beta"] if n % 2 else ["beta", "alpha"]
        return [enter(n, order[i % 2]) for i in range(30)]

    assert Counter(v for vs in at_once(8, swap) for v in vs) == {"ok": 240}
    assert db.execute(DIFFERENT).fetchall() == []
    assert db.execute("select sum(seats_taken) from public.cohorts").fetchone() == (8,)


def test_a_storm(db: Conn, connect: Any, as_user: Any) -> None:
    """4.7.2: everybody joins, leaves, signs in, is assigned and asks for handshakes, while cohorts change; seats are members."""
    for slug in ("alpha", "beta", "gamma"):
        institution(db, slug, 4, domain=f"{slug}.example")
    save(db, slug="trial", name="Trial", kind="experiment", bucket_to=10000, variants=[{"slug": "a", "weight": 1}])
    users = [uuid4() for _ in range(6)]
    conns = [connect(options="-c deadlock_timeout=50ms") for _ in range(12)]
    for user in users:
        call(as_user, db, user, "ensure_profile()")

    def act(n: int) -> list[str]:
        dice, seen = random.Random(n), []
        for _ in range(40):
            user, slug = dice.choice(users), dice.choice(["alpha", "beta", "gamma"])
            email = {"email": f"{user}@{slug}.example", "email_verified": True}
            what = dice.randrange(8)
            if what < 2:
                answer = call(as_user, conns[n], user, f"join_cohort('CODE{slug}')")
            elif what == 2:
                answer = call(as_user, conns[n], user, "leave_cohort()")
            elif what == 3:
                answer = call(as_user, conns[n], user, "ensure_profile()", **email)
            elif what == 4:
                target = dice.choice([slug, "trial", None])
                assign = "assign_cohort(%s, %s)"
                answer = call(as_user, conns[n], uuid4(), assign, user, target, role="service_role")
            elif what < 7:
                answer = call(as_user, conns[n], user, "handshake(%s)", Jsonb({"locale": f"l{dice.randrange(3)}"}))
            else:
                spec = {"slug": dice.choice([slug, "trial"]), "name": f"Name {dice.random()}"}
                answer = call(as_user, conns[n], uuid4(), "save_cohort(%s)", Jsonb(spec), role="service_role")
            seen.append(verdict(answer))
        return seen

    answers = Counter(v for vs in at_once(12, act) for v in vs)
    assert set(answers) <= {"ok", "replayed", "cohort_full"}
    assert answers["ok"] > 200
    assert db.execute(DIFFERENT).fetchall() == []
    shown = db.execute(
        """select u.user_id from public.user_cohorts as u
            where u.source = 'sticky' and not exists (
              select from private.sticky_cohorts as s where s.user_id = u.user_id and s.slug = u.slug)"""
    )
    assert shown.fetchall() == [], "what a user sees as sticky is remembered"


def test_first_handshakes_at_once(db: Conn, connect: Any, as_user: Any) -> None:
    """4.7.1, 4.6.5: ten first handshakes of one user: one assignment, one row, and all show the same."""
    save(db, slug="trial", name="T", kind="experiment", bucket_to=10000, variants=[{"slug": "a", "weight": 1}])
    user, conns = uuid4(), [connect() for _ in range(10)]
    ask = {"locale": "en"}
    answers = at_once(10, lambda n: call(as_user, conns[n], user, "handshake(%s)", Jsonb(ask)))
    assert {str(a["cohort"]) for a in answers} == {"{'slug': 'trial', 'splash': None, 'variant': 'a'}"}
    assert db.execute("select count(*) from private.sticky_cohorts").fetchone() == (1,)
    assert db.execute("select sum(builds) from public.cached_handshake_responses").fetchone() <= (2,)  # type: ignore[operator]
    last = call(as_user, db, user, "handshake(%s)", Jsonb(ask | {"cookie": answers[-1]["cookie"]}))
    assert "cohort" not in last or last["cohort"]["slug"] == "trial"


def test_a_handshake_does_not_wait_for_the_users_lock(db: Conn, connect: Any, as_user: Any) -> None:
    """4.6.5: whoever holds the user's lock, the handshake answers; the next one writes the experiment down."""
    save(db, slug="trial", name="T", kind="experiment", bucket_to=10000)
    user, holder = uuid4(), connect()
    call(as_user, db, user, "ensure_profile()")
    with holder.transaction():
        holder.execute("select from public.ai_usage where user_id = %s for no key update", [user])
        db.execute("set statement_timeout = '3s'")
        answer = call(as_user, db, user, "handshake()")
    assert answer["cohort"]["slug"] == "trial"
    assert db.execute("select count(*) from public.user_cohorts").fetchone() == (0,)
    call(as_user, db, user, "handshake(%s)", Jsonb({"locale": "de"}))
    assert db.execute("select source from public.user_cohorts").fetchone() == ("sticky",)


def test_salts_do_not_change_under_an_enrolment(db: Conn, connect: Any, as_user: Any) -> None:
    """4.7.1: a handshake that came while the salt was being changed writes down what the new salt says, or nothing."""
    save(db, slug="trial", name="T", kind="experiment", bucket_to=10000, variants=[{"slug": "a", "weight": 1}])
    user, admin, phone = uuid4(), connect(), connect(application_name="phone")
    call(as_user, db, user, "ensure_profile()")
    with ThreadPoolExecutor(1) as pool:
        with admin.transaction():
            save(admin, slug="trial", variant_salt="new", variants=[{"slug": "b", "weight": 1}])
            asked = pool.submit(call, as_user, phone, user, "handshake()")
            blocked = "select pg_blocking_pids(%s) <> '{}'"
            for _ in range(1000):
                if db.execute(blocked, [phone.info.backend_pid]).fetchone() == (True,):
                    break
                db.execute("select pg_sleep(0.01)")
            else:
                raise AssertionError("it never had to wait")
        assert asked.result()["cohort"]["variant"] == "b"
    assert db.execute("select variant from private.sticky_cohorts").fetchone() == ("b",)


def test_a_code_replaced_while_somebody_joins(db: Conn, connect: Any, as_user: Any) -> None:
    """4.7.2: the replaced code stops working at once, also for who looked it up before."""
    institution(db, "clinic", 5)
    admin, phone = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        with admin.transaction():
            admin.execute("select public.set_join_code('clinic', 'ANOTHER')")
            joining = pool.submit(call, as_user, phone, uuid4(), "join_cohort('CODEclinic')")
            for _ in range(1000):
                if db.execute("select pg_blocking_pids(%s) <> '{}'", [phone.info.backend_pid]).fetchone() == (True,):
                    break
                db.execute("select pg_sleep(0.01)")
            else:
                raise AssertionError("it never had to wait")
        assert verdict(joining.result()) == "code_not_found"
    assert db.execute("select seats_taken from public.cohorts").fetchone() == (0,)
    assert db.execute(
        "select count(*) from private.user_throttles where theoretical_arrival_at > now()"
    ).fetchone() == (1,)


def test_one_domain_for_two_at_once(db: Conn, connect: Any) -> None:
    """4.7.2: of institutions made at once with one domain, one is made; of one slug made at once, one, and the others change it."""
    conns = [connect() for _ in range(6)]
    specs = [{"slug": f"c{n}", "name": "C", "kind": "institution", "domain": "clinic.example"} for n in range(6)]

    def make(n: int, spec: Any) -> str:
        return verdict(conns[n].execute("select public.save_cohort(%s)", [Jsonb(spec)]).fetchone()[0])

    assert Counter(at_once(6, lambda n: make(n, specs[n]))) == {"ok": 1, "domain_in_use": 5}
    same = {"slug": "same", "name": "C", "kind": "institution"}
    assert Counter(at_once(6, lambda n: make(n, same))) == {"ok": 6}
    assert db.execute("select count(*) from public.cohorts").fetchone() == (2,)
