"""4.3.10: what Apple, Google and Stripe hand over, mapped to the neutral form, fact by fact."""

import json
from typing import Any

import psycopg
import pytest

from stores import (
    APPLE_LENIENT,
    APPLE_TYPES,
    DAY0,
    GOOGLE_TYPES,
    PERSONAL,
    apple,
    apple_renewal,
    apple_transaction,
    day,
    google,
    google_line,
    google_product,
    google_product_resource,
    google_resource,
    google_subscription,
    google_void,
    ms,
    rfc,
    stripe,
    stripe_charge,
    stripe_dispute,
    stripe_invoice,
    stripe_item,
    stripe_line,
    stripe_refund,
    stripe_session,
    stripe_subscription,
)

USER = "a0000000-0000-4000-8000-000000000001"
ORDER = "GPA.3372-4648-2847-57309"


@pytest.fixture
def mapped(db: Any) -> Any:
    """The event (of Stripe: the events) that a store's notification comes to."""

    def mapped(store: str, *arguments: Any) -> Any:
        name = {"apple": "apple_event", "google": "google_event", "stripe": "stripe_events"}[store]
        if store == "google" and len(arguments) == 1:
            arguments = (*arguments, None)
        values = [None if a is None else json.dumps(a) for a in arguments]
        places = ", ".join(["%s"] * len(values))
        with db.transaction():
            db.execute("set local time zone 'Asia/Kathmandu'")  # no answer depends on it
            return db.execute(f"select private.{name}({places})", values).fetchone()[0]

    return mapped


def refused(db: Any, function: str, *arguments: Any) -> str:
    with pytest.raises(psycopg.Error) as raised:
        db.execute(
            f"select private.{function}({', '.join(['%s'] * len(arguments))})", [json.dumps(a) for a in arguments]
        )
    assert raised.value.sqlstate == "PT400"
    return str(raised.value.diag.message_primary)


def test_apple(mapped: Any, db: Any) -> None:
    """Milliseconds, thousandths, 0 and 1, Production."""
    notification = apple(
        "DID_FAIL_TO_RENEW",
        "GRACE_PERIOD",
        uuid="n-1",
        at=day(31),
        transaction=apple_transaction("2", "1", appAccountToken=USER.upper()),
        renewal=apple_renewal(
            "1", autoRenewProductId="dochub.premium.yearly", gracePeriodExpiresDate=ms(day(47)), expirationIntent=2
        ),
    )
    assert mapped("apple", notification) == {
        "store": "apple",
        "environment": "production",
        "notification_id": "n-1",
        "native": {"type": "DID_FAIL_TO_RENEW", "subtype": "GRACE_PERIOD"},
        "occurred_at": "2026-04-01T00:00:00.000Z",
        "account_token": USER.upper(),
        "transaction": {
            "transaction_id": "2",
            "original_transaction_id": "1",
            "product_id": "dochub.premium.monthly",
            "purchased_at": "2026-03-01T00:00:00.000Z",
            "expires_at": "2026-04-01T00:00:00.000Z",
            "grace_expires_at": "2026-04-17T00:00:00.000Z",
            "quantity": 1,
            "price_micros": 9990000,
            "currency": "EUR",
        },
        "renewal": {"will_renew": True, "pending_product_id": "dochub.premium.yearly", "cancel_reason": "2"},
    }
    for environment in ("Sandbox", "Xcode", "LocalTesting", "OfTomorrow"):
        assert mapped("apple", apple("TEST", uuid="n", environment=environment))["environment"] == "sandbox"
    encoded = apple("DID_RENEW", uuid="n")
    encoded["data"]["signedTransactionInfo"] = "eyJhbGciOi…"
    assert "decoded" in refused(db, "apple_event", encoded)
    assert "larger" in refused(db, "apple_event", apple("TEST", uuid="n") | {"padding": "x" * 65536})


