"""4.3.3: every type that Apple and Google publish maps to a store-neutral one, by `private.store_event_types`."""

import json
from typing import Any
from uuid import uuid4

NOTHING = None  # published, and nothing is to be done about it

# App Store Server Notifications V2: notificationType and subtype, as far as it could be read.
APPLE = {
    ("SUBSCRIBED", "INITIAL_BUY"): "started",
    ("SUBSCRIBED", "RESUBSCRIBE"): "started",
    ("DID_RENEW", ""): "renewed",
    ("DID_RENEW", "BILLING_RECOVERY"): "recovered",
    ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_DISABLED"): "canceled",
    ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_ENABLED"): "uncanceled",
    ("DID_CHANGE_RENEWAL_PREF", "UPGRADE"): "product_changed",
    ("DID_CHANGE_RENEWAL_PREF", "DOWNGRADE"): "product_changed",
    ("DID_CHANGE_RENEWAL_PREF", ""): "product_changed",
    ("DID_FAIL_TO_RENEW", "GRACE_PERIOD"): "grace",
    ("DID_FAIL_TO_RENEW", ""): "billing_retry",
    ("GRACE_PERIOD_EXPIRED", ""): "billing_retry",
    ("EXPIRED", "VOLUNTARY"): "expired",
    ("EXPIRED", "BILLING_RETRY"): "expired",
    ("EXPIRED", "PRICE_INCREASE"): "expired",
    ("EXPIRED", "PRODUCT_NOT_FOR_SALE"): "expired",
    ("EXPIRED", ""): "expired",
    ("OFFER_REDEEMED", "INITIAL_BUY"): "started",
    ("OFFER_REDEEMED", "RESUBSCRIBE"): "started",
    ("OFFER_REDEEMED", "UPGRADE"): "product_changed",
    ("OFFER_REDEEMED", "DOWNGRADE"): "product_changed",
    ("OFFER_REDEEMED", ""): "price_changed",
    ("PRICE_INCREASE", "PENDING"): "price_changed",
    ("PRICE_INCREASE", "ACCEPTED"): "price_changed",
    ("PRICE_CHANGE", ""): "price_changed",
    ("RENEWAL_EXTENDED", ""): "extended",
    ("RENEWAL_EXTENSION", "SUMMARY"): NOTHING,
    ("RENEWAL_EXTENSION", "FAILURE"): NOTHING,
    ("REFUND", ""): "refunded",
    ("REFUND_REVERSED", ""): "refund_reversed",
    ("REFUND_DECLINED", ""): NOTHING,
    ("REVOKE", ""): "revoked",
    ("ONE_TIME_CHARGE", ""): "started",
    ("CONSUMPTION_REQUEST", ""): NOTHING,
    ("EXTERNAL_PURCHASE_TOKEN", "CREATED"): NOTHING,
    ("EXTERNAL_PURCHASE_TOKEN", "ACTIVE_TOKEN_REMINDER"): NOTHING,
    ("EXTERNAL_PURCHASE_TOKEN", "UNREPORTED"): NOTHING,
    ("METADATA_UPDATE", ""): NOTHING,
    ("MIGRATION", ""): NOTHING,
    ("RESCIND_CONSENT", ""): NOTHING,
    ("TEST", ""): "test",
}

# Google real-time developer notifications: the member, its notificationType, its name, as far as it could be read.
GOOGLE = {
    ("subscriptionNotification", 1, "SUBSCRIPTION_RECOVERED"): "recovered",
    ("subscriptionNotification", 2, "SUBSCRIPTION_RENEWED"): "renewed",
    ("subscriptionNotification", 3, "SUBSCRIPTION_CANCELED"): "canceled",
    ("subscriptionNotification", 4, "SUBSCRIPTION_PURCHASED"): "started",
    ("subscriptionNotification", 5, "SUBSCRIPTION_ON_HOLD"): "billing_retry",
    ("subscriptionNotification", 6, "SUBSCRIPTION_IN_GRACE_PERIOD"): "grace",
    ("subscriptionNotification", 7, "SUBSCRIPTION_RESTARTED"): "uncanceled",
    ("subscriptionNotification", 8, "SUBSCRIPTION_PRICE_CHANGE_CONFIRMED"): "price_changed",
    ("subscriptionNotification", 9, "SUBSCRIPTION_DEFERRED"): "extended",
    ("subscriptionNotification", 10, "SUBSCRIPTION_PAUSED"): "paused",
    ("subscriptionNotification", 11, "SUBSCRIPTION_PAUSE_SCHEDULE_CHANGED"): NOTHING,
    ("subscriptionNotification", 12, "SUBSCRIPTION_REVOKED"): "revoked",
    ("subscriptionNotification", 13, "SUBSCRIPTION_EXPIRED"): "expired",
    ("subscriptionNotification", 17, "SUBSCRIPTION_ITEMS_CHANGED"): "product_changed",
    ("subscriptionNotification", 18, "SUBSCRIPTION_CANCELLATION_SCHEDULED"): "canceled",
    ("subscriptionNotification", 19, "SUBSCRIPTION_PRICE_CHANGE_UPDATED"): "price_changed",
    ("subscriptionNotification", 20, "SUBSCRIPTION_PENDING_PURCHASE_CANCELED"): NOTHING,
    ("subscriptionNotification", 22, "SUBSCRIPTION_PRICE_STEP_UP_CONSENT_UPDATED"): "price_changed",
    ("oneTimeProductNotification", 1, "ONE_TIME_PRODUCT_PURCHASED"): "started",
    ("oneTimeProductNotification", 2, "ONE_TIME_PRODUCT_CANCELED"): NOTHING,
    ("voidedPurchaseNotification", None, "VOIDED_PURCHASE"): "refunded",
    ("pendingRefundReviewNotification", None, "PENDING_REFUND_REVIEW"): NOTHING,
    ("testNotification", None, "TEST_NOTIFICATION"): "test",
}

# A type without the subtype that it is published with still says enough.
LENIENT = {("SUBSCRIBED", ""), ("EXTERNAL_PURCHASE_TOKEN", "")}


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
    wanted = {n: expected(mapped, ".".join(n).rstrip(".")) for n, mapped in APPLE.items()}
    assert {n: taken(db, "apple", {"type": n[0], "subtype": n[1] or None}) for n in APPLE} == wanted


def test_google(db: Any) -> None:
    """By its name, as it comes (member and number), and a subscription's by its number alone."""
    for (message, number, name), mapped in GOOGLE.items():
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
    assert {k: v for k, v in apple.items() if k not in LENIENT} == APPLE
    assert google == GOOGLE
    assert len(rows) == len(apple) + len(google)
    assert {e for *_, e in rows if e} == {
        "started", "renewed", "recovered", "canceled", "uncanceled", "grace", "billing_retry", "paused",
        "product_changed", "price_changed", "extended", "expired", "refunded", "revoked", "refund_reversed", "test",
    }  # fmt: skip


def test_an_unknown_type_is_kept_and_ignored(db: Any) -> None:
    for store, native in [
        ("apple", {"type": "OF_TOMORROW"}),
        ("apple", {"type": "DID_RENEW", "subtype": "OF_TOMORROW"}),
        ("google", {"type": "SUBSCRIPTION_OF_TOMORROW"}),
        ("google", {"type": "subscriptionNotification", "subtype": 99}),
        ("google", {"type": 99}),
        ("stripe", {"type": "DID_RENEW"}),
    ]:
        assert taken(db, store, native)[1] == "ignored", native
