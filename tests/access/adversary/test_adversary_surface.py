"""What PostgREST shows of the database besides rows: its document, schemas, methods, errors."""

import json
from itertools import product
from typing import Any

import pytest

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

BEN = "b0000000-0000-4000-8000-000000000002"
WHO = {None: "anon", "ada": "authenticated", "without sub": "authenticated"}


@pytest.mark.parametrize("who", WHO)
def test_the_document_shows_what_the_role_may_use(attacker: Any, contract: dict[str, Any], who: Any) -> None:
    """openapi-mode = follow-privileges (docs/deploying.md)."""
    document = attacker.send("GET", "/", who).json()
    declared = contract["functions"]["as_owner"] | contract["functions"]["as_caller"]
    tables = {table.removeprefix("public.") for table, roles in contract["tables"].items() if WHO[who] in roles}
    functions = {
        f"rpc/{name.removeprefix('public.')}"
        for name, roles in declared.items()
        if WHO[who] in roles and name.startswith("public.")
    }
    paths = {path.strip("/") for path in document["paths"]} - {""}
    assert {path for path in paths if not path.startswith("rpc/")} == tables
    assert {path for path in paths if path.startswith("rpc/")} - functions == set()
    assert set(document["definitions"]) == tables


def test_the_document_of_an_administrators_token_of_who_is_none(attacker: Any) -> None:
    assert attacker.send("GET", "/", "no admin").status_code == 403


SCHEMAS = (
    "private",
    "tap",
    "sqitch",
    "pg_catalog",
    "information_schema",
    "pg_toast",
    "PUBLIC",
    "public,private",
    "",
    "public; set role postgres",
    "x" * 5000,
    "\u0000".encode().hex(),
)


def test_only_public_is_served(attacker: Any, contract: dict[str, Any]) -> None:
    names = [name.partition(".")[2] for name in contract["tables"] if name.startswith("private.")]
    for schema, (method, header), who in product(
        SCHEMAS, (("GET", "Accept-Profile"), ("POST", "Content-Profile")), ("ada", None)
    ):
        if schema:
            for name in ("settings", "user_profile", "rpc/state"):
                more = {"json": {}} if method == "POST" else {}
                assert attacker.send(method, f"/{name}", who, headers={header: schema}, **more).status_code == 406
    for name in [
        *names,
        "pg_authid",
        "pg_stat_activity",
        "pg_policies",
        "pg_settings",
        "sqitch.changes",
        "private.settings",
        "information_schema.tables",
        "app_logs_default",
    ]:
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = attacker.send(method, f"/{name}", **({"json": {}} if method in ("POST", "PATCH") else {}))
            assert answer.status_code == 404, (name, answer.text)


def test_methods(attacker: Any, shape: Any) -> None:
    paths = [
        "/",
        "/user_profile",
        "/courses",
        "/rpc/credit_balance",
        "/rpc/deduct_credits",
        "/nosuch",
        "/rpc/nosuch",
        "/live",
        "/ready",
        "/admin",
        "/metrics",
        "/config",
        "//",
        "/../",
        "/%2e%2e/",
    ]
    for path, method, who in product(paths, ("OPTIONS", "TRACE", "HEAD", "PROPFIND", "LINK", "get"), (None, "ada")):
        attacker.send(method, path, who)


def test_names_in_errors(attacker: Any, shape: Any) -> None:
    """Hints may name tables and functions that the caller cannot use: their names are no secret (the sources are public). Rows are."""
    for path in (
        "/user_profiles",
        "/rpc/deduct_credit",
        "/rpc/explain",
        "/courses?select=titel",
        "/courses?select=x(*)",
        "/analytics?nosuch=eq.1",
        "/courses?select=price_micros::nosuch",
    ):
        for who in (None, "ada"):
            assert attacker.send("GET", path, who).status_code in (400, 401, 403, 404, 405)


def test_headers(attacker: Any) -> None:
    """What lands in request.headers, cookies and claims of the transaction."""
    for value in (
        "x" * 8000,
        "{}",
        '{"role": "service_role"}',
        "\\u0000",
        "'; reset role; --",
        "1, 2, 3",
        "127.0.0.1",
        "",
    ):
        for name in (
            "X-Real-IP",
            "X-Forwarded-For",
            "If-None-Match",
            "Cookie",
            "Prefer",
            "Accept-Language",
            "Range",
            "X-Request-Id",
            "Request.Jwt.Claims",
            "Role",
            "Accept-Encoding",
            "Content-Encoding",
        ):
            headers = {name: value}
            attacker.send("GET", "/user_profile", headers=headers)
            if name not in ("Prefer", "Range"):
                request = json.dumps({"schema": 1})
                attacker.send("GET", "/rpc/handshake", headers=headers, params={"p_request": request}, same="nothing")


def test_what_is_no_utf8_is_refused_without_a_word(attacker: Any) -> None:
    """PostgREST 12 itself answers 500 and nothing else: noted here, because 5xx are faults everywhere else."""
    for query, headers in (
        ("?select=%FF", {}),
        ("?title=eq.%FF%FE", {}),
        ("", {"X-Real-IP": "\xff\xfe"}),
        ("", {"Prefer": "\xff\xfe"}),
    ):
        answer = attacker.clients[0].request("GET", f"/courses{query}", headers)
        attacker.statuses[answer.status_code] += 1
        assert (answer.status_code, answer.text) == (500, "Something went wrong") or 400 <= answer.status_code < 500
        assert not attacker.leaks(answer)


def test_physical_columns_of_own_rows(attacker: Any) -> None:
    """ctid, xmin and tableoid come with SELECT on the whole table: they tell how much the database writes, not what."""
    for column in ("ctid", "xmin", "xmax", "cmin", "tableoid"):
        answer = attacker.send("GET", f"/user_profile?select={column}", same="code")
        assert answer.status_code == 200
        assert len(answer.json()) == 1
