"""What Apple, Google and Stripe hand a server, in the shapes of their published references.

Each with what the database must not keep: names, addresses, raw tokens, fields that nobody here knows.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
DAY0 = datetime(2026, 3, 1, tzinfo=UTC)

NOTHING = None  # published, and nothing is to be done about it

# App Store Server Notifications V2: notificationType and subtype.
APPLE_TYPES = {
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

# A type without the subtype that it is published with, or with one that is new, still says this.
APPLE_LENIENT = {
    ("SUBSCRIBED", ""): "started",
    ("DID_CHANGE_RENEWAL_STATUS", ""): "snapshot",
    ("PRICE_INCREASE", ""): "price_changed",
    ("RENEWAL_EXTENSION", ""): NOTHING,
    ("EXTERNAL_PURCHASE_TOKEN", ""): NOTHING,
}

# Google's real-time developer notifications: the member, its notificationType, its name.
GOOGLE_TYPES = {
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

# Never to be found in the database.
PERSONAL = ("ada@example.com", "Ada Lovelace", "12 St James Square", "raw-token", "because I am sad", "4242")


def day(n: float) -> datetime:
    return DAY0 + timedelta(days=n)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def rfc(at: datetime) -> str:
    """As Google writes a time."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def apple(
    kind: str,
    subtype: str | None = None,
    *,
    uuid: str,
    at: datetime = DAY0,
    transaction: Json | None = None,
    renewal: Json | None = None,
    environment: str = "Production",
) -> Json:
    """A notification as verifyAndDecodeNotification gives it, its two inner payloads decoded."""
    data = {
        "environment": environment,
        "appAppleId": 41234,
        "bundleId": "com.example.app",
        "bundleVersion": "1.4.2",
        "status": 1,
        "ofTomorrow": {"a": [1.5]},
    }
    if transaction is not None:
        data["signedTransactionInfo"] = transaction
    if renewal is not None:
        data["signedRenewalInfo"] = renewal
    return {
        "notificationType": kind,
        "notificationUUID": uuid,
        "version": "2.0",
        "signedDate": ms(at),
        "data": data,
    } | ({"subtype": subtype} if subtype else {})


def apple_transaction(number: str, original: str | None = None, **more: Any) -> Json:
    """JWSTransactionDecodedPayload of one month's subscription; None leaves a field out."""
    fields = {
        "transactionId": number,
        "originalTransactionId": original or number,
        "webOrderLineItemId": "2000000012345",
        "bundleId": "com.example.app",
        "productId": "dochub.premium.monthly",
        "subscriptionGroupIdentifier": "20700000",
        "purchaseDate": ms(DAY0),
        "originalPurchaseDate": ms(DAY0),
        "expiresDate": ms(day(31)),
        "quantity": 1,
        "type": "Auto-Renewable Subscription",
        "inAppOwnershipType": "PURCHASED",
        "signedDate": ms(DAY0),
        "environment": "Production",
        "transactionReason": "PURCHASE",
        "storefront": "DEU",
        "storefrontId": "143443",
        "price": 9990,
        "currency": "EUR",
        "appTransactionId": "704000000000000001",
    } | more
    return {key: value for key, value in fields.items() if value is not None}


def apple_renewal(original: str, **more: Any) -> Json:
    """JWSRenewalInfoDecodedPayload of a subscription that renews."""
    fields = {
        "originalTransactionId": original,
        "autoRenewProductId": "dochub.premium.monthly",
        "productId": "dochub.premium.monthly",
        "autoRenewStatus": 1,
        "isInBillingRetryPeriod": False,
        "priceIncreaseStatus": 0,
        "renewalPrice": 10990,
        "currency": "EUR",
        "renewalDate": ms(day(31)),
        "recentSubscriptionStartDate": ms(DAY0),
        "signedDate": ms(DAY0),
        "environment": "Production",
        "eligibleWinBackOfferIds": ["comeback"],
    } | more
    return {key: value for key, value in fields.items() if value is not None}


def google(member: str, about: Json, *, at: datetime = DAY0, message_id: str | None = None) -> Json:
    """A DeveloperNotification, decoded from a Pub/Sub message, whose messageId may be added."""
    return {
        "version": "1.0",
        "packageName": "com.example.app",
        "eventTimeMillis": str(ms(at)),
        member: {"version": "1.0"} | about,
    } | ({"messageId": message_id} if message_id else {})