def test_apple_gives_money_back(mapped: Any) -> None:
    """Thousandths of a percent; of several units so many as it comes to."""

    def given(**more: Any) -> Any:
        info = apple_transaction(
            "2", type="Consumable", expiresDate=None, revocationDate=ms(day(3)), revocationReason=0, **more
        )
        transaction = mapped("apple", apple("REFUND", uuid="n", transaction=info))["transaction"]
        assert transaction["revoked_at"] == "2026-03-04T00:00:00.000Z"
        return {key: transaction[key] for key in ("refund_percentage", "quantity") if key in transaction}

    assert given() == {}
    assert given(revocationType="REFUND_FULL", revocationPercentage=100000) == {"refund_percentage": 100}
    assert given(revocationType="REFUND_PRORATED", revocationPercentage=67932) == {"refund_percentage": 68}
    assert given(revocationType="REFUND_PRORATED", revocationPercentage=15) == {"refund_percentage": 1}
    assert given(quantity=3, revocationPercentage=33333) == {"quantity": 1}
    assert given(quantity=3, revocationPercentage=50000) == {"refund_percentage": 50}


def test_apple_of_no_transaction(mapped: Any) -> None:
    """Summaries, external purchase tokens, rescinded consent: kept by what they are."""
    outer = {"version": "2.0", "signedDate": ms(DAY0), "notificationUUID": "n"}
    summary = {"environment": "Production", "requestIdentifier": "r", "succeededCount": 5, "failedCount": 2}
    token = {"externalPurchaseId": "SANDBOX_b9b1", "tokenCreationDate": ms(DAY0), "appAppleId": 1}
    consent = {"environment": "Production", "signedAppTransactionInfo": {"appTransactionId": "7"}}
    for body, environment in [
        ({"notificationType": "RENEWAL_EXTENSION", "subtype": "SUMMARY", "summary": summary}, "production"),
        (
            {"notificationType": "EXTERNAL_PURCHASE_TOKEN", "subtype": "CREATED", "externalPurchaseToken": token},
            "sandbox",
        ),
        ({"notificationType": "RESCIND_CONSENT", "appData": consent}, "production"),
    ]:
        event = mapped("apple", outer | body)
        assert (event["environment"], event["transaction"], event["renewal"]) == (environment, {}, {})


def test_google_subscription(mapped: Any) -> None:
    """The resource says what is so; price from Money; false is left out by Google."""
    resource = google_resource(
        google_line(autoRenewingPlan={"recurringPrice": {"currencyCode": "JPY", "units": "1290"}}),
        state="CANCELED",
        canceledStateContext={
            "userInitiatedCancellation": {
                "cancelSurveyResult": {"reason": "CANCEL_SURVEY_REASON_OTHERS", "reasonUserInput": "because I am sad"}
            }
        },
        externalAccountIdentifiers={"obfuscatedExternalAccountId": USER},
        linkedPurchaseToken="raw-token-0",
    )
    assert mapped("google", google_subscription(3, at=day(5), message_id="m-1"), resource) == {
        "store": "google",
        "environment": "production",
        "notification_id": "m-1",
        "native": {"type": "subscriptionNotification", "subtype": 3},
        "occurred_at": "2026-03-06T00:00:00.000Z",
        "account_token": USER,
        "transaction": {
            "token": "raw-token-1",
            "linked_token": "raw-token-0",
            "transaction_id": ORDER,
            "product_id": "dochub.premium.monthly",
            "purchased_at": rfc(DAY0),
            "expires_at": rfc(day(31)),
            "price_micros": 1290000000,
            "currency": "JPY",
        },
        "renewal": {"will_renew": False, "cancel_reason": "userInitiatedCancellation"},
    }


