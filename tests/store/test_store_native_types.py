"""4.3.3: every type that Apple and Google publish maps to a store-neutral one, by `private.store_event_types`."""

import json
from typing import Any
from uuid import uuid4

from stores import APPLE_LENIENT, APPLE_TYPES, GOOGLE_TYPES


def taken(db: Any, store: str, native: dict[str, Any]) -> tuple[str, str]:
    """The type and the disposition under which a notification is kept, for a user of its own who has a subscription."""
    user, original = uuid4(), str(uuid4())
    facts = {
        "transaction_id": original,
        "product_id": "dochub.premium.monthly",
        "purchased_at": "2026-03-01T00:00:00Z",
        "expires_at": "2026-04-01T00:00:00Z",
    }
    event = {
        "store": store,
        "environment": "production",
        "notification_id": str(uuid4()),
        "native": native,
        "occurred_at": "2026-03-01T00:00:00Z",
        "user_id": str(user),
        "transaction": facts,
    }
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    answer = db.execute("select private.apply_store_event(%s, '2026-03-02Z')", [json.dumps(event)]).fetchone()[0]
    [kept] = db.execute(
        "select event_type from private.store_inbox where notification_id = %s", [event["notification_id"]]
    ).fetchone()
    return kept, answer["disposition"]


def expected(mapped: str | None, name: str) -> tuple[str, str]:
    return (mapped or name, "applied" if mapped and mapped != "test" else "ignored")


def test_apple(db: Any) -> None:
    wanted = {n: expected(mapped, ".".join(n).rstrip(".")) for n, mapped in APPLE_TYPES.items()}
    assert {n: taken(db, "apple", {"type": n[0], "subtype": n[1] or None}) for n in APPLE_TYPES} == wanted


def test_a_new_subtype_counts_as_its_type(db: Any) -> None:
    plain = {kind: mapped for (kind, subtype), mapped in (APPLE_TYPES | APPLE_LENIENT).items() if not subtype}
    wanted = {kind: expected(mapped, f"{kind}.OF_TOMORROW") for kind, mapped in plain.items()}
    assert {kind: taken(db, "apple", {"type": kind, "subtype": "OF_TOMORROW"}) for kind in plain} == wanted
    assert {kind for kind, _ in APPLE_TYPES} == set(plain)


def test_google(db: Any) -> None:
    """By its name, as it comes (member and number), and a subscription's by its number alone."""
    for (message, number, name), mapped in GOOGLE_TYPES.items():
        assert taken(db, "google", {"type": name}) == expected(mapped, name)
        by_number = expected(mapped, f"{message}.{number}" if number else message)
        assert taken(db, "google", {"type": message, "subtype": number}) == by_number
        if message == "subscriptionNotification":
            assert taken(db, "google", {"type": number}) == expected(mapped, str(number))


def test_the_table_is_the_published_lists(db: Any) -> None:
    columns = "store, native_type, native_subtype, message, native_code, event_type"
    rows = db.execute(f"select {columns} from private.store_event_types").fetchall()
    apple = {(t, s): e for store, t, s, _, _, e in rows if store == "apple"}
    google = {(m, c, t): e for store, t, _, m, c, e in rows if store == "google"}
    assert apple == APPLE_TYPES | APPLE_LENIENT
    assert google == GOOGLE_TYPES
    assert {e for *_, e in rows if e} == {
        "started", "renewed", "recovered", "canceled", "uncanceled", "grace", "billing_retry", "paused", "product_changed",
        "price_changed", "extended", "expired", "refunded", "revoked", "refund_reversed", "snapshot", "test",
    }  # fmt: skip


def test_an_unknown_type_is_kept_and_ignored(db: Any) -> None:
    for store, native in [
        ("apple", {"type": "OF_TOMORROW"}),
        ("google", {"type": "SUBSCRIPTION_OF_TOMORROW"}),
        ("google", {"type": "subscriptionNotification", "subtype": 99}),
        ("google", {"type": 99}),
        ("stripe", {"type": "DID_RENEW"}),
    ]:
        assert taken(db, store, native)[1] == "ignored", native
