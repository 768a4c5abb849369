"""Entitlement through real PostgREST."""

from typing import Any
from uuid import uuid4

import psycopg


def test_computed_fields_of_a_subscription(api: Any, postgrest: Any) -> None:
    """4.3.7: state and entitled are evaluated on read."""
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
    answer = client.post("/rpc/my_entitlements").json()
    assert (answer["plan"], answer["state"], answer["source"]) == ("premium", "active", "apple")
    assert client.post("/rpc/credit_balance").json()["weekly_allowance"] == 30
