"""Referrals through real PostgREST: 4.5.5 to 4.5.7, what each side sees, and codes that look alike when they are not there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

ADDRESS = "x-real-ip"


@pytest.fixture(scope="module")
def conn(postgrest: Any) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to PostgREST's database, which uses client addresses."""
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("update private.settings set client_address_header = %s", [ADDRESS])
        yield conn


def rpc(client: httpx.Client, function: str, query: str = "", address: str = "", **arguments: Any) -> httpx.Response:
    return client.post(f"/rpc/{function}{query}", json=arguments, headers={ADDRESS: address or str(uuid4())})


def sign_up(conn: psycopg.Connection[Any], days: int = 10) -> UUID:
    user = uuid4()
    conn.execute(
        "insert into public.user_profile (user_id, created_at) values (%s, now() - %s * interval '24 hours')",
        [user, days],
    )
    return user


def code_of(api: Any, user: UUID) -> str:
    response = rpc(api("authenticated", user), "my_referral_code")
    assert response.status_code == 200, response.text
    code: str = response.json()["referral_code"]
    return code


def payment(transaction: str, days: int = 0, **more: Any) -> dict[str, Any]:
    paid_at = datetime.now(UTC) - timedelta(days=days)
    return {"store": "stripe", "environment": "production", "transaction_id": transaction,
            "paid_at": paid_at.isoformat(), "amount_micros": 9990000, "currency": "EUR"} | more  # fmt: skip


def attempts(conn: psycopg.Connection[Any], user: UUID) -> int:
    """Failed look-ups that were counted for a user: 90 seconds of the bucket each."""
    query = """select coalesce(ceil(extract(epoch from max(t.theoretical_arrival_at) - now()) / 90), 0)
                 from private.user_throttles as t
                where t.user_id = %s and t.operation = 'referral_code' and t.theoretical_arrival_at > '-infinity'"""
    return int(conn.execute(query, [user]).fetchone()[0])


def addresses(conn: psycopg.Connection[Any]) -> int:
    """Client addresses that have failed."""
    query = "select count(*) from private.address_throttles as t where t.theoretical_arrival_at > '-infinity'"
    return int(conn.execute(query).fetchone()[0])


def test_from_the_code_to_the_reward_and_back(api: Any, conn: Any) -> None:
    """4.5.5, 4.5.6: a referral, its reward, its refund, and what the two see of each other: nothing."""
    ada, ben = sign_up(conn), uuid4()  # Ben is seen for the first time
    service, as_ada, as_ben = api("service_role"), api("authenticated", ada), api("authenticated", ben)
    code = code_of(api, ada)
    assert as_ada.get("/user_profile").json()[0]["referral_code"] == code
    used = rpc(as_ben, "use_referral_code", p_code=code.lower())
    assert (used.status_code, used.json()) == (
        200,
        {"ok": True, "referral_code": code, "referred_at": used.json()["referred_at"]},
    )
    again = rpc(as_ben, "use_referral_code", p_code=code)
    assert (again.status_code, again.json()["code"], json.loads(again.json()["details"])["is_this_code"]) == (
        409,
        "already_referred",
        True,
    )
    granted = rpc(service, "grant_referral_reward", p_referee_id=str(ben), p_transaction=payment("pi_1"))
    assert (granted.status_code, granted.json()["status"]) == (200, "pending")
    replay = rpc(service, "grant_referral_reward", p_referee_id=str(ben), p_transaction=payment("pi_1"))
    assert (replay.status_code, replay.json()) == (200, granted.json() | {"replayed": True})
    [row] = as_ada.get("/referral_credits").json()
    assert (row["amount"], row["remaining"], row["vested_at"]) == (10, 0, None)
    assert rpc(as_ada, "credit_balance").json()["promotional"] == 0
    assert as_ben.get("/referral_credits").json() == []
    # A refund that comes by the service.
    about = {
        "store": "stripe",
        "environment": "production",
        "transaction_id": "pi_1",
        "notification_id": "re_1",
        "kind": "refund",
    }
    assert rpc(service, "refund_course_purchase", p_refund=about).status_code == 200
    refused = rpc(service, "grant_referral_reward", p_referee_id=str(ben), p_transaction=payment("pi_1"))
    assert (refused.status_code, refused.json()["code"]) == (409, "purchase_refunded")
    old = rpc(service, "grant_referral_reward", p_referee_id=str(ben), p_transaction=payment("pi_2", days=20))
    assert (old.status_code, old.json()["status"]) == (200, "vested")
    assert rpc(as_ada, "credit_balance").json()["promotional"] == 10
    spent = rpc(as_ada, "deduct_credits", p_amount=4, p_idempotency_key="spend-001").json()
    assert spent["split"] == {"weekly": 3, "promotional": 1, "bank": 0}
    other = rpc(service, "grant_referral_reward", p_referee_id=str(ben), p_transaction=payment("pi_3", days=20))
    assert (other.status_code, other.json()["code"]) == (409, "already_rewarded")
    assert rpc(
        service, "refund_course_purchase", p_refund=about | {"transaction_id": "pi_2", "notification_id": "re_2"}
    ).json()["ok"]
    assert rpc(as_ada, "credit_balance").json()["promotional"] == 0
    # Neither side ever reads of the other, whichever way it asks.
    for client, stranger in ((as_ada, ben), (as_ben, ada)):
        for path in ("/user_profile", "/referral_credits", "/user_discounts", "/ai_usage"):
            assert str(stranger) not in client.get(path).text
        assert str(stranger) not in rpc(client, "my_entitlements").text + used.text + again.text


