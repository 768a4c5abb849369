"""4.3 through PostgREST."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest


def event(user: Any, **more: Any) -> dict[str, Any]:
    return {
        "store": "apple",
        "environment": "production",
        "notification_id": str(uuid4()),
        "native": {"type": "SUBSCRIBED", "subtype": "INITIAL_BUY"},
        "occurred_at": "2026-01-01T00:00:00Z",
        "user_id": str(user),
        "transaction": {
            "transaction_id": str(uuid4()),
            "product_id": "dochub.premium.monthly",
            "expires_at": "2090-01-01T00:00:00Z",
        },
    } | more


@pytest.fixture
def user(postgrest: Any) -> Any:
    user = uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id) values (%s)", [user])
    return user


def apply(api: Any, body: Any, role: str = "service_role") -> Any:
    return api(role, uuid4() if role == "authenticated" else None).post(
        "/rpc/apply_store_event", json={"p_event": body}
    )


def test_an_event_is_seen_at_once(api: Any, user: Any) -> None:
    """The user's entitlements, credits, subscription and handshake show it with the next request."""
    client = api("authenticated", user)
    before = client.post("/rpc/handshake", json={"p_request": {"schema": 1}}).json()
    answer = apply(api, event(user))
    assert (answer.status_code, answer.json()["disposition"], answer.json()["entitled"]) == (200, "applied", True)
    assert client.get("/rpc/my_entitlements").json()["plan"] == "premium"
    assert client.get("/rpc/credit_balance").json()["weekly_allowance"] == 30
    [row] = client.get("/subscriptions", params={"select": "*,state,entitled"}).json()
    assert (row["state"], row["entitled"]) == ("active", True)
    after = client.post("/rpc/handshake", json={"p_request": {"schema": 1, "cookie": before["cookie"]}}).json()
    assert after["entitlements"]["plan"] == "premium"
    explained = api("service_role").get("/rpc/explain_entitlement", params={"p_user_id": str(user)}).json()
    assert explained["deciding"]["store"] == "apple"


def test_refusals_and_misuse(api: Any, user: Any, postgrest: Any) -> None:
    """4.3.1: 409 for a purchase of somebody else and for another account's token; 400 for what is no event."""
    first = event(user)
    assert apply(api, first).status_code == 200
    other = uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id) values (%s)", [other])
    waits = apply(api, first | {"user_id": str(other), "notification_id": "another"})
    assert (waits.status_code, waits.json()["disposition"]) == (200, "orphan"), "a second account of a subscription"
    pack = {"transaction_id": "pack", "product_id": "dochub.credits.10"}
    assert apply(api, event(user, transaction=pack)).status_code == 200
    taken = apply(api, event(other, transaction=pack))
    assert (taken.status_code, taken.json()["code"]) == (409, "receipt_already_in_use")
    mismatch = apply(api, first | {"account_token": str(other)})
    assert (mismatch.status_code, mismatch.json()["code"]) == (409, "account_token_mismatch")
    assert apply(api, {"store": "apple"}).status_code == 400
    assert api("service_role").get("/rpc/explain_entitlement", params={"p_user_id": str(uuid4())}).status_code == 404


def test_unknown_and_repeated_are_200(api: Any, user: Any) -> None:
    """4.3.3, 4.3.5: a store retries anything else for days; what could not be applied is judged again."""
    odd = event(user, native={"type": "OF_TOMORROW"})
    assert [apply(api, odd).json()["disposition"] for _ in range(2)] == ["ignored", "ignored"]
    assert apply(api, odd).status_code == 200
    known = event(user)
    assert [apply(api, known).json()["disposition"] for _ in range(2)] == ["applied", "duplicate"]


@pytest.mark.parametrize("role", ["authenticated", "dochub_admin"])
def test_only_the_service_delivers_events(api: Any, user: Any, role: str) -> None:
    assert apply(api, event(user), role).status_code == 403


def test_who_may_ask_why(api: Any, user: Any) -> None:
    assert api("authenticated", user).get("/rpc/explain_entitlement").status_code == 403
    assert api().get("/rpc/explain_entitlement").status_code == 401


def test_get_is_405(api: Any) -> None:
    assert api("service_role").get("/rpc/apply_store_event", params={"p_event": "{}"}).status_code == 405


def test_staff_see_what_waits_replay_it_and_hand_subscriptions_on(api: Any, user: Any, postgrest: Any) -> None:
    """4.3.1, 4.3.5: as administrator and as service; nobody else."""
    admin, other = uuid4(), uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "insert into public.user_profile (user_id, role) values (%s, 'admin'), (%s, 'user')", [admin, other]
        )
    first, second = event(user), event(other)
    second["transaction"] = first["transaction"]
    assert [apply(api, e).json()["disposition"] for e in (first, second)] == ["applied", "orphan"]
    staff = api("dochub_admin", admin)
    report = staff.post(
        "/rpc/store_inbox_report", json={"p_filter": {"waits_for": ["right"], "account": str(other)}}
    ).json()
    assert [e["notification_id"] for e in report["events"]] == [second["notification_id"]]
    replayed = api("service_role").post("/rpc/replay_store_events", json={"p_filter": {"account": str(other)}}).json()
    assert replayed == {"ok": True, "judged": 1, "dispositions": {"orphan": 1}, "left": 1, "cursor": None}
    receipt = {k: first[k] for k in ("store", "environment")} | {
        "transaction_id": first["transaction"]["transaction_id"]
    }
    body = {"p_from": str(user), "p_to": str(other), "p_receipt": receipt}
    assert api("authenticated", user).post("/rpc/transfer_subscription", json=body).status_code == 403
    moved = staff.post("/rpc/transfer_subscription", json=body)
    assert (moved.status_code, moved.json()["state"], moved.json()["entitled"]) == (200, "active", True)
    assert api("authenticated", other).get("/rpc/my_entitlements").json()["plan"] == "premium"
    gone = staff.post("/rpc/transfer_subscription", json=body | {"p_to": str(uuid4())})
    assert (gone.status_code, gone.json()["code"]) == (404, "user_not_found")


def test_an_event_before_its_sign_up(api: Any) -> None:
    """4.3.5: what was bought before the account was made is there after the first sign-in."""
    early = uuid4()
    assert apply(api, event(early)).json()["disposition"] == "orphan"
    client = api("authenticated", early)
    assert client.post("/rpc/ensure_profile", json={}).status_code == 200
    assert client.get("/rpc/my_entitlements").json()["plan"] == "premium"
