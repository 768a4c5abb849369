"""Functions: who may call them, for whom, and what arguments of any shape do."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import psycopg
import pytest

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
THROWAWAY = "00000000-0000-4000-8000-0000000000ff"

# Something that each argument takes, by its name where its type does not say enough.
PLAUSIBLE: dict[str, Any] = {
    "p_code": "SPRING", "p_product_type": "any", "p_currency": "USD", "p_idempotency_key": "attack-0001", "p_token": "t" * 43,
    "p_role": "user", "p_email": "eve@example.com", "p_confirm": "no", "p_device_id": "device-1", "p_cohort": "school", "p_name": "shop.json",
}  # fmt: skip
BY_TYPE: dict[str, Any] = {
    "integer": 1, "bigint": 1, "uuid": THROWAWAY, "interval": "1 hour", "boolean": False, "jsonb": {}, "text": "failed",
    "timestamp with time zone": "2026-01-01T00:00:00Z",
}  # fmt: skip


def nested(opening: str, middle: str, closing: str, times: int) -> str:
    return opening * times + middle + closing * times


LARGE = json.dumps("x" * 1_200_000)
ANY = [
    "null",
    "true",
    "1",
    "-1",
    '""',
    '"x"',
    "[]",
    "{}",
    '["a", {"b": null}]',
    '"\\u0000"',
    '"\\ud800"',
    "1e400",
    "1e200000",
    LARGE,
]
TEXT = ['"\' or 1=1 --"', '"\\u202e\\ufeff%00"', '"$1"', '"null"', '"../../etc"', "123456789012345678901234567890"]
NUMBER = [
    "0",
    "1.5",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "1e30",
    '"NaN"',
    '"1; drop table x"',
    '"0x10"',
    '"1e3"',
    '" 1 "',
]
JSON_ = [
    nested("[", "", "]", 200_000), nested('{"a":', "1", "}", 100_000), nested('{"transaction":', "{}", "}", 3000), '{"\\u0000": 1}', '{"a": "\\u0000"}',
    '{"a": "\\udc00\\ud800"}', '{"a": 1e-400}', '{"a": 1, "a": 2, "__proto__": {}}', json.dumps({f"k{n}": n for n in range(50_000)}),
    json.dumps([[n] for n in range(100_000)]), json.dumps({"course": {"x": ["y" * 1000] * 1200}}), json.dumps({"a": "\u0130\U0001f600" * 1000}),
    f'{{"user_id": "{BEN}"}}', f'{{"p_user_id": "{BEN}", "sub": "{BEN}"}}',
]  # fmt: skip
SHAPES = {
    "text": TEXT, "integer": NUMBER, "bigint": NUMBER, "jsonb": JSON_, "uuid": ['"x"', f'"{BEN}\'"', '"{00000000-0000-4000-8000-0000000000ff}"'],
    "interval": ['"infinity"', '"178000000 years"', '"-1 day"', '"1 fortnight"'], "boolean": ['"maybe"', "2"],
}  # fmt: skip


def arguments(function: Any) -> dict[str, Any]:
    return {
        name: PLAUSIBLE.get(name, BY_TYPE.get(type_))
        for name, type_ in function.arguments.items()
        if name.startswith("p_")
    }


def callable_(shape: Any) -> Iterator[Any]:
    """Functions that are called, not computed fields."""
    for function in shape.functions.values():
        if all(name.startswith("p_") for name in function.arguments) and not set(function.arguments.values()) & set(
            shape.columns
        ):
            yield function


ROLES = {None: "anon", "ada": "authenticated", "without sub": "authenticated", "no admin": "dochub_admin"}


@pytest.fixture
def others_stay(state: Any) -> Any:
    before = state()
    yield
    for was, now in zip(before, state(), strict=True):
        assert [table for table in was.others if was.others[table] != now.others[table]] == []


def test_only_declared_roles_get_through(attacker: Any, shape: Any, contract: dict[str, Any], others_stay: Any) -> None:
    declared = contract["functions"]["as_owner"] | contract["functions"]["as_caller"]
    for function, (who, role) in product(callable_(shape), ROLES.items()):
        if "erase" in function.name and who == "ada":
            continue
        body = arguments(function) | ({"p_user_id": ADA} if "p_user_id" in function.arguments else {})
        for method, more in (
            ("POST", {"json": body}),
            ("GET", {"params": {k: json.dumps(v) if isinstance(v, dict) else v for k, v in body.items()}}),
        ):
            answer = attacker.send(method, f"/rpc/{function.name}", who, same="code", **more)
            if role not in declared[f"public.{function.name}"] or who == "no admin":
                assert answer.status_code == (403 if who else 401), (function.name, who, answer.text)


def test_nobody_acts_for_another(attacker: Any, shape: Any, others_stay: Any) -> None:
    """Every uuid argument of every function that a user may call, with another's id in it: refused as misuse, or as unknown."""
    asked = 0
    for function in callable_(shape):
        for name, type_ in function.arguments.items():
            if type_ == "uuid" and "authenticated" in function.executes:
                for method, who in product(("POST", "GET"), ("ada", "without sub")):
                    body = arguments(function) | {name: BEN}
                    more = {"json": body} if method == "POST" else {"params": body}
                    answer = attacker.send(method, f"/rpc/{function.name}", who, same="code", **more)
                    assert answer.status_code in (403, 404, 405), (function.name, name, answer.text)
                    if name == "p_user_id":
                        assert answer.status_code in (403, 405), (function.name, answer.text)
                    asked += 1
    assert asked >= 8