def test_google_states(mapped: Any) -> None:
    """expiryTime is the end of what is paid, or of the grace period, or of neither; what is paid is what has an order."""

    def said(code: int, *lines: Any, **resource: Any) -> Any:
        event = mapped("google", google_subscription(code), google_resource(*lines, **resource))
        line = event.get("transaction")
        named = (
            {key: line.get(key) for key in ("transaction_id", "purchased_at", "expires_at", "grace_expires_at")}
            if line
            else None
        )
        return event["native"], named, event["renewal"]

    renewed = google_line(latestSuccessfulOrderId=f"{ORDER}..0")
    unpaid = {"latestOrderId": f"{ORDER}..1"}
    native, named, _ = said(2, renewed)
    assert native["subtype"] == 2
    assert named == {
        "transaction_id": f"{ORDER}..0",
        "purchased_at": None,
        "expires_at": rfc(day(31)),
        "grace_expires_at": None,
    }
    for code, native in [
        (6, {"type": "subscriptionNotification", "subtype": 6}),
        (2, {"type": "SUBSCRIPTION_IN_GRACE_PERIOD"}),  # A renewal that is looked up only when the next has failed.
    ]:
        assert said(code, renewed, state="IN_GRACE_PERIOD", **unpaid)[:2] == (
            native,
            {
                "transaction_id": f"{ORDER}..0",
                "purchased_at": None,
                "expires_at": None,
                "grace_expires_at": rfc(day(31)),
            },
        )
    # Without latestSuccessfulOrderId (before 2024) all that is known is the unpaid order.
    old = google_line(latestSuccessfulOrderId=None)
    assert said(6, old, state="IN_GRACE_PERIOD", **unpaid)[1]["transaction_id"] == f"{ORDER}..1"
    nothing = {"transaction_id": f"{ORDER}..0", "purchased_at": None, "expires_at": None, "grace_expires_at": None}
    assert said(5, renewed, state="ON_HOLD")[1] == nothing
    assert said(4, renewed, state="ON_HOLD")[0] == {"type": "SUBSCRIPTION_ON_HOLD"}
    native, named, renewal = said(10, renewed, state="PAUSED", pausedStateContext={"autoResumeTime": rfc(day(60))})
    assert (native["subtype"], named, renewal["resumes_at"]) == (10, nothing, rfc(day(60)))
    assert said(13, renewed, state="EXPIRED")[1] == nothing
    assert said(2, renewed, state="EXPIRED")[1]["expires_at"] == rfc(day(31))
    for state in ("PENDING", "PENDING_PURCHASE_CANCELED"):
        assert said(4, google_line(latestSuccessfulOrderId=None, expiryTime=None), state=state)[0] == {"type": state}


def test_google_line_items(mapped: Any) -> None:
    """Add-ons, deferred replacement, prepaid plans."""
    two = mapped(
        "google", google_subscription(4), google_resource(google_line(), google_line("addon", expiryTime=rfc(day(7))))
    )
    assert "transaction" not in two
    assert [(t["transaction_id"], t["product_id"], t["expires_at"], t["token"]) for t in two["transactions"]] == [
        (ORDER, "dochub.premium.monthly", rfc(day(31)), "raw-token-1"),
        (ORDER, "addon", rfc(day(7)), "raw-token-1"),
    ]
    replaced = google_line(deferredItemReplacement={"productId": "dochub.premium.yearly"})
    coming = google_line("dochub.premium.yearly", latestSuccessfulOrderId=None)
    event = mapped("google", google_subscription(4), google_resource(replaced, coming))
    assert event["transaction"]["product_id"] == "dochub.premium.monthly"
    assert event["renewal"] == {"will_renew": True, "pending_product_id": "dochub.premium.yearly"}
    prepaid = google_line(autoRenewingPlan=None, prepaidPlan={"allowExtendAfterTime": rfc(day(25))})
    assert mapped("google", google_subscription(4), google_resource(prepaid))["renewal"] == {"will_renew": False}
    trial = google_line(offerDetails={"basePlanId": "monthly", "offerId": "trial"}, offerPhase={"freeTrial": {}})
    assert "price_micros" not in mapped("google", google_subscription(4), google_resource(trial))["transaction"]


def test_google_resubscription_outside_the_app(mapped: Any) -> None:
    resource = google_resource(
        outOfAppPurchaseContext={
            "expiredExternalAccountIdentifiers": {"obfuscatedExternalAccountId": USER},
            "expiredPurchaseToken": "raw-token-0",
        },
        testPurchase={},
    )
    event = mapped("google", google_subscription(4), resource)
    assert (event["account_token"], event["transaction"]["linked_token"], event["environment"]) == (
        USER,
        "raw-token-0",
        "sandbox",
    )


