"""4.3.10: what the stores send does what it means: entitlements, credits, refunds, by each store's own words."""

import hashlib
import itertools
import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from stores import (
    DAY0,
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
LATER = day(400)  # when everything was delivered


@pytest.fixture(autouse=True)
def user(db: Any) -> str:
    db.execute("insert into public.user_profile (user_id, created_at) values (%s, %s)", [USER, day(-100)])
    return USER


@pytest.fixture
def take(db: Any) -> Any:
    """`take("apple", notification)`: the answer; `take("google", notification, resource)`."""
    functions = {
        "apple": "apply_apple_notification",
        "google": "apply_google_notification",
        "stripe": "apply_stripe_event",
    }

    def take(store: str, *arguments: Any, at: datetime = LATER) -> Any:
        values = [None if a is None else json.dumps(a) for a in arguments]
        if store == "google" and len(values) == 1:
            values.append(None)
        places = ", ".join(["%s"] * (len(values) + 1))
        return db.execute(f"select private.{functions[store]}({places})", [*values, at]).fetchone()[0]

    return take


def state(db: Any, at: datetime) -> tuple[str, bool]:
    answer = db.execute("select private.my_entitlements(%s, %s)", [USER, at]).fetchone()[0]
    return answer["state"], answer["entitled"]


def banked(db: Any, at: datetime = LATER) -> tuple[int, int]:
    answer = db.execute("select private.credit_balance(%s, %s)", [USER, at]).fetchone()[0]
    return answer["bank"], answer["debt"]


def monthly(number: int, original: str = "1", **more: Any) -> Any:
    """Apple's transaction of the month of that number."""
    start, end = day(31 * number), day(31 * (number + 1))
    return apple_transaction(
        str(number + 1), original, purchaseDate=ms(start), expiresDate=ms(end), appAccountToken=USER, **more
    )


def test_a_subscription_of_apple(db: Any, take: Any) -> None:
    """Bought, in grace, recovered, canceled, expired; every order ends alike."""
    lapsed = {"gracePeriodExpiresDate": ms(day(47)), "isInBillingRetryPeriod": True}
    notifications = [
        apple("SUBSCRIBED", "INITIAL_BUY", uuid="1", transaction=monthly(0), renewal=apple_renewal("1")),
        apple("DID_FAIL_TO_RENEW", "GRACE_PERIOD", uuid="2", at=day(31), transaction=monthly(0), renewal=apple_renewal("1", **lapsed)),
        apple("DID_RENEW", "BILLING_RECOVERY", uuid="3", at=day(40), renewal=apple_renewal("1"),
              transaction=monthly(1) | {"purchaseDate": ms(day(40))}),
        apple("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_DISABLED", uuid="4", at=day(45), transaction=monthly(1) | {"purchaseDate": ms(day(40))},
              renewal=apple_renewal("1", autoRenewStatus=0)),
        apple("EXPIRED", "VOLUNTARY", uuid="5", at=day(62), transaction=monthly(1) | {"purchaseDate": ms(day(40))},
              renewal=apple_renewal("1", autoRenewStatus=0, expirationIntent=1)),
    ]  # fmt: skip
    ends = set()
    for order in (notifications, notifications[::-1], notifications[2:] + notifications[:2]):
        with db.transaction(force_rollback=True):
            for notification in order + order[:2]:
                assert take("apple", notification)["ok"]
            seen = [state(db, day(n)) for n in (1, 35, 41, 61, 63)]
            assert seen == [("active", True), ("active", True), ("active", True), ("active", True), ("expired", False)]
            row = db.execute("select to_jsonb(s) - 'updated_at' from public.subscriptions as s").fetchone()[0]
            assert (row["will_renew"], row["cancel_reason"]) == (False, "1")
            ends.add(json.dumps(row, sort_keys=True))
    assert len(ends) == 1
    for notification in notifications[:2]:
        take("apple", notification)
    assert state(db, day(35)) == ("grace", True)


def test_a_new_subtype_renews(db: Any, take: Any) -> None:
    """A type with a subtype of tomorrow is judged by its type."""
    take("apple", apple("SUBSCRIBED", "INITIAL_BUY", uuid="1", transaction=monthly(0)))
    answer = take("apple", apple("DID_RENEW", "OF_TOMORROW", uuid="2", at=day(31), transaction=monthly(1)))
    assert (answer["disposition"], state(db, day(40))) == ("applied", ("active", True))
    answer = take("apple", apple("OF_TOMORROW", uuid="3", at=day(32), transaction=monthly(1)))
    assert (answer["ok"], answer["disposition"]) == (True, "ignored")


def test_credits_of_apple(db: Any, take: Any) -> None:
    """A charge, a refund of 40 %, its reversal; what Apple asks before it gives money back."""
    pack = {
        "productId": "dochub.credits.50",
        "type": "Consumable",
        "expiresDate": None,
        "appAccountToken": USER,
        "currency": "USD",
        "price": 19990,
    }
    take("apple", apple("ONE_TIME_CHARGE", uuid="1", transaction=apple_transaction("70", **pack)))
    assert banked(db) == (50, 0)
    db.execute("select private.adjust_credits(%s, -20, 'a-spent-key', 'spent', %s)", [USER, LATER])
    asked = apple("CONSUMPTION_REQUEST", uuid="2", at=day(2), transaction=apple_transaction("70", **pack))
    answer = take("apple", asked)
    assert (answer["disposition"], answer["consumption"]["apple"]) == (
        "ignored",
        {"deliveryStatus": "DELIVERED", "consumptionPercentage": 40000},
    )
    back = apple_transaction(
        "70", **pack, revocationDate=ms(day(3)), revocationPercentage=40000, revocationType="REFUND_PRORATED"
    )
    assert take("apple", apple("REFUND", uuid="3", at=day(3), transaction=back))["disposition"] == "applied"
    assert banked(db) == (10, 0)
    take("apple", apple("REFUND_REVERSED", uuid="4", at=day(4), transaction=apple_transaction("70", **pack)))
    assert banked(db) == (30, 0)


def test_a_prorated_refund_ends_a_subscription(db: Any, take: Any) -> None:
    """Apple names when it was revoked, whatever part of the price went back."""
    take("apple", apple("SUBSCRIBED", "INITIAL_BUY", uuid="1", transaction=monthly(0)))
    back = monthly(0, revocationDate=ms(day(10)), revocationPercentage=67932, revocationType="REFUND_PRORATED")
    take("apple", apple("REFUND", uuid="2", at=day(10), transaction=back))
    assert (state(db, day(9)), state(db, day(11))) == (("active", True), ("revoked", False)) or state(db, day(11))[
        1
    ] is False


def test_what_is_not_about_a_purchase_is_kept(db: Any, take: Any) -> None:
    outer = {"version": "2.0", "signedDate": ms(DAY0)}
    for n, body in enumerate([
        {"notificationType": "TEST", "data": {"environment": "Sandbox", "bundleId": "b"}},
        {"notificationType": "RENEWAL_EXTENSION", "subtype": "SUMMARY", "summary": {"environment": "Production", "succeededCount": 5}},
        {"notificationType": "EXTERNAL_PURCHASE_TOKEN", "subtype": "UNREPORTED", "externalPurchaseToken": {"externalPurchaseId": "b9b1"}},
        {"notificationType": "RESCIND_CONSENT", "appData": {"environment": "Production"}},
    ]):  # fmt: skip
        answers = [take("apple", outer | body | {"notificationUUID": f"n-{n}"})["disposition"] for _ in range(2)]
        assert answers == ["ignored", "ignored"]
    assert take("google", google("testNotification", {}))["disposition"] == "ignored"
    assert take("google", google("pendingRefundReviewNotification", {"orderId": "GPA.1"}))["disposition"] == "ignored"
    assert (
        take("stripe", stripe("customer.created", {"object": "customer", "email": "ada@example.com"}, name="e"))[
            "disposition"
        ]
        == "ignored"
    )
    assert db.execute("select count(*) from private.store_inbox").fetchone()[0] == 7


WHO = {"externalAccountIdentifiers": {"obfuscatedExternalAccountId": hashlib.sha256(USER.encode()).hexdigest()}}


def test_a_subscription_of_google(db: Any, take: Any) -> None:
    """Bought, renewed, in grace by an unpaid order, on hold by the token alone, recovered, paused."""
    take("google", google_subscription(4), google_resource(google_line(expiryTime=rfc(day(31))), **WHO))
    assert state(db, day(1)) == ("active", True)
    paid = google_line(latestSuccessfulOrderId=f"{ORDER}..0", expiryTime=rfc(day(62)))
    take("google", google_subscription(2, at=day(31)), google_resource(paid, latestOrderId=f"{ORDER}..0", **WHO))
    grace = google_line(latestSuccessfulOrderId=None, expiryTime=rfc(day(65)))
    take(
        "google",
        google_subscription(6, at=day(62)),
        google_resource(grace, state="IN_GRACE_PERIOD", latestOrderId=f"{ORDER}..1", **WHO),
    )
    assert (state(db, day(61)), state(db, day(64)), state(db, day(66))[1]) == (("active", True), ("grace", True), False)
    take("google", google_subscription(5, at=day(65)))
    assert state(db, day(66)) == ("billing_retry", False)
    back = google_line(latestSuccessfulOrderId=f"{ORDER}..1", expiryTime=rfc(day(100)))
    take("google", google_subscription(1, at=day(70)), google_resource(back, **WHO))
    assert (state(db, day(69))[1], state(db, day(71))) == (False, ("active", True))
    take(
        "google",
        google_subscription(10, at=day(100)),
        google_resource(back, state="PAUSED", pausedStateContext={"autoResumeTime": rfc(day(130))}),
    )
    assert state(db, day(101)) == ("paused", False)


def test_canceled_comes_first_of_all(db: Any, take: Any) -> None:
    """A token and what Google says of it now are enough: active until the end."""
    line = google_line(latestSuccessfulOrderId=f"{ORDER}..3", autoRenewingPlan={}, expiryTime=rfc(day(31)))
    answer = take(
        "google", google_subscription(3, at=day(5)), google_resource(line, state="CANCELED", **WHO), at=day(5)
    )
    assert (answer["disposition"], answer["entitled"]) == ("applied", True)
    assert (state(db, day(30)), state(db, day(32))[1]) == (("active", True), False)
    assert db.execute("select will_renew from public.subscriptions").fetchone()[0] is False


def test_an_upgrade_of_google(db: Any, take: Any) -> None:
    """4.3.6: the new token inherits the old one's user, and replaces it; a deferred replacement waits."""
    take("google", google_subscription(4, "raw-token-1"), google_resource(google_line(), **WHO), at=DAY0)
    yearly = google_line("dochub.premium.yearly", latestSuccessfulOrderId="GPA.9", expiryTime=rfc(day(375)))
    resource = google_resource(yearly, startTime=rfc(day(10)), linkedPurchaseToken="raw-token-1")
    answer = take("google", google_subscription(4, "raw-token-9", at=day(10)), resource, at=day(10))
    assert (answer["user_id"], answer["entitled"]) == (USER, True)
    assert db.execute("select product_id from public.subscriptions").fetchone()[0] == "dochub.premium.yearly"


def test_two_items_of_google(db: Any, take: Any) -> None:
    """4.3.3: each line item is a transaction; the addon does not shorten the plan."""
    db.execute(
        "insert into private.store_products values ('google', 'addon', 'subscription', 'premium', null, null, '1 week', 990000, 'USD')"
    )
    resource = google_resource(google_line(), google_line("addon", expiryTime=rfc(day(7))), **WHO)
    take("google", google_subscription(4), resource)
    assert (state(db, day(6)), state(db, day(30)), state(db, day(32))[1]) == (("active", True), ("active", True), False)


def test_credits_of_google(db: Any, take: Any) -> None:
    """Once, whether by order or token; a licence test has no order; voids of part of a quantity add up to what is left."""
    bought = google_product_resource(quantity=4, obfuscatedExternalAccountId=USER)
    assert take("google", google_product(message_id="1"), bought)["disposition"] == "applied"
    take(
        "google",
        google_product(message_id="2"),
        google_product_resource(quantity=4, orderId=None, obfuscatedExternalAccountId=USER),
    )
    assert banked(db) == (40, 0)
    order = "GPA.1111-2222-3333-44444"
    # Two voids of one each, both looked up after the second.
    for n in (3, 4):
        take(
            "google",
            google_void(order, refund_type=2, message_id=str(n), at=day(n)),
            google_product_resource(quantity=4, refundable=2),
        )
    assert banked(db) == (20, 0)
    take(
        "google", google_void(order, refund_type=2, message_id="5", at=day(5)), {"orderId": order, "voidedQuantity": 1}
    )
    take("google", google_void(order, message_id="6", at=day(6)))
    assert banked(db) == (0, 0)
    db.execute("update public.user_profile set is_tester = true")
    licence = google_product_resource(
        orderId=None, obfuscatedExternalAccountId=USER, testPurchaseContext={"fopType": "TEST"}
    )
    answer = take("google", google_product(token="raw-token-7", message_id="7"), licence)
    assert (answer["disposition"], answer["environment"], banked(db)) == ("applied", "sandbox", (10, 0))


def test_a_pending_purchase_gives_nothing(db: Any, take: Any) -> None:
    pending = google_product_resource("PENDING", obfuscatedExternalAccountId=USER)
    assert take("google", google_product(message_id="1"), pending)["disposition"] == "ignored"
    assert banked(db) == (0, 0)
    paid = google_product_resource(obfuscatedExternalAccountId=USER)
    assert take("google", google_product(message_id="2"), paid)["disposition"] == "applied"
    waiting = google_resource(google_line(latestSuccessfulOrderId=None, expiryTime=None), state="PENDING", **WHO)
    assert take("google", google_subscription(4, message_id="3"), waiting)["disposition"] == "ignored"
    assert state(db, day(1))[1] is False


def invoice(
    number: str, start: int, end: int, *, reason: str = "subscription_cycle", at: int | None = None, **more: Any
) -> Any:
    line = stripe_line(999, day(start), day(end), lookup_key="dochub.premium.monthly")
    body = stripe_invoice(number, line, reason=reason, **{"payment_intent": f"pi_{number}"} | more)
    return stripe("invoice.paid", body, name=f"evt_{number}", at=day(start if at is None else at))


def subscription(kind: str, at: float, previous: Any = None, **more: Any) -> Any:
    return stripe(
        f"customer.subscription.{kind}",
        stripe_subscription(**more),
        name=f"evt_{kind}_{at}",
        at=day(at),
        previous=previous,
    )


def test_a_subscription_of_stripe(db: Any, take: Any) -> None:
    """Checkout says whose it is, invoices until when; in every order."""
    events = [
        stripe("checkout.session.completed", stripe_session("subscription", client_reference_id=USER), name="evt_s"),
        subscription("created", 0),
        invoice("in_1", 0, 31, reason="subscription_create"),
        subscription("updated", 20, {"cancel_at_period_end": False}, cancel_at_period_end=True),
    ]
    ends = set()
    for order in itertools.permutations(events):
        with db.transaction(force_rollback=True):
            for event in [*order, order[0]]:
                assert take("stripe", event)["ok"]
            assert (state(db, day(30)), state(db, day(32))[1]) == (("active", True), False)
            row = db.execute("select to_jsonb(s) - 'updated_at' from public.subscriptions as s").fetchone()[0]
            assert (row["will_renew"], row["transaction_id"]) == (False, "in_1")
            ends.add(json.dumps(row, sort_keys=True))
    assert len(ends) == 1


def begun(db: Any, take: Any) -> None:
    take(
        "stripe",
        stripe("checkout.session.completed", stripe_session("subscription", client_reference_id=USER), name="evt_s"),
    )
    take("stripe", invoice("in_1", 0, 31, reason="subscription_create"))


TURNED = {"latest_invoice": "in_1", "items": {"data": [stripe_item("price_1")]}}


def test_the_hour_before_stripe_is_paid(db: Any, take: Any) -> None:
    """A renewal is paid after its period began: grace until it is, until payment fails, for 72 hours at most."""
    begun(db, take)
    take("stripe", subscription("updated", 31, TURNED, start=day(31), latest_invoice="in_2"))
    assert [state(db, day(n)) for n in (30, 33, 34.5)] == [("active", True), ("grace", True), ("expired", False)]
    with db.transaction(force_rollback=True):
        take("stripe", invoice("in_2", 31, 62, at=32))
        assert [state(db, day(n)) for n in (31.5, 61, 63)] == [("active", True), ("active", True), ("expired", False)]
    failed = stripe_invoice("in_2", reason="subscription_cycle", payment_intent="pi_in_2")
    take("stripe", stripe("invoice.payment_failed", failed, name="evt_f", at=day(32)))
    take(
        "stripe",
        subscription("updated", 32, {"status": "active"}, status="past_due", start=day(31), latest_invoice="in_2"),
    )
    assert [state(db, day(n)) for n in (31.5, 32.5)] == [("grace", True), ("billing_retry", False)]
    take("stripe", subscription("deleted", 45, status="canceled", latest_invoice="in_2"))
    assert state(db, day(46)) == ("expired", False)


def test_stripe_ends_at_once(db: Any, take: Any) -> None:
    """Whatever the latest invoice was for (a credit for what is left), it ends as a whole."""
    begun(db, take)
    take("stripe", subscription("deleted", 10, status="canceled", latest_invoice="in_9"))
    assert (state(db, day(9)), state(db, day(11))) == (("active", True), ("expired", False))


def test_stripe_changes_the_plan(db: Any, take: Any) -> None:
    """Without an invoice of its own, and with one; paused and resumed."""
    begun(db, take)
    items = {"object": "list", "data": [stripe_item("price_2", lookup_key="dochub.premium.yearly")]}
    was = {"items": {"data": [stripe_item("price_1")]}}
    with db.transaction(force_rollback=True):
        take("stripe", subscription("updated", 10, was, items=items))
        assert (state(db, day(30)), state(db, day(32))[1]) == (("active", True), False)
        assert db.execute("select product_id from public.subscriptions").fetchone()[0] == "dochub.premium.yearly"
    take("stripe", subscription("updated", 10, was | {"latest_invoice": "in_1"}, items=items, latest_invoice="in_2"))
    line = stripe_line(5999, day(10), day(375), lookup_key="dochub.premium.yearly")
    take(
        "stripe",
        stripe(
            "invoice.paid",
            stripe_invoice("in_2", line, reason="subscription_update", payment_intent="pi_2"),
            name="e",
            at=day(10),
        ),
    )
    assert state(db, day(370)) == ("active", True)
    take("stripe", subscription("paused", 20, status="paused"))
    assert state(db, day(21)) == ("paused", False)
    take("stripe", subscription("resumed", 30, start=day(30), latest_invoice="in_3"))
    assert state(db, day(31)) == ("active", True)


def pack(at: float = 0, **more: Any) -> Any:
    session = stripe_session(
        client_reference_id=USER, metadata={"product_id": "dochub.credits.50"}, amount_total=2000, **more
    )
    return stripe("checkout.session.completed", session, name=f"evt_p_{at}", at=day(at))


def refunds(kind: str, thing: Any, at: float) -> Any:
    return stripe(kind, thing, name=f"evt_{kind}_{at}", at=day(at))


MONEY = [
    # What Stripe tells, and how many of 50 credits are left.
    ([("refund.created", stripe_refund("re_1", 2000), 1)], 0),
    ([("charge.refunded", stripe_charge(2000, 2000), 1)], 0),
    ([("refund.created", stripe_refund("re_1", 500), 1)], 37),
    ([("refund.created", stripe_refund("re_1", 500, "pending"), 1), ("refund.updated", stripe_refund("re_1", 500), 2)], 37),
    ([("refund.created", stripe_refund("re_1", 500), 1), ("charge.refunded", stripe_charge(2000, 500), 2)], 37),
    ([("charge.refunded", stripe_charge(2000, 500), 1), ("charge.refunded", stripe_charge(2000, 1500), 2)], 12),
    ([("refund.created", stripe_refund("re_1", 500), 1), ("refund.created", stripe_refund("re_2", 1000), 2)], 12),
    ([("refund.created", stripe_refund("re_1", 500), 1), ("refund.failed", stripe_refund("re_1", 500, "failed"), 2)], 50),
    ([("charge.dispute.created", stripe_dispute("needs_response", 2000), 1)], 0),
    ([("charge.dispute.created", stripe_dispute("warning_needs_response", 2000), 1)], 50),
    ([("charge.dispute.created", stripe_dispute("needs_response", 2000), 1),
      ("charge.dispute.funds_withdrawn", stripe_dispute("needs_response", 2000), 2),
      ("charge.dispute.closed", stripe_dispute("lost", 2000), 3)], 0),
    ([("charge.dispute.created", stripe_dispute("needs_response", 2000), 1),
      ("charge.dispute.closed", stripe_dispute("won", 2000), 2),
      ("charge.dispute.funds_reinstated", stripe_dispute("won", 2000), 3)], 50),
    ([("charge.dispute.created", stripe_dispute("needs_response", 2000), 1), ("refund.created", stripe_refund("re_1", 2000), 2),
      ("charge.dispute.closed", stripe_dispute("won", 2000), 3)], 0),
    ([("refund.created", stripe_refund("re_1", 500), 1), ("charge.dispute.created", stripe_dispute("needs_response", 1500), 2),
      ("charge.dispute.closed", stripe_dispute("won", 1500), 3)], 37),
]  # fmt: skip


@pytest.mark.parametrize(("told", "left"), MONEY)
def test_money_back_by_stripe(db: Any, take: Any, told: Any, left: int) -> None:
    """4.2.7: each once, in every order, before the purchase and after it, whatever tells of it."""
    events = [pack(), *(refunds(*each) for each in told)]
    for order in itertools.permutations(events):
        with db.transaction(force_rollback=True):
            for event in [*order, *order]:
                assert take("stripe", event)["ok"]
            assert banked(db) == (left, 0), [e["type"] for e in order]
            assert not db.execute("select 1 from private.store_inbox where disposition in ('orphan', 'ignored') and event_type <> "
                                  "'charge.dispute.created.warning_needs_response'").fetchall()  # fmt: skip


def test_a_refund_of_a_renewal_by_stripe(db: Any, take: Any) -> None:
    """The refund names a payment; which invoice it paid is told apart, before or after. Part of it takes nothing."""
    told = stripe("invoice_payment.paid", {"object": "invoice_payment", "invoice": "in_1", "amount_paid": 999, "currency": "usd",
                  "status": "paid", "payment": {"type": "payment_intent", "payment_intent": "pi_1"}}, name="evt_ip")  # fmt: skip
    paid = invoice("in_1", 0, 31, reason="subscription_create", payment_intent=None, charge=None)
    named = stripe("checkout.session.completed", stripe_session("subscription", client_reference_id=USER), name="evt_s")
    for amount, is_left in ((999, False), (300, True)):
        back = refunds("refund.created", stripe_refund("re_1", amount), 5)
        for order in itertools.permutations([named, paid, told, back]):
            with db.transaction(force_rollback=True):
                for event in order:
                    assert take("stripe", event)["ok"]
                assert (state(db, day(4))[1], state(db, day(6))[1]) == (True, is_left), [e["type"] for e in order]


def test_a_pack_with_an_invoice_of_its_own(db: Any, take: Any) -> None:
    """Checkout makes an invoice of a single purchase too: it is the payment that was bought with."""
    told = stripe("invoice_payment.paid", {"object": "invoice_payment", "invoice": "in_7", "amount_paid": 2000, "currency": "usd",
                  "payment": {"type": "payment_intent", "payment_intent": "pi_1"}}, name="evt_ip")  # fmt: skip
    for order in itertools.permutations([pack(), told]):
        with db.transaction(force_rollback=True):
            for event in order:
                take("stripe", event)
            take("stripe", refunds("refund.created", stripe_refund("re_1", 2000), 5))
            assert banked(db) == (0, 0)


def test_several_refunds_at_once(db: Any, take: Any) -> None:
    """Before 2022-11-15 a charge lists its refunds: several events, one answer, and theirs."""
    take("stripe", pack())
    both = {"data": [stripe_refund("re_1", 500), stripe_refund("re_2", 500)]}
    answer = take("stripe", refunds("charge.refunded", stripe_charge(2000, 1000, refunds=both), 1))
    assert (answer["disposition"], [e["disposition"] for e in answer["events"]]) == ("applied", ["applied", "applied"])
    assert banked(db) == (25, 0)
    take("stripe", refunds("refund.updated", stripe_refund("re_2", 500), 2))
    assert banked(db) == (25, 0)


def test_the_account_comes_later(db: Any, take: Any) -> None:
    """4.3.5: a purchase for an account that is made a second later is the account's."""
    other = str(uuid4())
    early = apple("SUBSCRIBED", "INITIAL_BUY", uuid="1", transaction=apple_transaction("1", appAccountToken=other))
    assert take("apple", early, at=day(1))["disposition"] == "orphan"
    db.execute("insert into public.user_profile (user_id) values (%s)", [other])
    assert take("apple", early, at=day(1))["disposition"] == "applied"
    assert db.execute("select user_id::text from public.subscriptions where plan = 'premium'").fetchone()[0] == other


def test_nothing_personal_is_kept(db: Any, take: Any) -> None:
    """Neither tokens nor names, addresses, what somebody wrote: whatever became of the notification."""
    for n, events in enumerate((
        [pack(), refunds("charge.refunded", stripe_charge(2000, 500), 1), refunds("charge.dispute.created", stripe_dispute("lost", 2000), 2)],
        [invoice("in_1", 0, 31, customer_email="ada@example.com"), subscription("updated", 3, {})],
    )):  # fmt: skip
        for event in events:
            take("stripe", event)
        assert n < 2
    resource = google_resource(
        canceledStateContext={
            "userInitiatedCancellation": {"cancelSurveyResult": {"reasonUserInput": "because I am sad"}}
        }
    )
    take("google", google_subscription(3), resource)
    take("google", google_product(), google_product_resource())
    take("google", google_void("GPA.1111-2222-3333-44444"))
    tables = db.execute(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'private')"
    ).fetchall()
    for (table,) in tables:
        text = json.dumps(db.execute(f"select to_jsonb(t)::text from {table} as t").fetchall())
        assert not [word for word in PERSONAL if word in text], table


@pytest.mark.parametrize("name", ["apply_apple_notification", "apply_google_notification", "apply_stripe_event"])
@pytest.mark.parametrize("body", [None, [], "text", {}, {"data": 1}, {"signedDate": "yesterday"}, {"a": "x" * 300000}])
def test_what_is_no_notification(db: Any, name: str, body: Any) -> None:
    """PT400, which PostgREST answers with 400; nothing is kept."""
    extra = ", null" if "google" in name else ""
    with pytest.raises(psycopg.Error) as raised:
        db.execute(f"select private.{name}(%s{extra}, now())", [json.dumps(body)])
    assert raised.value.sqlstate == "PT400", raised.value
    assert db.execute("select count(*) from private.store_inbox").fetchone()[0] == 0