def test_private_functions_are_not_served(attacker: Any, worlds: Any, shape: Any) -> None:
    with psycopg.connect(worlds.one.dsn) as conn:
        names = [
            n
            for (n,) in conn.execute(
                "select distinct proname::text from pg_proc where pronamespace = 'private'::regnamespace"
            )
        ]
    assert len(names) > 100
    for name in [
        *names,
        "set_config",
        "pg_sleep",
        "pg_read_file",
        "current_setting",
        "query_to_xml",
        "pg_catalog.version",
        "private.credit_balance",
    ]:
        if name in shape.functions:
            continue
        for method, headers in (
            ("POST", {}),
            ("GET", {"Accept-Profile": "private"}),
            ("POST", {"Content-Profile": "private"}),
        ):
            answer = attacker.send(
                method, f"/rpc/{name}", "ada", headers=headers, **({"json": {}} if method == "POST" else {})
            )
            assert answer.status_code in (404, 406), (name, answer.text)


def test_computed_fields_take_only_rows_made_up(attacker: Any, shape: Any) -> None:
    """state(subscriptions) may be called with any row: it answers of that row, whoever's it says it is."""
    for function in shape.functions.values():
        if set(function.arguments.values()) & set(shape.columns):
            (name,) = function.arguments
            for row in (None, {}, {"user_id": BEN}, {"user_id": BEN, "expires_at": "infinity"}, [], "x", 1):
                attacker.send("POST", f"/rpc/{function.name}", json={name: row})
                attacker.send("POST", f"/rpc/{function.name}", None, json={name: row})


def test_bodies_that_are_no_arguments(attacker: Any, shape: Any) -> None:
    bodies = [
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "{",
        "[{}, {}]",
        nested("[", "", "]", 100_000),
        '{"p_x": 1}',
        "\x00",
        '{"p_code": "SPRING"}{"p_code": "x"}',
    ]
    kinds = (
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/octet-stream",
        "text/csv",
    )
    for function, body in product(callable_(shape), bodies):
        for kind in kinds if len(body) < 1000 and function.executes & {"anon", "authenticated"} else kinds[:1]:
            headers = (
                {"Content-Type": kind, "Prefer": "params=single-object"} if body == "{" else {"Content-Type": kind}
            )
            if "erase" not in function.name:
                attacker.send("POST", f"/rpc/{function.name}", content=body, headers=headers, same="code")


KNOWN = ("user_profile", "courses", "analytics")


def test_results_filtered_cast_and_embedded(attacker: Any, shape: Any) -> None:
    """What the caller makes of a result tells no more than the result."""
    for function, who in product(callable_(shape), ("ada", None)):
        if "erase" in function.name:
            continue
        for trick in ("select=*", "select=x", "select=pgrst_scalar", "pgrst_scalar->>ok=eq.true", "order=pgrst_scalar->>code", "select=ok::int", "limit=1&offset=1",
                      f"user_id=eq.{BEN}", f"or=(user_id.eq.{BEN},pgrst_scalar->>ok.eq.true)", "select=*,user_profile(*)", "columns=p_user_id"):  # fmt: skip
            attacker.send("POST", f"/rpc/{function.name}?{trick}", who, json=arguments(function), same="code")
        for accept in (
            "text/csv",
            "application/vnd.pgrst.object+json",
            "application/vnd.pgrst.plan+json",
            "application/octet-stream",
        ):
            body = {k: v for k, v in arguments(function).items() if k != "p_user_id"}
            answer = attacker.send(
                "POST", f"/rpc/{function.name}", who, json=body, headers={"Accept": accept}, same="code"
            )
            assert "plan" not in accept or answer.status_code >= 400