def google_subscription(code: int, token: str = "raw-token-1", **more: Any) -> Json:
    about = {"notificationType": code, "purchaseToken": token, "subscriptionId": "dochub.premium.monthly"}
    return google("subscriptionNotification", about, **more)


def google_line(product: str = "dochub.premium.monthly", **more: Any) -> Json:
    """A line item of subscriptionsv2 that renews; None leaves a field out."""
    fields = {
        "productId": product,
        "expiryTime": rfc(day(31)),
        "latestSuccessfulOrderId": "GPA.3372-4648-2847-57309",
        "autoRenewingPlan": {
            "autoRenewEnabled": True,
            "recurringPrice": {"currencyCode": "EUR", "units": "9", "nanos": 990000000},
            "priceChangeDetails": {"priceChangeMode": "PRICE_INCREASE", "priceChangeState": "OUTSTANDING"},
        },
        "offerDetails": {"basePlanId": "monthly", "offerTags": ["vip"]},
        "offerPhase": {"basePrice": {}},
    } | more
    return {key: value for key, value in fields.items() if value is not None}


def google_resource(*lines: Json, state: str = "ACTIVE", **more: Any) -> Json:
    """A SubscriptionPurchaseV2."""
    return {
        "kind": "androidpublisher#subscriptionPurchaseV2",
        "startTime": rfc(DAY0),
        "regionCode": "DE",
        "subscriptionState": f"SUBSCRIPTION_STATE_{state}",
        "latestOrderId": "GPA.3372-4648-2847-57309",
        "acknowledgementState": "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED",
        "subscribeWithGoogleInfo": {
            "emailAddress": "ada@example.com",
            "profileName": "Ada Lovelace",
            "givenName": "Ada Lovelace",
        },
        "lineItems": list(lines) or [google_line()],
    } | more


def google_product(*, token: str = "raw-token-2", code: int = 1, sku: str = "dochub.credits.10", **more: Any) -> Json:
    about = {"notificationType": code, "purchaseToken": token, "sku": sku}
    return google("oneTimeProductNotification", about, **more)


def google_product_resource(state: str = "PURCHASED", **more: Any) -> Json:
    """A ProductPurchaseV2; quantity and refundable go to its line item."""
    offer = {
        key: more.pop(name)
        for key, name in (("quantity", "quantity"), ("refundableQuantity", "refundable"))
        if name in more
    }
    fields = {
        "kind": "androidpublisher#productPurchaseV2",
        "productLineItem": [
            {
                "productId": "dochub.credits.10",
                "productOfferDetails": {"purchaseOptionId": "buy", "consumptionState": "CONSUMPTION_STATE_CONSUMED"}
                | offer,
            }
        ],
        "purchaseStateContext": {"purchaseState": state},
        "orderId": "GPA.1111-2222-3333-44444",
        "regionCode": "DE",
        "purchaseCompletionTime": rfc(DAY0),
        "acknowledgementState": "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED",
    } | more
    return {key: value for key, value in fields.items() if value is not None}


def google_void(
    order: str, token: str = "raw-token-2", *, product_type: int = 2, refund_type: int = 1, **more: Any
) -> Json:
    about = {"purchaseToken": token, "orderId": order, "productType": product_type, "refundType": refund_type}
    return google("voidedPurchaseNotification", about, **more)


def stripe(
    kind: str, thing: Json, *, name: str, at: datetime = DAY0, previous: Json | None = None, live: bool = True
) -> Json:
    """An Event."""
    return {
        "id": name,
        "object": "event",
        "api_version": "2025-03-31.basil",
        "created": int(at.timestamp()),
        "livemode": live,
        "pending_webhooks": 1,
        "request": {"id": "req_1", "idempotency_key": "key"},
        "type": kind,
        "data": {"object": thing} | ({"previous_attributes": previous} if previous is not None else {}),
    }


WHO = {"email": "ada@example.com", "name": "Ada Lovelace", "address": {"line1": "12 St James Square"}, "phone": None}


def stripe_session(mode: str = "payment", **more: Any) -> Json:
    fields = {
        "id": "cs_1",
        "object": "checkout.session",
        "mode": mode,
        "status": "complete",
        "payment_status": "paid",
        "currency": "usd",
        "customer": "cus_1",
        "customer_details": WHO,
        "customer_email": "ada@example.com",
        "created": int(DAY0.timestamp()),
        "metadata": {},
    }
    if mode == "payment":
        fields |= {"payment_intent": "pi_1", "amount_total": 499, "invoice": None, "subscription": None}
    else:
        fields |= {"payment_intent": None, "amount_total": 999, "invoice": "in_1", "subscription": "sub_1"}
    return fields | more