def test_google_without_a_resource(mapped: Any, db: Any) -> None:
    """What ends or cancels needs none (an old token has none any more); what is paid does."""
    event = mapped("google", google_subscription(13))
    assert event["transaction"] == {"token": "raw-token-1"}
    assert "p_purchase" in refused(db, "google_event", google_subscription(2), None)
    assert "p_purchase" in refused(db, "google_event", google_void("GPA.1", refund_type=2), None)


def test_google_product(mapped: Any) -> None:
    """productsv2 and products; a licence test has no order; pending and canceled ones give nothing."""
    base = {"token": "raw-token-2", "product_id": "dochub.credits.10", "transaction_id": "GPA.1111-2222-3333-44444"}
    event = mapped("google", google_product(), google_product_resource(quantity=4, obfuscatedExternalAccountId=USER))
    assert event["transaction"] == base | {"quantity": 4, "purchased_at": rfc(DAY0)}
    assert (event["account_token"], event["native"]) == (USER, {"type": "oneTimeProductNotification", "subtype": 1})
    licence = google_product_resource(orderId=None, testPurchaseContext={"fopType": "TEST"})
    event = mapped("google", google_product(), licence)
    assert (event["environment"], "transaction_id" in event["transaction"]) == ("sandbox", False)
    old = {
        "kind": "androidpublisher#productPurchase",
        "purchaseTimeMillis": str(ms(DAY0)),
        "purchaseState": 0,
        "purchaseType": 0,
        "orderId": base["transaction_id"],
        "quantity": 2,
        "obfuscatedExternalAccountId": USER,
    }
    event = mapped("google", google_product(), old)
    assert event["transaction"] == base | {"quantity": 2, "purchased_at": "2026-03-01T00:00:00.000Z"}
    assert event["environment"] == "sandbox"
    assert (
        mapped("google", google_product(), google_product_resource("PENDING"))["native"]["type"]
        == "ONE_TIME_PRODUCT_PENDING"
    )
    assert (
        mapped("google", google_product(), old | {"purchaseState": 1})["native"]["type"] == "ONE_TIME_PRODUCT_CANCELLED"
    )


def test_google_void(mapped: Any) -> None:
    """All of an order, or of a quantity: so many by this void, or so many until now."""

    def voided(purchase: Any, refund_type: int = 2) -> Any:
        transaction = mapped("google", google_void("GPA.1", refund_type=refund_type), purchase)["transaction"]
        assert (transaction.pop("token"), transaction.pop("transaction_id")) == ("raw-token-2", "GPA.1")
        transaction.pop("product_id", None)
        return transaction

    assert voided(None, 1) == {}
    assert voided({"kind": "androidpublisher#voidedPurchase", "orderId": "GPA.1", "voidedQuantity": 1}) == {
        "quantity": 1
    }
    assert voided(google_product_resource(quantity=4, refundable=3)) == {"quantity": 1, "refund_is_total": True}
    assert voided({"productId": "dochub.credits.10", "quantity": 4, "refundableQuantity": 1}) == {
        "quantity": 3,
        "refund_is_total": True,
    }


def test_google_ids(mapped: Any) -> None:
    """messageId, else what the content comes to, which does not depend on the order of its members."""
    one, other = google_subscription(13, at=day(1)), google_subscription(13, at=day(2))
    derived = mapped("google", one)["notification_id"]
    assert derived.startswith("sha256:")
    assert mapped("google", dict(reversed(one.items())))["notification_id"] == derived
    assert mapped("google", other)["notification_id"] != derived


