"""Credits through real PostgREST, with requests as supabase-js sends them."""

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
    assert refused.json()["details"]["available"] == 1
    mismatch = rpc(user, "deduct_credits", p_amount=1, p_idempotency_key="job-00001")
    assert (mismatch.status_code, mismatch.json()["details"]) == (409, {"field": "p_amount"})
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


def test_computed_fields_of_a_subscription(api: Any, postgrest: Any) -> None:
    """4.3.7: state and entitled are evaluated on read."""
    import psycopg

    user = uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id) values (%s)", [user])
        conn.execute(
            """
            insert into private.store_transactions (
              user_id, store, environment, transaction_id, original_transaction_id, product_id, plan,
              purchased_at, expires_at, recorded_at)
            values (%s, 'apple', 'production', 't-1', 't-1', 'dochub.premium.monthly', 'premium',
              now() - interval '1 day', now() + interval '1 day', now())
            """,
            [user],
        )
        conn.execute("select private.fold_subscription(%s)", [user])
    client = api("authenticated", user)
    [row] = client.get("/subscriptions", params={"select": "*,state,entitled"}).json()
    assert (row["plan"], row["state"], row["entitled"]) == ("premium", "active", True)
    answer = rpc(client, "my_entitlements").json()
    assert (answer["plan"], answer["state"], answer["source"]) == ("premium", "active", "apple")
    assert rpc(client, "credit_balance").json()["weekly_allowance"] == 30
