"""Guessing without being counted: every throttled function, with every way of asking that PostgREST has.

The rule: an answer that is not counted says nothing, neither by itself nor beside the answer to a good guess.
"""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg
import pytest

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

Conn = psycopg.Connection[Any]

# A good value of what is guessed. A function that is throttled and not here is attacked with bad guesses only.
GOOD = dict.fromkeys(("validate_discount", "redeem_discount", "join_cohort", "use_referral_code"), "OPENSESAME")
MORE: dict[str, Any] = {"p_product_type": "any", "p_idempotency_key": "guess-00001"}
GUESSED = ("p_code", "p_token")

# (method, what follows the path, headers, how the arguments travel)
TRICKS: list[tuple[str, str, dict[str, str], str]] = [
    ("GET", "", {}, "query"),
    ("HEAD", "", {}, "query"),
    ("GET", "?pgrst_scalar->>ok=eq.true", {}, "query"),
    ("GET", "", {"Accept": "application/vnd.pgrst.object+json"}, "query"),
    ("GET", "", {"X-HTTP-Method-Override": "POST"}, "query"),
    ("PUT", "", {}, "json"),
    ("PATCH", "", {}, "json"),
    ("DELETE", "", {}, "query"),
    ("OPTIONS", "", {}, "json"),
    *(
        ("POST", query, {}, "json")
        for query in (
            "?pgrst_scalar->>ok=eq.true", "?or=(pgrst_scalar->>code.like.code_%5C)", "?or=(pgrst_scalar->ok.eq.true,pgrst_scalar.is.null)",
            "?and=(pgrst_scalar->>ok.eq.true)", "?not.or=(pgrst_scalar->>ok.eq.true)", "?select=pgrst_scalar->ok::int", "?select=pgrst_scalar->>code::int",
            "?select=x:pgrst_scalar", "?select=*", "?select=pgrst_scalar", "?select=pgrst_scalar::text", "?select=pgrst_scalar->x->y", "?select=count()", "?select=pgrst_scalar.count()",
            "?order=pgrst_scalar->>ok", "?order=pgrst_scalar.desc.nullsfirst", "?limit=0", "?limit=1", "?offset=1", "?limit=1&offset=0", "?limit=-1", "?columns=p_code", "?on_conflict=p_code",
            "?pgrst_scalar=match.(", "?pgrst_scalar->>code=fts(nosuch).x", "?select=ok", "?ok=eq.true", "?select=*,user_profile(*)", "?=", "?p_code=eq.x", "?p_code=WRONG",
        )
    ),
    *(
        ("POST", "", {"Prefer": preference}, "json")
        for preference in (
            "tx=rollback", "tx=commit", "handling=strict, tx=rollback", "handling=lenient, tx=rollback", "max-affected=0", "handling=strict, max-affected=0", "handling=strict, max-affected=1",
            "count=exact", "count=planned", "count=estimated", "return=minimal", "return=headers-only", "return=representation", "params=single-object", "params=multiple-objects",
            "missing=default", "resolution=merge-duplicates", "timezone=Nowhere/Land", "handling=strict, timezone=Nowhere/Land", "handling=strict, nonsense", "",
        )
    ),
    *(("POST", "", {"Accept": accept}, "json") for accept in (
        "text/csv", "application/vnd.pgrst.object+json", "application/vnd.pgrst.object+json;nulls=stripped", "application/vnd.pgrst.array+json;nulls=stripped", "application/vnd.pgrst.plan",
        "application/vnd.pgrst.plan+json", 'application/vnd.pgrst.plan+text; for="application/json"; options=analyze', "application/octet-stream", "text/plain", "text/xml", "application/geo+json",
        "application/openapi+json", "x/y")),
    *(("POST", "", {"Range": ranges, "Range-Unit": "items", "Prefer": "count=exact"}, "json") for ranges in ("0-0", "1-", "5-9", "5-2", "-1", "x")),
    ("POST", "", {"Accept-Profile": "private"}, "json"),
    ("POST", "", {"Content-Profile": "private"}, "json"),
    ("POST", "", {"Content-Profile": "public", "Accept-Profile": "public"}, "json"),
    ("POST", "", {"Expect": "100-continue"}, "json"),
    ("POST", "", {"Content-Type": "application/x-www-form-urlencoded"}, "form"),
    ("POST", "", {"Content-Type": "text/csv"}, "csv"),
    ("POST", "", {"Prefer": "params=multiple-objects"}, "twice"),
    ("POST", "", {}, "twice"),
    ("POST", "?select=pgrst_scalar->ok::int", {"Accept": "application/vnd.pgrst.object+json", "Prefer": "tx=rollback, count=exact"}, "json"),
]  # fmt: skip