def test_stripe_checkout(mapped: Any) -> None:
    """What was bought is in metadata, or in line items where the server has expanded them."""
    named = {"product_id": "dochub.credits.10", "redemption_id": USER}
    session = stripe_session(client_reference_id=USER, metadata=named)
    [event] = mapped("stripe", stripe("checkout.session.completed", session, name="evt_1"))
    assert event == {
        "store": "stripe",
        "environment": "production",
        "notification_id": "evt_1",
        "native": {"type": "checkout.session.completed", "subtype": "payment"},
        "occurred_at": "2026-03-01T00:00:00.000Z",
        "account_token": USER,
        "transaction": {
            "transaction_id": "pi_1",
            "product_id": "dochub.credits.10",
            "price_micros": 4990000,
            "currency": "USD",
            "redemption_id": USER,
        },
    }
    price = {"id": "price_9", "lookup_key": None, "product": {"id": "dochub.credits.50", "name": "Credits"}}
    line = {"quantity": 2, "amount_total": 3998, "price": price}
    session = stripe_session(line_items={"data": [line]}, metadata={"dochub_user_id": USER})
    [event] = mapped("stripe", stripe("checkout.session.completed", session, name="evt_1", live=False))
    assert (event["environment"], event["account_token"]) == ("sandbox", USER)
    assert event["transaction"]["product_id"] == "dochub.credits.50"
    assert (event["transaction"]["quantity"], event["transaction"]["price_micros"]) == (2, 39980000)
    for more, subtype in [
        ({"payment_status": "unpaid", "metadata": {"product_id": "dochub.credits.10"}}, "unpaid"),
        ({}, "unnamed"),
    ]:
        [event] = mapped("stripe", stripe("checkout.session.completed", stripe_session(**more), name="evt_1"))
        assert event["native"]["subtype"] == subtype
    free = stripe_session(
        payment_intent=None, payment_status="no_payment_required", metadata={"product_id": "dochub.credits.10"}
    )
    assert (
        mapped("stripe", stripe("checkout.session.completed", free, name="e"))[0]["transaction"]["transaction_id"]
        == "cs_1"
    )
    paid = {
        "id": "pi_7",
        "object": "payment_intent",
        "amount_received": 499,
        "currency": "usd",
        "metadata": {"product_id": "dochub.credits.10"},
    }
    assert (
        mapped("stripe", stripe("payment_intent.succeeded", paid, name="e"))[0]["transaction"]["transaction_id"]
        == "pi_7"
    )
    [event] = mapped(
        "stripe",
        stripe("checkout.session.completed", stripe_session("subscription", client_reference_id=USER), name="e"),
    )
    assert event["transaction"] == {"transaction_id": "in_1", "original_transaction_id": "sub_1", "token": "sub_1"}


@pytest.mark.parametrize(
    ("currency", "micros"),
    [("jpy", 499000000), ("usd", 4990000), ("kwd", 499000), ("isk", 4990000), ("mga", 499000000)],
)
def test_stripe_amounts(mapped: Any, currency: str, micros: int) -> None:
    """4.5.2: Stripe counts in its own smallest units."""
    session = stripe_session(currency=currency, metadata={"product_id": "dochub.credits.10"})
    [event] = mapped("stripe", stripe("checkout.session.completed", session, name="e"))
    assert (event["transaction"]["price_micros"], event["transaction"]["currency"]) == (micros, currency.upper())


def test_stripe_invoices(mapped: Any, db: Any) -> None:
    """One period a product, the one that ends last; credits are none; both shapes of invoices."""
    db.execute("insert into private.store_products select 'stripe', 'price_2', kind, plan, credits, course_code, billing_period, "
               "price_micros, currency from private.store_products where store = 'stripe' and product_id = 'dochub.premium.yearly'")  # fmt: skip
    old = stripe_invoice("in_2", stripe_line(999, day(31), day(62), lookup_key="dochub.premium.monthly",
                         discount_amounts=[{"amount": 99, "discount": "di_1"}]), payment_intent="pi_2", user=USER)  # fmt: skip
    [event] = mapped("stripe", stripe("invoice.paid", old, name="evt_1", at=day(31)))
    assert event["native"] == {"type": "invoice.paid", "subtype": "subscription_cycle"}
    assert event["account_token"] == USER
    assert event["transaction"] == {
        "transaction_id": "in_2",
        "original_transaction_id": "sub_1",
        "token": "sub_1",
        "product_id": "dochub.premium.monthly",
        "purchased_at": "2026-04-01T00:00:00.000Z",
        "expires_at": "2026-05-02T00:00:00.000Z",
        "price_micros": 9000000,
        "currency": "USD",
    }
    # A change within the month, billed with the next: the rest of the old, the rest of the month, the month.
    lines = [
        stripe_line(-500, day(15), day(31), proration=True),
        stripe_line(3000, day(15), day(31), "price_2", proration=True),
        stripe_line(5999, day(31), day(396), "price_2", metadata={"user_id": USER}),
    ]
    [event] = mapped("stripe", stripe("invoice.paid", stripe_invoice("in_3", *lines, user=USER), name="evt_2"))
    assert (event["transaction"]["product_id"], event["transaction"]["purchased_at"]) == (
        "price_2",
        "2026-04-01T00:00:00.000Z",
    )
    one_off = stripe_invoice("in_4", stripe_line(999, day(1), day(1)), parent=None, reason="manual")
    assert mapped("stripe", stripe("invoice.paid", one_off, name="e"))[0]["native"]["subtype"] == "manual"
    [event] = mapped("stripe", stripe("invoice.payment_failed", stripe_invoice("in_5"), name="e"))
    assert event["transaction"] == {"transaction_id": "in_5", "original_transaction_id": "sub_1", "token": "sub_1"}


