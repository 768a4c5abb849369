"""Receipts and refunds of credits through real PostgREST."""

from typing import Any
from uuid import uuid4

import psycopg

PURCHASE = {"store": "apple", "environment": "production", "product_id": "dochub.credits.50"}
REFUND = {"store": "apple", "environment": "production", "kind": "refund"}


def rpc(client: Any, function: str, **arguments: Any) -> Any:
    return client.post(f"/rpc/{function}", json=arguments, headers={"Prefer": "return=representation"})


def test_each_refusal_of_purchases_has_its_status(api: Any) -> None:
    """4.2.7, 4.3.1 over HTTP."""
    ada, eve, service = str(uuid4()), str(uuid4()), api("service_role")
    for user in (ada, eve):
        rpc(api("authenticated", user), "ensure_profile")

    def buy(user: str, transaction: str, **more: Any) -> tuple[int, Any]:
        purchase = PURCHASE | {"transaction_id": transaction} | more
        response = rpc(service, "record_credit_purchase", p_user_id=user, p_purchase=purchase)
        return response.status_code, response.json().get("code", response.json())

    def refund(**more: Any) -> tuple[int, Any]:
        response = rpc(service, "refund_credit_purchase", p_refund=REFUND | more)
        return response.status_code, response.json().get("code", response.json())

    assert refund(transaction_id="http-1", notification_id="n-1", percentage=40)[1]["disposition"] == "waiting"
    status, first = buy(ada, "http-1")
    assert (status, first["credits"], first["balance"]["bank"]) == (200, 50, 30)
    assert buy(ada, "http-1") == (200, first | {"replayed": True})
    assert buy(eve, "http-1") == (409, "receipt_already_in_use")
    assert buy(eve, "http-2", account_token=ada) == (409, "account_token_mismatch")
    assert buy(eve, "http-2", product_id="gold") == (422, "unknown_product")
    assert buy(eve, "http-2", quantity=0) == (400, "PT400")
    assert buy(str(uuid4()), "http-2") == (404, "user_not_found")
    assert refund(transaction_id="http-1", notification_id="n-1", percentage=50) == (409, "idempotency_mismatch")
    assert refund(transaction_id="http-1", notification_id="n-1", percentage=40)[1]["disposition"] == "applied"
    assert refund(transaction_id="http-1", notification_id="n-2", percentage=101) == (400, "PT400")
    assert buy(ada, "", token="http-token")[1]["transaction_id"].startswith("token:")
    assert refund(transaction_id="http-1", token="http-token", notification_id="n-3") == (409, "receipts_differ")
    mismatch = rpc(service, "adjust_credits", p_user_id=eve, p_amount=-1, p_idempotency_key="adjust-0001")
    assert (mismatch.status_code, mismatch.json()["code"]) == (402, "insufficient_credits")
    assert (
        rpc(service, "adjust_credits", p_user_id=eve, p_amount=-(2**31), p_idempotency_key="adjust-2").status_code
        == 400
    )


def test_a_refund_of_another_kind_of_purchase_is_422(api: Any, postgrest: Any) -> None:
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "insert into private.receipt_claims values ('apple', 'production', 'http-course', %s, 'course', 'http-course', now())",
            [uuid4()],
        )
    told = REFUND | {"transaction_id": "http-course", "notification_id": "n-course"}
    response = rpc(api("service_role"), "refund_credit_purchase", p_refund=told)
    assert (response.status_code, response.json()["code"]) == (422, "unknown_purchase")
