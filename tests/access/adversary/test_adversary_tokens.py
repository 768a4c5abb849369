"""Tokens: forged, expired, early, malformed; roles that may not be claimed; subjects that are none; administrators who are none."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
CLEO = "c0000000-0000-4000-8000-000000000003"
ERASED = "00000000-0000-4000-8000-00000000dead"
DEMOTED = "00000000-0000-4000-8000-00000000beef"

REQUESTS: list[tuple[str, str, Any]] = [
    ("GET", "/user_profile", None),
    ("GET", "/courses?select=*", None),
    ("HEAD", "/audio_usage", None),
    ("POST", "/rpc/my_entitlements", {}),
    ("POST", "/rpc/credit_balance", {"p_user_id": BEN}),
    ("POST", "/rpc/explain_entitlement", {"p_user_id": BEN}),
    ("POST", "/analytics", {"user_id": BEN, "course_code": "focus"}),
    ("DELETE", f"/analytics?user_id=eq.{BEN}", None),
    ("GET", "/", None),
]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forge(secret: str, header: Any, payload: Any, digest: str = "sha256", signature: str | None = None) -> str:
    """A token by hand, which no library would make. `payload`: a value, or the text as it is."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    signed = f"{b64(json.dumps(header).encode())}.{b64(text.encode('utf-8', 'surrogatepass'))}"
    mac = b64(hmac.new(secret.encode(), signed.encode(), getattr(hashlib, digest)).digest())
    return f"{signed}.{mac if signature is None else signature}"


def claims(**more: Any) -> dict[str, Any]:
    return {"role": "authenticated", "sub": BEN, "exp": int(time.time()) + 3600} | more


HS256 = {"alg": "HS256", "typ": "JWT"}


def refused_everywhere(attacker: Any, bearer: str, statuses: tuple[int, ...], what: str) -> None:
    for method, path, body in REQUESTS:
        answer = attacker.send(method, path, bearer, json=body)
        assert answer.status_code in statuses, (what, method, path, answer.status_code, answer.text)


def test_forged_tokens(attacker: Any) -> None:
    secret = attacker.worlds.secret
    good = forge(secret, HS256, claims())
    head, body, mac = good.split(".")
    other = b64(json.dumps(claims(role="service_role")).encode())
    forged = {
        "another key": forge("another secret of at least thirty-two bytes", HS256, claims()),
        "an empty key": forge("", HS256, claims()),
        "the key's name": forge("PGRST_JWT_SECRET", HS256, claims()),
        "tampered payload": f"{head}.{other}.{mac}",
        "swapped parts": f"{body}.{head}.{mac}",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "four parts": f"{good}.{mac}",
        "one character": f"{head}.{body}.{mac[:-2]}{'AA' if mac[-2:] != 'AA' else 'BA'}",
        "a cut signature": f"{head}.{body}.{mac[:20]}",
        "nothing": "...",
        "words": "not a token",
        "an object": '{"role": "service_role"}',
        "role service_role in words": "service_role",
        "unicode": "\u202e\u0000".encode().hex(),
        "large": "x" * 20000,
        "a large header": forge(secret, HS256 | {"kid": "x" * 20000}, claims(), signature="x"),
    }
    for alg in ("none", "None", "NONE", "nOnE", "", None, "HS1", "RS256", "ES256", "PS512", "EdDSA", 256, ["HS256"]):
        for signature in ("", mac, None):
            forged[f"alg {alg!r} {signature!r}"] = forge(
                secret, {"alg": alg, "typ": "JWT"}, claims(), signature=signature
            )
    for digest in ("sha384", "sha512"):
        forged[f"HS256 said, {digest} done"] = forge(secret, HS256, claims(), digest)
    for extra in (
        {"jwk": {"kty": "oct", "k": b64(b"x" * 32)}},
        {"jku": "http://127.0.0.1:1/"},
        {"kid": "../../dev/null"},
        {"x5u": "http://127.0.0.1:1/"},
    ):
        forged[f"header {extra}"] = forge("x" * 32, HS256 | extra, claims())
    for what, bearer in forged.items():
        refused_everywhere(attacker, bearer, (400, 401), what)