@pytest.fixture(scope="module")
def conn(worlds: Any) -> Iterator[Conn]:
    """A superuser's connection to the first world, where one word is a discount code, a join code and a referral code."""
    with psycopg.connect(worlds.one.dsn, autocommit=True) as conn:
        conn.execute(
            """insert into public.discount_codes (code, product_type, benefit_kind, benefit_value) values ('OPENSESAME', 'any', 'percent', 10);
               insert into private.referral_code_claims (referral_code, user_id, claimed_at)
               values ('OPENSESAME', 'b0000000-0000-4000-8000-000000000002', '2026-01-01');
               select public.set_join_code('school', 'OPENSESAME')"""
        )
        purchase = '{"store": "stripe", "environment": "production", "transaction_id": "pi_1"}'
        query = "select public.issue_custom_course_link('eve@example.com', '{\"title\": \"x\"}', %s) ->> 'token'"
        GOOD["claim_custom_course_link"] = conn.execute(query, [purchase]).fetchone()[0]  # type: ignore[index]
        yield conn


def counted(conn: Conn, user: str) -> bool:
    query = "select exists (select from private.user_throttles as t where t.user_id = %s and t.theoretical_arrival_at > now())"
    return bool(conn.execute(query, [user]).fetchone()[0])  # type: ignore[index]


def throttled(shape: Any) -> list[tuple[Any, str]]:
    """(function, the argument that is guessed)."""
    found = [(f, name) for f in shape.functions.values() if f.is_throttled for name in f.arguments if name in GUESSED]
    assert {f.name for f, _ in found} >= {"validate_discount", "redeem_discount", "claim_custom_course_link"}
    return found


def ask(attacker: Any, user: str, function: Any, trick: Any, arguments: dict[str, Any]) -> Any:
    method, query, headers, travel = trick
    body: dict[str, Any] = {}
    if travel == "query":
        query += ("&" if query else "?") + urlencode(arguments)
    elif travel == "form":
        body["content"] = urlencode(arguments)
    elif travel == "csv":
        body["content"] = ",".join(arguments) + "\n" + ",".join(map(str, arguments.values()))
    else:
        body["json"] = [arguments, arguments] if travel == "twice" else arguments
    return attacker.send(
        method,
        f"/rpc/{function.name}{query}",
        attacker.token("authenticated", user),
        headers=headers,
        same="nothing",
        **body,
    )


def told_uncounted(attacker: Any, functions: Any, conn: Conn) -> tuple[list[Any], int]:
    """(the tricks that tell something and are not counted, how many were counted)."""
    plain = 0
    found = []
    for function, guessed in functions:
        more = {name: MORE[name] for name in function.arguments if name in MORE}
        if function.name in GOOD:
            good = ask(
                attacker, str(uuid4()), function, ("POST", "", {}, "json"), {guessed: GOOD[function.name]} | more
            )
            assert good.status_code != 404, f"{function.name}: the good guess is not good: {good.text}"
        for trick in TRICKS:
            bad_user, good_user = str(uuid4()), str(uuid4())
            bad = ask(attacker, bad_user, function, trick, {guessed: "WRONGGUESS"} | more)
            if counted(conn, bad_user):
                plain += 1
                continue
            silent = trick[0] in ("OPTIONS", "HEAD") or "limit=0" in trick[1]
            if not (bad.status_code >= 400 or not bad.content or silent) or '"ok"' in bad.text:
                found.append((function.name, trick, bad.status_code, bad.text))
            elif function.name in GOOD:
                good = ask(attacker, good_user, function, trick, {guessed: GOOD[function.name]} | more)
                told = [
                    (
                        a.status_code,
                        a.text.replace(v, "?"),
                        {k: v for k, v in a.headers.items() if k not in ("date", "content-location")},
                    )
                    for a, v in ((bad, "WRONGGUESS"), (good, GOOD[function.name]))
                ]
                if told[0] != told[1]:
                    found.append((function.name, trick, *told))
    return found, plain


