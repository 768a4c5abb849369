"""Credits through real PostgREST, with requests as supabase-js sends them."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest

WRITERS = ["deduct_credits", "ensure_profile"]


def rpc(client: Any, function: str, **arguments: Any) -> Any:
    return client.post(f"/rpc/{function}", json=arguments, headers={"Prefer": "return=representation"})


def test_a_user_spends_to_the_refusal(api: Any) -> None:
    user = api("authenticated", uuid4())
    assert rpc(user, "ensure_profile", p_profile={"first_name": "Ada", "time_zone": "Europe/London"}).json()["ok"]
    first = rpc(user, "deduct_credits", p_amount=2, p_idempotency_key="job-00001")
    assert (first.status_code, first.json()["split"]) == (200, {"weekly": 2, "promotional": 0, "bank": 0})
    again = rpc(user, "deduct_credits", p_amount=2, p_idempotency_key="job-00001")
    assert again.json() == first.json() | {"replayed": True}
    refused = rpc(user, "deduct_credits", p_amount=2, p_idempotency_key="job-00002")
    assert (refused.status_code, refused.json()["code"]) == (402, "insufficient_credits")
    assert json.loads(refused.json()["details"])["available"] == 1
    mismatch = rpc(user, "deduct_credits", p_amount=1, p_idempotency_key="job-00001")
    assert (mismatch.status_code, json.loads(mismatch.json()["details"])) == (409, {"field": "p_amount"})
    balance = user.get("/rpc/credit_balance")
    assert (balance.status_code, balance.json()["available"]) == (200, 1)


@pytest.mark.parametrize("amount", [0, -1, 1_000_001, None])
def test_absurd_amounts_are_misuse(api: Any, amount: Any) -> None:
    response = rpc(api("authenticated", uuid4()), "deduct_credits", p_amount=amount, p_idempotency_key="job-00001")
    assert (response.status_code, response.json()["message"]) == (400, "p_amount must be an integer from 1 to 1000000")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"p_amount": "many", "p_idempotency_key": "job-00001"}',
        '{"p_amount": 1e30, "p_idempotency_key": "job-00001"}',
    ],
)
def test_malformed_bodies_are_400_or_404(api: Any, body: str) -> None:
    response = api("authenticated", uuid4()).post(
        "/rpc/deduct_credits", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (400, 404)
    assert response.json()["message"]


def test_a_megabyte_is_refused(api: Any) -> None:
    user = api("authenticated", uuid4())
    assert rpc(user, "deduct_credits", p_amount=1, p_idempotency_key="x" * 1_000_000).status_code == 400
    assert rpc(user, "ensure_profile", p_profile={"first_name": "x" * 1_000_000}).status_code == 400
    assert rpc(user, "ensure_profile", p_profile={"x" * 1_000_000: 1}).status_code == 400


@pytest.mark.parametrize("function", WRITERS)
def test_get_on_a_writer_is_405_before_any_look_up(api: Any, function: str) -> None:
    user = uuid4()
    arguments = {"p_amount": 1, "p_idempotency_key": "job-00001"} if function == "deduct_credits" else {}
    response = api("authenticated", user).get(f"/rpc/{function}", params=arguments)
    assert response.status_code == 405


def test_another_users_credits(api: Any) -> None:
    """Only service_role and dochub_admin may name somebody else."""
    ada, eve = uuid4(), uuid4()
    rpc(api("authenticated", ada), "ensure_profile")
    for function, arguments in [
        ("credit_balance", {}),
        ("deduct_credits", {"p_amount": 1, "p_idempotency_key": "job-00001"}),
    ]:
        response = rpc(api("authenticated", eve), function, p_user_id=str(ada), **arguments)
        assert (response.status_code, response.json()["code"]) == (403, "42501"), function
    service = api("service_role")
    assert rpc(service, "deduct_credits", p_amount=1, p_idempotency_key="job-00001", p_user_id=str(ada)).json()["ok"]
    assert rpc(service, "deduct_credits", p_amount=1, p_idempotency_key="job-00001").status_code == 400
    unknown = rpc(service, "credit_balance", p_user_id=str(uuid4()))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "user_not_found")


@pytest.mark.parametrize("function", ["credit_balance", "deduct_credits", "my_entitlements", "ensure_profile"])
def test_anon_gets_401_in_whatever_order_callers_come(api: Any, function: str) -> None:
    """PLATFORM: a plan that an allowed role cached must not serve anon."""
    arguments = {"p_amount": 1, "p_idempotency_key": "job-00001"} if function == "deduct_credits" else {}
    anon, user = api(), api("authenticated", uuid4())
    for _ in range(2):
        assert rpc(anon, function, **arguments).status_code == 401
        for _ in range(12):  # more often than the pool has connections
            assert rpc(user, function, **arguments).status_code == 200
        for _ in range(12):
            assert rpc(anon, function, **arguments).status_code == 401


def test_a_token_without_sub_is_nobody(api: Any) -> None:
    response = rpc(api("authenticated"), "credit_balance")
    assert response.status_code == 403


PURCHASE = {"store": "apple", "environment": "production", "product_id": "dochub.credits.50"}
REFUND = {"store": "apple", "environment": "production", "kind": "refund"}
SERVICE_CALLS: dict[str, dict[str, Any]] = {
    "reserve_credits": {"p_amount": 1, "p_idempotency_key": "job-00001"},
    "commit_credits": {"p_hold_id": str(uuid4()), "p_amount": 1},
    "release_credits": {"p_hold_id": str(uuid4()), "p_reason": "failed"},
    "adjust_credits": {"p_amount": 1, "p_idempotency_key": "job-00001"},
    "record_credit_purchase": {"p_purchase": PURCHASE | {"transaction_id": "http-0"}},
    "refund_credit_purchase": {"p_refund": REFUND | {"transaction_id": "http-0", "notification_id": "http-0"}},
}


@pytest.mark.parametrize("function", SERVICE_CALLS)
def test_money_is_the_services(api: Any, function: str) -> None:
    """4.2: these are for the service (adjust_credits for admins too); nobody may give himself credits."""
    user = uuid4()
    client = api("authenticated", user)
    assert rpc(client, "ensure_profile").json()["ok"]
    arguments = SERVICE_CALLS[function] | ({} if function == "refund_credit_purchase" else {"p_user_id": str(user)})
    for _ in range(2):  # PLATFORM: also after the service's call has put a plan in the cache
        refused = rpc(client, function, **arguments)
        assert (refused.status_code, refused.json()["code"]) == (403, "42501")
        assert rpc(api(), function, **arguments).status_code == 401
        for _ in range(6):
            assert rpc(api("service_role"), function, **arguments).status_code in (200, 404)
    assert api("service_role").get(f"/rpc/{function}", params={"p_user_id": str(user)}).status_code in (404, 405)


def test_a_get_on_the_services_functions_is_405(api: Any) -> None:
    service, user = api("service_role"), str(uuid4())
    for function, arguments in SERVICE_CALLS.items():
        scalars = {name: value for name, value in arguments.items() if not isinstance(value, dict)}
        if scalars:
            assert service.get(f"/rpc/{function}", params=scalars | {"p_user_id": user}).status_code == 405, function


def test_each_refusal_of_holds_has_its_status(api: Any) -> None:
    """4.2.5 over HTTP."""
    user, service = str(uuid4()), api("service_role")
    rpc(api("authenticated", user), "ensure_profile")
    rpc(service, "adjust_credits", p_user_id=user, p_amount=10, p_idempotency_key="start-0001")

    def call(function: str, **arguments: Any) -> tuple[int, Any]:
        response = rpc(service, function, p_user_id=user, **arguments)
        return response.status_code, response.json().get("code", response.json())

    def hold(key: str, **more: Any) -> str:
        status, answer = call("reserve_credits", p_amount=4, p_idempotency_key=key, **more)
        assert (status, answer["ok"]) == (200, True)
        return str(answer["hold_id"])

    committed, released, expired = hold("hold-0001"), hold("hold-0002"), hold("hold-0003", p_ttl="1 second")
    assert call("reserve_credits", p_amount=2, p_idempotency_key="hold-0004") == (402, "insufficient_credits")
    assert call("reserve_credits", p_amount=5, p_idempotency_key="hold-0001") == (409, "idempotency_mismatch")
    assert call("commit_credits", p_hold_id=committed, p_amount=5) == (422, "exceeds_reservation")
    assert call("commit_credits", p_hold_id=committed, p_amount=1)[1]["returned"] == 3
    assert call("commit_credits", p_hold_id=committed, p_amount=1)[1]["replayed"]
    assert call("commit_credits", p_hold_id=committed, p_amount=2) == (409, "already_committed")
    assert call("release_credits", p_hold_id=released, p_reason="canceled")[1]["returned"] == 4
    assert call("commit_credits", p_hold_id=released, p_amount=1) == (409, "already_released")
    assert call("commit_credits", p_hold_id=str(uuid4()), p_amount=1) == (404, "hold_not_found")
    assert call("release_credits", p_hold_id=committed, p_reason="because") == (400, "PT400")
    assert call("reserve_credits", p_amount=1, p_idempotency_key="hold-0005", p_ttl="2 days") == (400, "PT400")
    time.sleep(1.1)
    assert call("commit_credits", p_hold_id=expired, p_amount=1) == (409, "reservation_expired")
    balance = rpc(service, "credit_balance", p_user_id=user).json()
    assert (balance["held"], balance["available"]) == (0, 12)