def test_the_scheme_of_the_header(attacker: Any) -> None:
    good = attacker.token("authenticated", ADA)
    for value in (
        f"Basic {good}",
        good,
        "Bearer",
        "Bearer ",
        f"bearer  {good}x",
        f"Bearer {good},{good}",
        f"Bearer {good} {good}",
        "Basic cG9zdGdyZXM6cG9zdGdyZXM=",
    ):
        for method, path, body in REQUESTS:
            answer = attacker.send(method, path, None, json=body, headers={"Authorization": value})
            assert answer.status_code >= 400 or path in ("/courses?select=*", "/"), (value, path, answer.text)
    # A cookie, a header or a parameter is no token.
    for headers in (
        {"Cookie": f"token={good}"},
        {"X-Authorization": f"Bearer {good}"},
        {"Apikey": good},
        {"X-Role": "service_role"},
        {"Request.Jwt.Claims": "{}"},
    ):
        assert attacker.send("GET", f"/user_profile?access_token={good}", None, headers=headers).status_code in (
            400,
            401,
        )


def test_times(attacker: Any) -> None:
    now = int(time.time())
    for what, more in {
        "expired": {"exp": now - 61}, "expired long ago": {"exp": 1}, "expired in 1960": {"exp": -(10**9)}, "early": {"nbf": now + 600},
        "issued tomorrow": {"iat": now + 86400}, "no time": {"exp": "never"}, "no time either": {"exp": [now + 600]}, "true": {"exp": True}, "object": {"nbf": {}},
    }.items():  # fmt: skip
        refused_everywhere(attacker, forge(attacker.worlds.secret, HS256, claims(**more)), (400, 401, 403), what)


def test_audiences_are_not_roles(attacker: Any) -> None:
    for audience in ("service_role", ["dochub_admin"], {"a": 1}, 1):
        bearer = forge(attacker.worlds.secret, HS256, claims(sub=ADA, aud=audience))
        assert attacker.send("GET", "/server_logs", bearer).status_code in (400, 401, 403)


def test_roles_that_may_not_be_claimed(attacker: Any, worlds: Any) -> None:
    with psycopg.connect(worlds.one.dsn) as conn:
        every = {role for (role,) in conn.execute("select rolname::text from pg_roles")}
    served = {"anon", "authenticated", "dochub_admin", "service_role"}
    assert every >= served | {"postgres", "dochub_owner", "dochub_backup", "authenticator", "pg_read_all_data"}
    claimed: list[Any] = sorted(every - served)
    claimed += [
        "none",
        "NONE",
        "default",
        "",
        " ",
        "ANON",
        "Service_Role",
        " service_role",
        "service_role ",
        '"service_role"',
        "\u0000service_role",
        "'; reset role; --",
    ]
    claimed += [
        "service_role', true); reset role; --",
        "public",
        "current_user",
        "session_user",
        "x" * 10_000,
        "ſervice_role",
        1,
        0,
        -1,
        1.5,
        True,
        False,
        [],
        {},
    ]
    claimed += [["service_role"], {"role": "service_role"}, ["authenticated", "service_role"]]
    for role in claimed:
        for sub in (CLEO, None):
            bearer = forge(attacker.worlds.secret, HS256, claims(role=role) | {"sub": sub})
            for method, path, body in REQUESTS:
                answer = attacker.send(method, path, bearer, json=body)
                assert answer.status_code in (400, 401, 403), (role, path, answer.status_code, answer.text)


def test_a_role_claim_ends_at_nul(attacker: Any) -> None:
    """PostgREST cuts it there, and what is left is the role: who signs tokens must not copy a user's text into `role`. An
    administrator's is checked all the same, and what may not be claimed is not reached like this either."""
    for role, sub in (
        ("dochub_admin\u0000", ADA),
        ("dochub_admin\u0000x", None),
        ("postgres\u0000", CLEO),
        ("dochub_owner\u0000service_role", CLEO),
    ):
        refused_everywhere(
            attacker, forge(attacker.worlds.secret, HS256, claims(role=role) | {"sub": sub}), (400, 401, 403), role
        )


def test_roles_elsewhere_in_the_token_count_for_nothing(attacker: Any) -> None:
    elsewhere = {
        "roles": ["service_role"],
        "user_role": "dochub_admin",
        "app_metadata": {"role": "service_role"},
        "user_metadata": {"role": "dochub_admin"},
        "is_admin": True,
    }
    for more in ({"role": None}, {"Role": "service_role", "role": None}, {"role": "authenticated", "sub": ADA}):
        payload = claims() | elsewhere | more
        answers = [
            attacker.send("GET", f"/{table}", forge(attacker.worlds.secret, HS256, payload))
            for table in ("server_logs", "cohorts", "discount_codes")
        ]
        assert {answer.status_code for answer in answers} <= {400, 401, 403}, more
    twice = (
        f'{{"role": "authenticated", "role": "service_role", "sub": "{ADA}"}}'  # who signs chooses, but it is one role
    )
    attacker.send("GET", "/user_profile", forge(attacker.worlds.secret, HS256, '{"sub": "x", "role": "authenticated"}'))
    assert attacker.send("GET", "/server_logs", forge("x" * 32, HS256, twice)).status_code == 401