def test_reading_functions_answer_alike_in_both_worlds(attacker: Any, worlds: Any, shape: Any) -> None:
    """What only reads tells a user the same to the byte, whatever the others have; the handshake but for the time."""
    read = [f for f in callable_(shape) if f.volatility != "v" and "authenticated" in f.executes]
    assert {f.name for f in read} >= {"credit_balance", "my_entitlements"}
    for function in read:
        body = {k: v for k, v in arguments(function).items() if k != "p_user_id"}
        for zone in ("UTC", "Pacific/Kiritimati", "no zone"):
            # The export holds generations and times of the one world; its marks are looked for all the same.
            same = "code" if function.name == "export_my_data" else "body"
            attacker.send("POST", f"/rpc/{function.name}", json=body, headers={"Prefer": f"timezone={zone}"}, same=same)
    requests: list[dict[str, Any]] = [
        {},
        {"manifests": {"shop.json": "0" * 64, "ads.json": "1" * 64}},
        {"custom_courses": {BEN: "0" * 64}},
    ]
    for more in requests:
        answers = []
        for client in attacker.clients:
            answer = client.request(
                "POST", "/rpc/handshake", attacker.bearer("ada"), json={"p_request": {"schema": 1} | more}
            )
            attacker.statuses[answer.status_code] += 1
            assert not attacker.leaks(answer)
            answers.append({k: v for k, v in answer.json().items() if k not in ("server_time", "cookie")})
        assert answers[0] == answers[1]


def test_a_foreign_cookie_is_not_answered_with_the_foreign_set(attacker: Any) -> None:
    other = attacker.token("authenticated", str(uuid4()))
    cookie = attacker.clients[0].request(
        "POST", "/rpc/handshake", attacker.bearer(other), json={"p_request": {"schema": 1}}
    )
    assert cookie.status_code == 200, cookie.text
    value = cookie.json()["cookie"]
    for tampered in (
        value,
        value[:-1],
        value + "0",
        value.upper(),
        "",
        "0" * 500,
        "\u0000x",
        {"a": 1},
        [value],
        1,
        None,
    ):
        answer = attacker.send(
            "POST", "/rpc/handshake", json={"p_request": {"schema": 1, "cookie": tampered}}, same="code"
        )
        assert answer.status_code in (200, 400), answer.text
        assert answer.status_code == 400 or answer.json()["reset"] is True


# The last: what the service does here it does in the first world only.
def test_arguments_of_any_shape(attacker: Any, shape: Any, others_stay: Any) -> None:
    """A clear refusal, never a 5xx, in bounded time. By a user where a user may call, else by the service."""
    for function in callable_(shape):
        who = (
            "ada"
            if "authenticated" in function.executes
            else "service"
            if "service_role" in function.executes
            else None
        )
        who = None if "anon" in function.executes else who
        good = {name: json.dumps(value) for name, value in arguments(function).items()}
        if who != "service":
            good.pop("p_user_id", None)
        for name, type_ in function.arguments.items():
            values = ANY + SHAPES.get(type_, [])
            if who == "service" and type_ != "jsonb":  # the same checks on the way in
                values = [value for n, value in enumerate(values) if value != LARGE and n % 3 != 1]
            for value in values:
                if "erase" in function.name and type_ == "uuid" and value == f'"{BEN}"':
                    continue
                call = good | {name: value}
                content = "{" + ", ".join(f"{json.dumps(k)}: {v}" for k, v in call.items()) + "}"
                answer = attacker.send(
                    "POST", f"/rpc/{function.name}", who, content=content, headers={"Content-Type": "application/json"}, same="nothing" if who == "service" else "code"
                )  # fmt: skip
                assert len(answer.content) < 20_000 + len(value), (function.name, name, value[:50], len(answer.content))
                if len(value) > 1_000_000 and type_ != "jsonb":
                    assert 400 <= answer.status_code < 500, (function.name, name, answer.status_code, answer.text[:200])