def stripe_line(
    amount: int, start: datetime, end: datetime, price: str = "price_1", product: str = "prod_1", **more: Any
) -> Json:
    """An invoice's line as of 2025-03-31; `lookup_key` makes it one of before."""
    period = {"start": int(start.timestamp()), "end": int(end.timestamp())}
    line = {
        "id": "il_1",
        "object": "line_item",
        "amount": amount,
        "currency": "usd",
        "period": period,
        "quantity": 1,
        "metadata": {},
    }
    if "lookup_key" in more:
        old = {"id": price, "object": "price", "lookup_key": more.pop("lookup_key"), "product": product}
        return line | {"type": "subscription", "subscription": "sub_1", "proration": False, "price": old} | more
    details = {"subscription": "sub_1", "subscription_item": "si_1", "proration": more.pop("proration", False)}
    return line | {
        "parent": {"type": "subscription_item_details", "subscription_item_details": details},
        "pricing": {"type": "price_details", "price_details": {"price": price, "product": product}},
    } | more  # fmt: skip


def stripe_invoice(
    name: str, *lines: Json, reason: str = "subscription_cycle", user: str | None = None, **more: Any
) -> Json:
    """An invoice as of 2025-03-31; with `payment_intent` one of before."""
    metadata = {"user_id": user} if user else {}
    fields = {
        "id": name,
        "object": "invoice",
        "billing_reason": reason,
        "currency": "usd",
        "amount_paid": sum(line["amount"] for line in lines),
        "customer_email": "ada@example.com",
        "customer_name": "Ada Lovelace",
        "customer_address": WHO["address"],
        "lines": {"object": "list", "data": list(lines)},
        "metadata": {},
    }
    if "payment_intent" in more:
        return (
            fields
            | {"subscription": "sub_1", "subscription_details": {"metadata": metadata}, "charge": "ch_old"}
            | more
        )
    return fields | {
        "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1", "metadata": metadata}}
    } | more  # fmt: skip


def stripe_subscription(
    status: str = "active", *, start: datetime = DAY0, end: datetime | None = None, **more: Any
) -> Json:
    fields = {
        "id": "sub_1",
        "object": "subscription",
        "status": status,
        "customer": "cus_1",
        "cancel_at_period_end": False,
        "cancel_at": None,
        "cancellation_details": {"comment": "because I am sad", "feedback": None, "reason": None},
        "latest_invoice": "in_1",
        "metadata": {},
        "items": {"object": "list", "data": [stripe_item("price_1", start=start, end=end)]},
    }
    return fields | more


def stripe_item(
    price: str, *, start: datetime = DAY0, end: datetime | None = None, lookup_key: str = "dochub.premium.monthly"
) -> Json:
    return {
        "id": "si_1",
        "object": "subscription_item",
        "current_period_start": int(start.timestamp()),
        "current_period_end": int((end or start + timedelta(days=31)).timestamp()),
        "price": {"id": price, "object": "price", "lookup_key": lookup_key, "product": "prod_1"},
        "quantity": 1,
    }


def stripe_refund(name: str, amount: int, status: str = "succeeded", **more: Any) -> Json:
    return {
        "id": name, "object": "refund", "amount": amount, "currency": "usd", "status": status, "charge": "ch_1",
        "payment_intent": "pi_1", "reason": "requested_by_customer", "metadata": {},
    } | more  # fmt: skip


def stripe_charge(amount: int, refunded: int, **more: Any) -> Json:
    return {
        "id": "ch_1", "object": "charge", "amount": amount, "amount_refunded": refunded, "refunded": refunded == amount,
        "currency": "usd", "payment_intent": "pi_1", "billing_details": WHO, "receipt_email": "ada@example.com",
        "payment_method_details": {"card": {"last4": "4242"}}, "metadata": {},
    } | more  # fmt: skip


def stripe_dispute(status: str, amount: int, **more: Any) -> Json:
    return {
        "id": "dp_1", "object": "dispute", "amount": amount, "currency": "usd", "status": status, "charge": "ch_1",
        "payment_intent": "pi_1", "reason": "fraudulent", "metadata": {},
        "evidence": {"customer_name": "Ada Lovelace", "customer_email_address": "ada@example.com"},
    } | more  # fmt: skip