def test_codes_not_found_are_equal_to_the_byte(api: Any, conn: Any) -> None:
    """4.5.1, 4.5.7: unknown, malformed, of an erased owner; headers too, and each counts."""
    erased, given_up = sign_up(conn), sign_up(conn)
    codes = [code_of(api, user) for user in (erased, given_up)]
    # The claim may outlive the account or not.
    conn.execute(
        "update public.user_profile set erased_at = now(), referral_code = null where user_id = any(%s)",
        [[erased, given_up]],
    )
    conn.execute("delete from private.referral_code_claims where user_id = %s", [given_up])
    seen = set()
    for code in ["NOSUCHCODE", "?", "", "x" * 200, *codes]:
        user = uuid4()
        response = rpc(api("authenticated", user), "use_referral_code", p_code=code)
        headers = {k: v for k, v in response.headers.items() if k != "date"}
        seen.add((response.status_code, response.content, str(headers)))
        assert attempts(conn, user) == 1
    assert len(seen) == 1
    assert next(iter(seen))[0] == 404


def test_the_eleventh_guess_has_to_wait(api: Any, conn: Any) -> None:
    """4.5.7: failed look-ups are counted though the call is refused, a user and an address; a right code waits too."""
    user, code = uuid4(), code_of(api, sign_up(conn))
    client = api("authenticated", user)
    before = addresses(conn)
    for n in range(10):
        assert rpc(client, "use_referral_code", p_code=f"WRONG{n}", address="192.0.2.1").status_code == 404
    refused = rpc(client, "use_referral_code", p_code=code, address="192.0.2.1")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert refused.headers["Retry-After"] == str(json.loads(refused.json()["details"])["retry_after"])
    assert attempts(conn, user) == 10
    assert addresses(conn) == before + 1
    # The address has twenty users' worth of them.
    assert rpc(api("authenticated", uuid4()), "use_referral_code", p_code=code, address="192.0.2.1").status_code == 200


def test_an_address_that_guesses_has_to_wait(api: Any, conn: Any) -> None:
    """4.5.7: whoever calls from there; here an address has one user's worth of attempts."""
    code = code_of(api, sign_up(conn))
    conn.execute("update private.settings set address_bucket_factor = 1")
    try:
        for n in range(10):
            client = api("authenticated", uuid4())
            assert rpc(client, "use_referral_code", p_code=f"WRONG{n}", address="192.0.2.2").status_code == 404
        refused = rpc(api("authenticated", uuid4()), "use_referral_code", p_code=code, address="192.0.2.2")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
        other = rpc(api("authenticated", uuid4()), "use_referral_code", p_code=code, address="192.0.2.3")
        assert other.status_code == 200
    finally:
        conn.execute("update private.settings set address_bucket_factor = default")


@pytest.mark.parametrize(
    "query",
    [
        "?pgrst_scalar->>ok=eq.true",
        "?or=(pgrst_scalar->>code.like.code_%5C)",
        "?select=pgrst_scalar->>message::int",
        "?order=pgrst_scalar->>code",
    ],
)
def test_tricks_on_the_answer_reveal_nothing(api: Any, conn: Any, query: str) -> None:
    """4.5.7: refused before any look-up, equally for a right and a wrong code."""
    code = code_of(api, sign_up(conn))
    good, bad = (rpc(api("authenticated", uuid4()), "use_referral_code", query, p_code=c) for c in (code, "WRONGCODE"))
    assert (good.status_code, good.content) == (bad.status_code, bad.content)
    assert good.status_code == 400


def test_get_is_405_before_any_look_up(api: Any, conn: Any) -> None:
    code = code_of(api, sign_up(conn))
    user = uuid4()
    for given in (code, "WRONGCODE", "x" * 300):
        response = api("authenticated", user).get("/rpc/use_referral_code", params={"p_code": given})
        assert response.status_code == 405
    assert api("authenticated", user).get("/rpc/my_referral_code").status_code == 405
    assert attempts(conn, user) == 0


def test_statuses_of_refusals(api: Any, conn: Any) -> None:
    """4.5.5: each refusal with its status."""
    ada, ben, old = sign_up(conn), sign_up(conn, 5), sign_up(conn, 30)
    codes = {user: code_of(api, user) for user in (ada, ben, old)}
    for user, code, status, refusal in [
        (ada, codes[ada], 422, "self_referral"),
        (ada, codes[ben], 422, "referral_not_allowed"),
        (old, codes[ada], 422, "referral_not_allowed"),
        (ben, codes[ada], 200, None),
        (ben, codes[old], 409, "already_referred"),
        (ben, None, 400, "PT400"),
        (ben, "x" * 201, 400, "PT400"),
    ]:
        response = rpc(api("authenticated", user), "use_referral_code", p_code=code)
        assert (response.status_code, response.json().get("code")) == (status, refusal)
    anonymous = rpc(api("authenticated", uuid4(), is_anonymous=True), "my_referral_code")
    assert (anonymous.status_code, anonymous.json()["code"]) == (403, "anonymous_account")


def test_who_may_grant_rewards(api: Any, conn: Any) -> None:
    """Section 4: grant_referral_reward is the service's and administrators'."""
    admin, referee = uuid4(), sign_up(conn)
    conn.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [admin])
    arguments = {"p_referee_id": str(referee), "p_transaction": payment("pi_9")}
    for client, status in [
        (api(), 401),
        (api("authenticated", referee), 403),
        (api("service_role"), 404),
        (api("dochub_admin", admin), 404),
    ]:
        assert rpc(client, "grant_referral_reward", **arguments).status_code == status
    assert rpc(api(), "my_referral_code").status_code == 401
    assert rpc(api(), "use_referral_code", p_code="WRONGCODE").status_code == 401
    assert rpc(api("service_role"), "grant_referral_reward", **(arguments | {"p_transaction": []})).status_code == 400