def test_stripe_subscriptions(mapped: Any) -> None:
    """What changed says what it means; what ends, ends as a whole and last of its second."""

    def said(previous: Any = None, *, kind: str = "updated", **more: Any) -> Any:
        event = stripe(
            f"customer.subscription.{kind}", stripe_subscription(**more), name="e", at=day(3), previous=previous
        )
        [event] = mapped("stripe", event)
        return event["native"].get("subtype"), event["transaction"], event["renewal"], event["occurred_at"]

    whole = {"original_transaction_id": "sub_1", "token": "sub_1"}
    named = whole | {"product_id": "dochub.premium.monthly"}
    assert said({}, metadata={"user_id": USER})[:3] == (
        "active",
        named | {"transaction_id": "in_1"},
        {"will_renew": True},
    )
    subtype, _, renewal, _ = said({"cancel_at_period_end": False}, cancel_at_period_end=True,
                                  cancellation_details={"reason": "cancellation_requested", "comment": "because I am sad"})  # fmt: skip
    assert (subtype, renewal) == ("cancel", {"will_renew": False, "cancel_reason": "cancellation_requested"})
    assert said({"cancel_at": 1772600000}, cancel_at=None)[0] == "uncancel"
    assert said({"status": "active"}, status="past_due")[0] == "past_due"
    items = {"object": "list", "data": [stripe_item("price_2", lookup_key="dochub.premium.yearly")]}
    was = {"items": {"data": [stripe_item("price_1")]}, "plan": {"id": "price_1"}}
    subtype, transaction, _, _ = said(was, items=items)
    assert (subtype, transaction) == ("items", named | {
        "transaction_id": "in_1", "product_id": "dochub.premium.yearly",
        "purchased_at": "2026-03-04T00:00:00.000Z", "expires_at": "2026-04-01T00:00:00.000Z"})  # fmt: skip
    assert said(was | {"latest_invoice": "in_0"}, items=items)[1] == named | {
        "transaction_id": "in_1",
        "product_id": "dochub.premium.yearly",
    }
    # A period has begun whose invoice is not paid yet: 72 hours.
    turned = {"latest_invoice": "in_0", "items": {"data": [stripe_item("price_1", start=day(-31))]}}
    subtype, transaction, _, _ = said(turned)
    assert (subtype, transaction) == (
        "active",
        named | {"transaction_id": "in_0", "grace_expires_at": "2026-03-04T00:00:00.000Z"},
    )
    subtype, transaction, renewal, at = said(kind="deleted", status="canceled")
    assert (transaction, renewal, at) == (whole, {"will_renew": False}, "2026-03-04T00:00:00.999Z")
    assert said(kind="resumed")[1]["expires_at"] == "2026-04-01T00:00:00.000Z"