def test_an_answer_that_is_not_counted_says_nothing(attacker: Any, shape: Any, conn: Conn) -> None:
    found, plain = told_uncounted(attacker, throttled(shape), conn)
    assert found == []
    assert plain > 10, "no trick was counted: the count is not seen"


def test_the_suite_bites(attacker: Any, shape: Any, conn: Conn) -> None:
    """Without the guard, tricks work and are seen."""
    guard = "assert_unfiltered"  # without assert_writable the bucket's insert fails for good and bad alike
    body = conn.execute("select pg_get_functiondef(to_regproc('private.' || %s))", [guard]).fetchone()[0]  # type: ignore[index]
    try:
        conn.execute(
            f"create or replace function private.{guard}() returns void language plpgsql stable as 'begin end'"
        )
        found, _ = told_uncounted(
            attacker, [(f, name) for f, name in throttled(shape) if f.name == "validate_discount"], conn
        )
        assert found
    finally:
        conn.execute(body)
        attacker.faults.clear()


def test_guesses_over_the_limit_are_refused_alike(attacker: Any, shape: Any, conn: Conn) -> None:
    for function, guessed in throttled(shape):
        user = str(uuid4())
        more = {name: MORE[name] for name in function.arguments if name in MORE and name != "p_idempotency_key"}
        trick = ("POST", "", {}, "json")

        def guess(
            value: str,
            n: int,
            user: str = user,
            function: Any = function,
            guessed: str = guessed,
            more: Any = more,
            trick: Any = trick,
        ) -> Any:
            key = {"p_idempotency_key": f"guess-{n:05d}"} if "p_idempotency_key" in function.arguments else {}
            return ask(attacker, user, function, trick, {guessed: value} | key | more)

        statuses = [guess(f"WRONG{n}", n).status_code for n in range(40)]
        assert 429 in statuses, function.name
        assert set(statuses[statuses.index(429) :]) == {429}, function.name
        assert statuses.index(429) <= 30, function.name
        if function.name in GOOD:
            refused = [guess(value, n) for n, value in ((100, GOOD[function.name]), (101, "WRONGAGAIN"))]
            assert [answer.status_code for answer in refused] == [429, 429]
            assert refused[0].json()["code"] == refused[1].json()["code"]


def test_hanging_up_saves_no_attempt(attacker: Any, shape: Any, conn: Conn, worlds: Any) -> None:
    """The client closes the connection at once, half way through the body, or before it reads: who gets an answer was counted."""
    where = urlsplit(worlds.one.url)
    for function, guessed in throttled(shape):
        more = {name: MORE[name] for name in function.arguments if name in MORE}
        body = json.dumps({guessed: "WRONGGUESS"} | more).encode()
        for cut, reads in ((len(body), 0), (len(body), 1), (len(body) // 2, 0), (0, 0)):
            user = str(uuid4())
            head = f"POST /rpc/{function.name} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nAuthorization: Bearer {attacker.token('authenticated', user)}\r\n\r\n"
            with socket.create_connection((where.hostname, where.port), timeout=10) as sock:
                sock.sendall(head.encode() + body[:cut])
                said = sock.recv(reads) if reads else b""
                sock.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
                )  # reset, not close
            if said:  # its first byte: by then the transaction has ended
                assert counted(conn, user), function.name
            elif cut == len(body):
                deadline = time.monotonic() + 5
                while not counted(conn, user) and time.monotonic() < deadline:
                    time.sleep(0.02)
                assert counted(conn, user), function.name
            else:
                assert not counted(conn, user)
    attacker.send("GET", "/courses", None)  # and the server is well


def test_preferences_that_roll_back_are_not_applied(attacker: Any) -> None:
    for preference in ("tx=rollback", "handling=strict, tx=rollback"):
        answer = attacker.send(
            "POST", "/rpc/ensure_profile", json={"p_profile": {}}, headers={"Prefer": preference}, same="nothing"
        )
        assert "rollback" not in answer.headers.get("preference-applied", "")
        assert answer.status_code in (200, 400)