SUBJECTS: list[Any] = [
    None, "", " ", "x", "null", "anon", 0, 1, -1, 1.5, 1e300, True, [], {}, [BEN], {"user_id": BEN}, BEN + " ", BEN + "x", BEN[:-1], BEN.replace("-", "_"),
    f"{BEN}' or '1'='1", f"{BEN}'; select 1; --", "%", "*", "\u0000", f"{BEN}\u0000", "x" * 20_000, "\ud800", "00000000-0000-0000-0000-00000000000g", "-" * 36, "urn:uuid:x",
]  # fmt: skip


def test_subjects_that_are_none_see_nothing(attacker: Any, shape: Any, granted: Any) -> None:
    tables = [table for table in shape.columns if granted(table, "authenticated", "select") == "own"]
    assert len(tables) > 10
    for sub in SUBJECTS:
        # As text, so that the surrogate is the token's and not Python's to refuse.
        bearer = forge(
            attacker.worlds.secret,
            HS256,
            json.dumps({"role": "authenticated", "sub": sub, "exp": int(time.time()) + 3600}),
        )
        for table in tables[:: 1 if sub in (None, "x") else 4]:
            answer = attacker.send("GET", f"/{table}", bearer)
            # What is no string PostgREST refuses itself.
            assert answer.status_code == 401 or (answer.status_code, answer.text) == (200, "[]"), (
                sub,
                table,
                answer.text,
            )
        for name, function in shape.functions.items():
            if "authenticated" in function.executes and function.arguments.keys() <= {
                "p_user_id",
                "p_profile",
                "p_device",
                "p_request",
            }:
                answer = attacker.send(
                    "POST",
                    f"/rpc/{name}",
                    bearer,
                    json={"p_request": {"schema": 1}} if "p_request" in function.arguments else {},
                    same="code",
                )
                assert answer.status_code in (400, 401, 403, 404), (sub, name, answer.text)
        assert attacker.send("POST", "/analytics", bearer, json={"course_code": "calm"}, same="code").status_code in (
            400,
            401,
            403,
        )


def test_a_subject_in_another_spelling_is_that_user_only(attacker: Any) -> None:
    """uuid's input takes capitals, braces and no dashes: it is the same user, never another."""
    for spelled in (ADA.upper(), "{" + ADA + "}", ADA.replace("-", "")):
        answer = attacker.send("GET", "/user_profile?select=user_id", attacker.token("authenticated", spelled))
        assert answer.json() in ([], [{"user_id": ADA}])


@pytest.mark.parametrize(
    "sub",
    [
        ADA,
        BEN,
        ERASED,
        DEMOTED,
        "00000000-0000-4000-8000-000000000000",
        None,
        "x",
        1,
        [CLEO],
        CLEO + "x",
        {"sub": CLEO},
        "",
    ],
)
def test_an_administrators_token_of_who_is_none(attacker: Any, sub: Any) -> None:
    bearer = attacker.token("dochub_admin", sub, user_role="admin", user_metadata={"role": "admin"})
    refused_everywhere(attacker, bearer, (401, 403), str(sub))


def test_an_administrators_token_ends_with_the_office(attacker: Any, worlds: Any) -> None:
    bearer = attacker.token("dochub_admin", DEMOTED)
    opened = [psycopg.connect(world.dsn, autocommit=True) for world in (worlds.one, worlds.two)]
    try:
        for role, status in (("admin", 200), ("user", 403)):
            for conn in opened:
                conn.execute("update public.user_profile set role = %s where user_id = %s", [role, DEMOTED])
            for client in attacker.clients:
                answer = client.request("GET", "/courses?select=course_code", attacker.bearer(bearer))
                assert answer.status_code == status
                attacker.statuses[status] += 1
    finally:
        for conn in opened:
            conn.close()


@pytest.mark.parametrize("role", ["anon", "authenticated", "dochub_admin", "service_role"])
def test_an_erased_users_token_of_any_role(attacker: Any, role: str) -> None:
    refused_everywhere(attacker, attacker.token(role, ERASED), (403,), role)
    refused_everywhere(attacker, attacker.token(role, ERASED.upper()), (403,), role)


def test_anon_with_a_subject_is_anon(attacker: Any) -> None:
    for bearer in (attacker.token("anon", BEN), forge(attacker.worlds.secret, HS256, {"sub": BEN})):
        for method, path, body in REQUESTS:
            answer = attacker.send(method, path, bearer, json=body)
            assert answer.status_code in (401, 403) or path in ("/courses?select=*", "/"), (path, answer.text)
