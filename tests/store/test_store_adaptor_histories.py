"""4.3.10, 4.3.4: the same history, as a store tells it and in the neutral form, ends in the same rows, each in an order of its own.

A history of each store: months of a subscription with what befalls it (of Google's also with two line items), and a pack
of credits of which a part may be given back; the accounts are made at some point between. An upgrade may name a second
account, while the first one's month runs or after it. The neutral events are written here
beside the stores' words, not derived from them. `DOCHUB_HISTORIES` is how many there are in all.
"""

import json
import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from stores import (
    apple,
    apple_renewal,
    apple_transaction,
    day,
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

HISTORIES = int(os.environ.get("DOCHUB_HISTORIES", "60")) // 3
USER = "a0000000-0000-4000-8000-000000000001"
SECOND = "b0000000-0000-4000-8000-000000000002"
MONTHLY, YEARLY, PACK = "dochub.premium.monthly", "dochub.premium.yearly", "dochub.credits.10"
ADDON = "dochub.addon"

# All that a reader or a later event looks at, but for what depends on the order in which things came (whom an event was bound to
# first is such a thing), and the words themselves.
STATE = """
select jsonb_build_object(
  'subscription', (select jsonb_agg(to_jsonb(s) - 'updated_at' order by s.user_id) from public.subscriptions as s),
  'transactions', (select jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text) from private.store_transactions as t),
  'attributes', (select jsonb_agg(to_jsonb(s) order by to_jsonb(s)::text) from private.store_subscriptions as s),
  'events', (select jsonb_agg(distinct to_jsonb(e) - '{user_id,event_id,disposition,state}'::text[]) from public.subscription_events as e
              where e.event_type not in ('transferred_in', 'transferred_out')
                and not exists (select from private.store_inbox as i
                                 where (i.store, i.environment, i.notification_id) = (e.store, e.environment, e.notification_id)
                                   and i.disposition = 'orphan')),
  'claims', (select jsonb_agg(c.row order by c.row::text) from (
     select to_jsonb(c) - 'claimed_at' as row from private.receipt_claims as c where c.kind is not null) as c),
  'credits', (select jsonb_agg(to_jsonb(p) order by p.transaction_id) from public.ai_credit_purchases as p),
  'bank', (select jsonb_object_agg(u.user_id, u.bank) from public.ai_usage as u),
  'refunds', (select jsonb_agg(r.row order by r.row::text) from (
     select to_jsonb(r) - '{taken_percentage,taken_credits}'::text[] as row from private.store_refunds as r) as r),
  'inbox', (select jsonb_agg(i.row order by i.row::text) from (
     select to_jsonb(i) - '{payload,deliveries,disposition,user_id,bound_at}'::text[]
            || jsonb_build_object('waits', i.disposition = 'orphan') as row from private.store_inbox as i) as i))
"""

Step = tuple[tuple[Any, ...], dict[str, Any]]  # what the store hands over, and the neutral event


def neutral(
    store: str, number: str, kind: str, at: datetime, transaction: Any, renewal: Any = None, **more: Any
) -> dict[str, Any]:
    drop = {key: value for key, value in transaction.items() if value is not None}
    return {
        "store": store,
        "environment": "production",
        "notification_id": number,
        "type": kind,
        "occurred_at": at.isoformat(),
        "transaction": drop,
        "renewal": {key: value for key, value in (renewal or {}).items() if value is not None},
    } | more


def history_of_apple(r: random.Random) -> Iterator[Step]:
    count = iter(range(1, 1000))
    product, renews, start, who = MONTHLY, True, 0.0, USER

    def step(kind: str, subtype: str | None, meaning: str, at: float, number: int, ends: float, **facts: Any) -> Step:
        grace, revoked, share = facts.get("grace"), facts.get("revoked"), facts.get("share")
        n = f"n-{next(count)}"
        info = apple_transaction(
            str(number), "1", productId=product, purchaseDate=ms(day(start)), expiresDate=ms(day(ends)), appAccountToken=who,
            revocationDate=ms(day(revoked)) if revoked is not None else None, revocationPercentage=share and share * 1000,
        )  # fmt: skip
        renewal = apple_renewal("1", autoRenewStatus=int(renews), autoRenewProductId=facts.get("next") or product,
                                gracePeriodExpiresDate=ms(day(grace)) if grace is not None else None)  # fmt: skip
        event = neutral(
            "apple", n, meaning, day(at),
            {"transaction_id": str(number), "original_transaction_id": "1", "product_id": product,
             "purchased_at": day(start).isoformat(), "expires_at": day(ends).isoformat(), "price_micros": 9990000, "currency": "EUR",
             "grace_expires_at": (grace is not None and day(grace).isoformat()) or None,
             "revoked_at": (revoked is not None and day(revoked).isoformat()) or None, "refund_percentage": share},
            {"will_renew": renews, "pending_product_id": facts.get("next") or product}, account_token=who,
        )  # fmt: skip
        return (apple(kind, subtype, uuid=n, at=day(at), transaction=info, renewal=renewal),), event

    number, ends = 1, 31.0
    yield step("SUBSCRIBED", "INITIAL_BUY", "started", 0, 1, ends)
    for _ in range(r.randint(1, 4)):
        match r.choice(["renew", "renew", "fail", "cancel", "upgrade", "refund", "price", "extend"]):
            case "fail":
                grace = ends + 16 if r.random() < 0.5 else None
                yield step(
                    "DID_FAIL_TO_RENEW",
                    "GRACE_PERIOD" if grace else None,
                    "grace" if grace else "billing_retry",
                    ends,
                    number,
                    ends,
                    grace=grace,
                )
                if r.random() < 0.5:
                    number, start = number + 1, ends + 5
                    ends = start + 31
                    yield step("DID_RENEW", "BILLING_RECOVERY", "recovered", start, number, ends)
            case "cancel":
                renews = False
                yield step("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_DISABLED", "canceled", ends - 10, number, ends)
                if r.random() < 0.5:
                    renews = True
                    yield step("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_ENABLED", "uncanceled", ends - 9, number, ends)
                else:
                    yield step("EXPIRED", "VOLUNTARY", "expired", ends, number, ends)
            case "upgrade":
                number, start, product = number + 1, ends - 15, YEARLY if product == MONTHLY else MONTHLY
                ends, who = start + 31, r.choice([USER, SECOND])
                yield step("DID_CHANGE_RENEWAL_PREF", "UPGRADE", "product_changed", start, number, ends)
            case "refund":
                yield step(
                    "REFUND",
                    None,
                    "refunded",
                    ends - 5,
                    number,
                    ends,
                    revoked=ends - 5,
                    share=r.choice([None, 60, 100]),
                )
                if r.random() < 0.4:
                    yield step("REFUND_REVERSED", None, "refund_reversed", ends - 2, number, ends)
            case "price":
                yield step(
                    "PRICE_INCREASE",
                    r.choice(["PENDING", "ACCEPTED", "OF_TOMORROW"]),
                    "price_changed",
                    ends - 12,
                    number,
                    ends,
                )
            case "extend":
                ends += 7
                yield step("RENEWAL_EXTENDED", None, "extended", ends - 14, number, ends)
            case _:
                number, start = number + 1, ends
                ends = start + 31
                renews = True
                yield step("DID_RENEW", None, "renewed", start, number, ends)
    # A pack, and what is given back of it.
    bought = {"productId": PACK, "expiresDate": None, "appAccountToken": USER, "quantity": 3}
    pack = {"transaction_id": "70", "original_transaction_id": "70", "product_id": PACK, "purchased_at": day(0).isoformat(),
            "price_micros": 9990000, "currency": "EUR"}  # fmt: skip
    yield (
        (apple("ONE_TIME_CHARGE", uuid="p-1", transaction=apple_transaction("70", **bought)),),
        neutral("apple", "p-1", "started", day(0), pack | {"quantity": 3}, account_token=USER),
    )
    if r.random() < 0.5:
        back = apple_transaction("70", **bought, revocationDate=ms(day(3)), revocationPercentage=33333)
        yield (
            (apple("REFUND", uuid="p-2", at=day(3), transaction=back),),
            neutral(
                "apple",
                "p-2",
                "refunded",
                day(3),
                pack | {"quantity": 1, "refund_is_total": True, "revoked_at": day(3).isoformat()},
                account_token=USER,
            ),
        )


def history_of_google(r: random.Random) -> Iterator[Step]:
    count = iter(range(1, 1000))
    order, ends, renewals, token, linked, who = "GPA.1", 31.0, 0, "raw-token-1", None, USER
    products = r.choice([[MONTHLY], [MONTHLY, ADDON]])

    def step(
        code: int, meaning: str, at: float, *, state: str = "ACTIVE", renews: bool = True, resumes: float | None = None
    ) -> Step:
        n = f"n-{next(count)}"
        name = f"{order}..{renewals - 1}" if renewals else order
        lines = [google_line(product, expiryTime=rfc(day(ends)), latestSuccessfulOrderId=name,
                             autoRenewingPlan={"autoRenewEnabled": True} if renews else {}) for product in products]  # fmt: skip
        more = {"externalAccountIdentifiers": {"obfuscatedExternalAccountId": who}} | (
            {"linkedPurchaseToken": linked} if linked else {}
        )
        if resumes is not None:
            more["pausedStateContext"] = {"autoResumeTime": rfc(day(resumes))}
        if not renews:
            more["canceledStateContext"] = {"developerInitiatedCancellation": {}}
        facts: dict[str, Any] = {"transaction_id": name, "token": token, "linked_token": linked}
        if state in ("ACTIVE", "CANCELED"):
            facts |= {"expires_at": rfc(day(ends)), "purchased_at": None if renewals else rfc(day(began))}
        elif state == "IN_GRACE_PERIOD":
            facts |= {"grace_expires_at": rfc(day(ends))}
        event = neutral("google", n, meaning, day(at), facts, {
            "will_renew": renews, "resumes_at": (resumes is not None and rfc(day(resumes))) or None,
            "cancel_reason": None if renews else "developerInitiatedCancellation"}, account_token=who)  # fmt: skip
        only = event.pop("transaction")
        event["transactions"] = [only | {"product_id": product} for product in products]
        resource = google_resource(*lines, state=state, startTime=rfc(day(began)), **more)
        return (google_subscription(code, token, at=day(at), message_id=n), resource), event

    began = 0.0
    yield step(4, "started", 0)
    for _ in range(r.randint(1, 4)):
        match r.choice(["renew", "renew", "grace", "hold", "cancel", "upgrade", "pause", "revoke", "defer"]):
            case "grace":
                paid, ends = ends, ends + 3
                yield step(6, "grace", paid, state="IN_GRACE_PERIOD")
                renewals, ends = renewals + 1, paid + 34
                yield step(1, "recovered", paid + 2)
            case "hold":
                yield step(5, "billing_retry", ends, state="ON_HOLD")
                if r.random() < 0.5:
                    renewals, ends = renewals + 1, ends + 40
                    yield step(1, "recovered", ends - 31)
            case "cancel":
                yield step(3, "canceled", ends - 10, state="CANCELED", renews=False)
                if r.random() < 0.5:
                    yield step(7, "uncanceled", ends - 9)
            case "upgrade":
                began, linked, token, renewals = ends - 15, token, f"{token}+", 0
                order, ends, who = f"{order}9", ends + 16, r.choice([USER, SECOND])
                yield step(4, "started", began)
            case "pause":
                yield step(10, "paused", ends, state="PAUSED", resumes=ends + 30)
                renewals, ends = renewals + 1, ends + 61
                yield step(1, "recovered", ends - 31)
            case "revoke":
                yield step(12, "revoked", ends - 4, state="EXPIRED", renews=False)
            case "defer":
                ends += 7
                yield step(9, "extended", ends - 14)
            case _:
                renewals, ends = renewals + 1, ends + 31
                yield step(2, "renewed", ends - 31)
    pack = {"transaction_id": "GPA.7", "token": "raw-token-7", "product_id": PACK}
    bought = {"obfuscatedExternalAccountId": USER, "orderId": "GPA.7", "quantity": 4}
    yield (
        (google_product(token="raw-token-7", message_id="p-1"), google_product_resource(**bought)),
        neutral(
            "google", "p-1", "started", day(0), pack | {"quantity": 4, "purchased_at": rfc(day(0))}, account_token=USER
        ),
    )
    for n in range(2, r.randint(2, 4)):
        left = 4 - r.randint(1, 3)
        void = google_void("GPA.7", "raw-token-7", refund_type=2, message_id=f"p-{n}", at=day(n))
        yield (
            (void, google_product_resource(**bought, refundable=left)),
            neutral("google", f"p-{n}", "refunded", day(n), pack | {"quantity": 4 - left, "refund_is_total": True}),
        )


def history_of_stripe(r: random.Random) -> Iterator[Step]:
    count = iter(range(1, 1000))
    named = {"original_transaction_id": "sub_1", "token": "sub_1"}

    def subscription(
        kind: str, meaning: str, at: float, facts: Any, renews: bool | None, previous: Any = None, **more: Any
    ) -> Step:
        n = f"n-{next(count)}"
        thing = stripe_subscription(metadata={"user_id": USER}, **more)
        event = neutral("stripe", n, meaning, day(at), named | facts, {"will_renew": renews}, account_token=USER)
        return (stripe(f"customer.subscription.{kind}", thing, name=n, at=day(at), previous=previous),), event

    def paid(number: int, meaning: str, reason: str, at: float, ends: float, product: str = MONTHLY) -> Step:
        n = f"n-{next(count)}"
        line = stripe_line(999, day(at), day(ends), lookup_key=product)
        invoice = stripe_invoice(f"in_{number}", line, reason=reason, payment_intent=f"pi_s{number}", user=USER)
        facts = {"transaction_id": f"in_{number}", "product_id": product, "purchased_at": day(at).isoformat(),
                 "expires_at": day(ends).isoformat(), "price_micros": 9990000, "currency": "USD"}  # fmt: skip
        return (stripe("invoice.paid", invoice, name=n, at=day(at)),), neutral(
            "stripe", n, meaning, day(at), named | facts, account_token=USER
        )

    number, ends = 1, 31.0
    yield subscription("created", "snapshot", 0, {"transaction_id": "in_1", "product_id": MONTHLY}, True)
    yield paid(1, "started", "subscription_create", 0, ends)
    for _ in range(r.randint(1, 4)):
        match r.choice(["renew", "renew", "fail", "cancel", "upgrade"]):
            case "fail":
                yield subscription("updated", "billing_retry", ends, {"transaction_id": f"in_{number + 1}", "product_id": MONTHLY}, True,
                                   {"status": "active"}, status="past_due", latest_invoice=f"in_{number + 1}")  # fmt: skip
                if r.random() < 0.5:
                    number, ends = number + 1, ends + 31
                    yield paid(number, "renewed", "subscription_cycle", ends - 31, ends)
            case "cancel":
                yield subscription("updated", "canceled", ends - 10, {"transaction_id": f"in_{number}", "product_id": MONTHLY}, False,
                                   {"cancel_at_period_end": False}, cancel_at_period_end=True, latest_invoice=f"in_{number}")  # fmt: skip
            case "upgrade":
                number += 1
                began, ends = ends - 15, ends + 350
                yield paid(number, "product_changed", "subscription_update", began, ends, YEARLY)
            case _:
                number, ends = number + 1, ends + 31
                was = {
                    "latest_invoice": f"in_{number - 1}",
                    "items": {"data": [stripe_item("price_1", start=day(ends - 62), end=day(ends - 31))]},
                }
                yield subscription("updated", "snapshot", ends - 31, {"transaction_id": f"in_{number - 1}",  "product_id": MONTHLY,
                                   "grace_expires_at": day(ends - 28).isoformat()}, True, was,
                                   start=day(ends - 31), end=day(ends), latest_invoice=f"in_{number}")  # fmt: skip
                yield paid(number, "renewed", "subscription_cycle", ends - 31, ends)
    session = stripe_session(client_reference_id=USER, metadata={"product_id": PACK}, amount_total=1000)
    pack = {"transaction_id": "pi_1"}
    yield (
        (stripe("checkout.session.completed", session, name="p-1"),),
        neutral(
            "stripe",
            "p-1",
            "started",
            day(0),
            pack | {"product_id": PACK, "price_micros": 10000000, "currency": "USD"},
            account_token=USER,
        ),
    )
    if r.random() < 0.5:
        yield (
            (stripe("refund.created", stripe_refund("re_1", 250), name="p-2", at=day(2)),),
            neutral("stripe", "p-2", "refunded", day(2), pack | {"refund_id": "re_1", "refund_percentage": 25}),
        )
    if r.random() < 0.5:
        yield (
            (stripe("charge.refunded", stripe_charge(1000, 250), name="p-3", at=day(2)),),
            neutral(
                "stripe",
                "p-3",
                "refunded",
                day(2),
                pack | {"refund_id": "ch_1:250", "refund_percentage": 25, "refund_is_total": True},
            ),
        )
    if r.random() < 0.5:
        yield (
            (stripe("charge.dispute.created", stripe_dispute("needs_response", 750), name="p-4", at=day(4)),),
            neutral("stripe", "p-4", "refunded", day(4), pack | {"refund_id": "dp_1", "refund_percentage": 75}),
        )
        if r.random() < 0.5:
            yield (
                (stripe("charge.dispute.closed", stripe_dispute("won", 750), name="p-5", at=day(5)),),
                neutral("stripe", "p-5", "refund_reversed", day(5), pack | {"refund_id": "dp_1"}),
            )


TELLERS = {
    "apple": (history_of_apple, "apply_apple_notification"),
    "google": (history_of_google, "apply_google_notification"),
    "stripe": (history_of_stripe, "apply_stripe_event"),
}


def disorder(r: random.Random, steps: list[Any]) -> list[Any]:
    """All of them in some order, some more than once."""
    order = steps + r.sample(steps, r.randint(0, len(steps)))
    r.shuffle(order)
    return order


def end(db: Any, calls: list[tuple[str, tuple[Any, ...]]], now: datetime, *signs_up: int) -> Any:
    """The state after these calls; USER and SECOND are made when so many of them are done."""
    with db.transaction(force_rollback=True):
        db.execute("""insert into private.store_products (store, product_id, kind, plan, price_micros, currency)
                      values ('google', %s, 'subscription', 'premium', 990000, 'USD')""", [ADDON])  # fmt: skip
        for n, (function, arguments) in enumerate([*calls, ("", ())]):
            for user in (user for user, place in zip((USER, SECOND), signs_up, strict=True) if place == n):
                db.execute("insert into public.user_profile (user_id, created_at) values (%s, %s)", [user, day(-9)])
                db.execute("select private.bind_events(%s, %s)", [user, now])
            if function:
                places = ", ".join(["%s"] * (len(arguments) + 1))
                row = db.execute(f"select private.{function}({places})", [*map(json.dumps, arguments), now]).fetchone()
                assert row[0]["ok"], (row, arguments)
        return db.execute(STATE).fetchone()[0]


@pytest.mark.parametrize("store", TELLERS)
def test_both_forms_end_alike(db: Any, store: str) -> None:
    tell, function = TELLERS[store]
    for seed in range(HISTORIES):
        r = random.Random(f"{store}{seed}")
        steps = list(tell(r))
        # Just after the last event, when a right may run still, or years after.
        last = max(datetime.fromisoformat(event["occurred_at"]) for _, event in steps)
        now = last + timedelta(days=r.choice([1, 3000]))
        native = disorder(r, [(function, words) for words, _ in steps])
        plain = disorder(r, [("apply_store_event", (event,)) for _, event in steps])

        def places(calls: list[Any], r: random.Random = r) -> list[int]:
            return [r.randint(0, len(calls)) for _ in (USER, SECOND)]

        ended = end(db, native, now, 0, 0)
        assert ended["subscription"] is not None
        assert ended == end(db, plain, now, *places(plain)), (store, seed)
        assert ended == end(db, r.sample(native, len(native)), now, *places(native)), (store, seed)