def test_stripe_money_back(mapped: Any) -> None:
    """By the payment and the amount; since 2022-11-15 a charge says only how much there was until now."""

    def said(kind: str, thing: Any) -> Any:
        return [
            (e["notification_id"], e["native"].get("subtype"), e["transaction"])
            for e in mapped("stripe", stripe(kind, thing, name="evt_1"))
        ]

    money = {"transaction_id": "pi_1", "currency": "USD"}
    assert said("refund.created", stripe_refund("re_1", 499)) == [
        ("evt_1", "succeeded", money | {"refund_id": "re_1", "price_micros": 4990000})
    ]
    assert said("charge.refunded", stripe_charge(499, 100)) == [
        ("evt_1", None, money | {"refund_id": "ch_1:100", "price_micros": 1000000, "refund_is_total": True})
    ]
    both = {"data": [stripe_refund("re_1", 100), stripe_refund("re_2", 200)]}
    assert [(n, t["refund_id"]) for n, _, t in said("charge.refunded", stripe_charge(499, 300, refunds=both))] == [
        ("evt_1:re_1", "re_1"),
        ("evt_1:re_2", "re_2"),
    ]
    assert said("charge.dispute.closed", stripe_dispute("won", 499)) == [
        ("evt_1", "won", money | {"refund_id": "dp_1", "price_micros": 4990000})
    ]
    charge = stripe_refund("re_3", 499, payment_intent=None)
    assert said("refund.failed", charge)[0][2]["transaction_id"] == "ch_1"


def every_sample() -> list[tuple[str, Any, Any]]:
    """(store, notification, resource): one of each kind that carries something personal."""
    return [
        ("google", google_subscription(4), google_resource(canceledStateContext={"userInitiatedCancellation": {
            "cancelSurveyResult": {"reasonUserInput": "because I am sad"}}})),
        ("stripe", stripe("checkout.session.completed", stripe_session(metadata={"product_id": "dochub.credits.10"}), name="e"), None),
        ("stripe", stripe("invoice.paid", stripe_invoice("in_1", stripe_line(999, DAY0, day(31))), name="e"), None),
        ("stripe", stripe("customer.subscription.updated", stripe_subscription(), name="e", previous={}), None),
        ("stripe", stripe("charge.refunded", stripe_charge(499, 499), name="e"), None),
        ("stripe", stripe("charge.dispute.created", stripe_dispute("needs_response", 499), name="e"), None),
    ]  # fmt: skip


@pytest.mark.parametrize(("store", "notification", "resource"), every_sample())
def test_nothing_personal_goes_on(mapped: Any, store: str, notification: Any, resource: Any) -> None:
    """Tokens go on to apply_store_event, which keeps their SHA-256."""
    arguments = (notification,) if store == "stripe" else (notification, resource)
    text = json.dumps(mapped(store, *arguments))
    assert any(word in json.dumps(arguments) for word in PERSONAL)
    assert not [word for word in PERSONAL if word in text and word != "raw-token"]


def test_every_published_type(mapped: Any, db: Any) -> None:
    """4.3.3: each type that Apple and Google publish is mapped, or known to be nothing; a new subtype counts as its type."""

    def neutral(event: Any) -> Any:
        native = event["native"]
        row = db.execute(
            "select private.store_event_type(%s, %s, %s)",
            [event["store"], native["type"], str(native.get("subtype", "")) or None],
        )
        return row.fetchone()[0]

    found = {pair: neutral(mapped("apple", apple(pair[0], pair[1] or None, uuid="n"))) for pair in APPLE_TYPES}
    assert found == APPLE_TYPES
    new = {kind: neutral(mapped("apple", apple(kind, "OF_TOMORROW", uuid="n"))) for kind, _ in APPLE_TYPES}
    plain = {kind: meaning for (kind, subtype), meaning in (APPLE_TYPES | APPLE_LENIENT).items() if not subtype}
    assert new == plain
    for (member, code, _), meaning in GOOGLE_TYPES.items():
        about = {} if code is None else {"notificationType": code, "purchaseToken": "raw-token-1"}
        assert neutral(mapped("google", google(member, about), google_resource())) == meaning
    assert neutral(mapped("apple", apple("OF_TOMORROW", uuid="n"))) is None
    assert neutral(mapped("google", google("ofTomorrowNotification", {"notificationType": 1}))) is None
    assert neutral(mapped("stripe", stripe("of.tomorrow", {"object": "thing"}, name="e"))[0]) is None
