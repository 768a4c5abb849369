"""One walk through the whole API over HTTP: every property that functions/api.yaml names is in some answer of it.

That nothing else is in answers is proven by every test and the demo (tests/support/conforming.py): their objects are closed.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

import conforming
from dochub.token import token

ADA, BEN, CLEO, DAN = (str(UUID(int=n, version=4)) for n in range(1, 5))
NOW = datetime.now(UTC)


def at(days: float) -> str:
    return (NOW + timedelta(days=days)).isoformat()


class Walk:
    """Calls functions; `ok` and `refused` say what must come back."""

    def __init__(self, rest: Any, stack: ExitStack) -> None:
        self.check = conforming.checker(rest.dsn)
        self.rest, self.stack = rest, stack
        self.db = stack.enter_context(psycopg.connect(rest.dsn, autocommit=True))
        self.service = self.client("service_role")
        self.ada, self.ben, self.cleo, self.dan = (
            self.client("authenticated", u, f"{n}@example.com")
            for u, n in zip((ADA, BEN, CLEO, DAN), "abcd", strict=True)
        )
        self.admin = self.client("dochub_admin", CLEO)

    def client(self, role: str | None, sub: str | None = None, email: str | None = None, **claims: Any) -> httpx.Client:
        signed = token(self.rest.secret, role, sub=sub, email=email, claims=claims) if role else None
        headers = {"Authorization": f"Bearer {signed}"} if signed else {}
        return self.stack.enter_context(httpx.Client(base_url=self.rest.url, headers=headers, timeout=30))

    def post(self, who: httpx.Client, function: str, arguments: dict[str, Any]) -> Any:
        answer = who.post(f"/rpc/{function}", json=arguments)
        wrong = conforming.fault(self.check, "POST", str(answer.request.url), "", answer.status_code, answer.content)
        assert wrong is None, wrong
        return answer.json()

    def ok(self, who: httpx.Client, function: str, **arguments: Any) -> Any:
        said = self.post(who, function, arguments)
        assert said.get("ok") is True, said
        return said

    def refused(self, code: str, who: httpx.Client, function: str, **arguments: Any) -> Any:
        said = self.post(who, function, arguments)
        assert said.get("code") == code, said
        return json.loads(said["details"])


@pytest.fixture(scope="module")
def walk(postgrest: Any) -> Any:
    with ExitStack() as stack:
        yield Walk(postgrest, stack)


def apple(n: str, **more: Any) -> dict[str, Any]:
    return {"store": "apple", "environment": "production", "transaction_id": n} | more


def event(n: str, kind: str, *, user: str | None = None, days: float = -1, **transaction: Any) -> dict[str, Any]:
    return {
        "store": "apple", "environment": "production", "notification_id": f"{kind}-{n}", "type": kind, "occurred_at": at(days),
        "transaction": {"transaction_id": n, "product_id": "dochub.premium.monthly", "purchased_at": at(days), "expires_at": at(30)} | transaction,
    } | ({"account_token": user} if user else {})  # fmt: skip


def accounts(w: Walk) -> None:
    for who in (w.ada, w.ben, w.cleo, w.dan):
        w.ok(who, "ensure_profile", p_profile={"first_name": "Ada", "time_zone": "Europe/London"})
    w.ok(w.ada, "register_device", p_device={"device_id": "phone", "platform": "ios", "push_token": "raw"})
    w.refused("email_in_use", w.client("authenticated", str(uuid4()), "a@example.com"), "ensure_profile")
    w.ok(w.service, "set_user_role", p_user_id=CLEO, p_role="admin")
    w.ok(w.admin, "set_tester", p_user_id=DAN, p_is_tester=True)
    gone = w.client("authenticated", str(uuid4()), "gone@example.com")
    w.ok(gone, "ensure_profile")
    w.ok(gone, "erase_my_account", p_confirm="erase my account")
    w.ok(w.service, "erase_user", p_user_id=_signed_up(w))


def _signed_up(w: Walk) -> str:
    user = str(uuid4())
    w.ok(w.client("authenticated", user), "ensure_profile")
    return user


def spending(w: Walk) -> None:
    w.ok(w.ada, "credit_balance")
    w.ok(w.ada, "deduct_credits", p_amount=1, p_idempotency_key="spend-0001")
    w.refused("idempotency_mismatch", w.ada, "deduct_credits", p_amount=2, p_idempotency_key="spend-0001")
    w.refused("insufficient_credits", w.ada, "deduct_credits", p_amount=99, p_idempotency_key="spend-0002")
    w.ok(w.admin, "adjust_credits", p_user_id=ADA, p_amount=50, p_idempotency_key="adjust-001", p_reason="goodwill")
    holds = [
        w.ok(w.service, "reserve_credits", p_amount=3, p_idempotency_key=f"hold-{n:04}", p_user_id=ADA)["hold_id"]
        for n in range(3)
    ]
    w.refused("exceeds_reservation", w.service, "commit_credits", p_hold_id=holds[0], p_amount=9, p_user_id=ADA)
    w.ok(w.service, "commit_credits", p_hold_id=holds[0], p_amount=2, p_user_id=ADA)
    w.refused("already_committed", w.service, "commit_credits", p_hold_id=holds[0], p_amount=1, p_user_id=ADA)
    w.ok(w.service, "release_credits", p_hold_id=holds[1], p_reason="canceled", p_user_id=ADA)
    w.refused("already_released", w.service, "commit_credits", p_hold_id=holds[1], p_amount=1, p_user_id=ADA)
    w.db.execute(
        "update private.credit_holds set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where hold_id = %s",
        [holds[2]],
    )
    w.db.execute("update public.ai_usage set next_change_at = '-infinity' where user_id = %s", [ADA])
    w.refused("reservation_expired", w.service, "commit_credits", p_hold_id=holds[2], p_amount=1, p_user_id=ADA)


def purchases(w: Walk) -> None:
    w.db.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 10000000, 'USD', 'published'), ('calm', 'Calm', 10000000, 'USD', 'published')"
    )
    w.ok(w.service, "record_credit_purchase", p_user_id=ADA, p_purchase=apple("pack-1", product_id="dochub.credits.10"))
    w.refused(
        "unknown_product",
        w.service,
        "record_credit_purchase",
        p_user_id=ADA,
        p_purchase=apple("pack-2", product_id="dochub.gold"),
    )
    w.ok(w.service, "consumption_report", p_user_id=ADA, p_transaction_id="pack-1")
    w.ok(
        w.service,
        "refund_credit_purchase",
        p_refund=apple("pack-1", notification_id="refund-1", kind="refund", percentage=10),
    )
    w.ok(
        w.service,
        "record_course_purchase",
        p_user_id=ADA,
        p_purchase=apple("course-1", course_code="sleep", price_micros=10000000, currency="USD"),
    )
    w.ok(
        w.service,
        "refund_course_purchase",
        p_refund=apple("course-1", notification_id="refund-2", kind="refund", percentage=10),
    )
    assert w.ok(w.ada, "my_courses")["courses"]


def stores(w: Walk) -> None:
    w.ok(w.service, "apply_store_event", p_event=event("sub-1", "started", user=ADA))
    w.ok(w.service, "apply_store_event", p_event=event("sub-0", "started", user=ADA, days=-90, expires_at=at(-60)))
    w.ok(w.ada, "my_entitlements")
    assert w.ok(w.admin, "explain_entitlement", p_user_id=ADA)["rejected"]
    w.ok(
        w.service,
        "apply_store_event",
        p_event=event("sub-2", "started", user=str(uuid4()), original_transaction_id="sub-2"),
    )
    w.ok(w.service, "apply_store_event", p_event=event("sub-3", "started", user=str(uuid4())))
    first = w.ok(w.admin, "store_inbox_report", p_filter={"limit": 1})
    assert first["events"]
    assert first["reasons"]
    w.ok(w.service, "replay_store_events", p_filter={"limit": 1, "after": first["cursor"]})
    w.ok(w.service, "transfer_subscription", p_from=ADA, p_to=BEN, p_receipt=apple("sub-1"))
    w.ok(w.service, "apply_apple_notification", p_notification={
        "notificationType": "CONSUMPTION_REQUEST", "notificationUUID": "apple-1", "signedDate": int(NOW.timestamp() * 1000),
        "data": {"environment": "Production", "signedTransactionInfo": {"transactionId": "pack-1"}}})  # fmt: skip
    w.ok(w.service, "apply_google_notification",
         p_notification={"eventTimeMillis": str(int(NOW.timestamp() * 1000)), "oneTimeProductNotification": {
             "notificationType": 1, "purchaseToken": "google-1", "sku": "dochub.credits.10"}},
         p_purchase={"orderId": "google-order-1", "obfuscatedExternalAccountId": ADA, "purchaseState": 0})  # fmt: skip
    w.ok(w.service, "apply_stripe_event", p_event={
        "id": "stripe-1", "object": "event", "type": "checkout.session.completed", "created": int(NOW.timestamp()), "livemode": True,
        "data": {"object": {"object": "checkout.session", "id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1",
                            "client_reference_id": ADA, "amount_total": 499, "currency": "usd", "metadata": {"product_id": "dochub.credits.10"}}}})  # fmt: skip


def courses(w: Walk) -> None:
    made = w.ok(
        w.service,
        "save_custom_course",
        p_user_id=ADA,
        p_course={"title": "Rest", "status": "ready", "course": {"parts": []}},
    )["custom_course_id"]
    w.refused(
        "course_status_conflict",
        w.service,
        "save_custom_course",
        p_user_id=ADA,
        p_course={"custom_course_id": made, "status": "queued"},
    )
    w.refused(
        "unsupported_number",
        w.service,
        "save_custom_course",
        p_user_id=ADA,
        p_course={"title": "Rest", "course": {"parts": [1.5]}},
    )
    w.ok(
        w.service, "record_custom_course_purchase", p_user_id=ADA, p_custom_course_id=made, p_purchase=apple("custom-1")
    )

    def link(n: str) -> str:
        return w.ok(w.service, "issue_custom_course_link", p_email="a@example.com", p_course={"title": "Rest", "status": "ready", "course": {"parts": []}},
                    p_purchase=apple(f"link-{n}"), p_ttl="14 days")["token"]  # fmt: skip

    late, good = link("1"), link("2")
    w.db.execute(
        "update public.custom_course_purchases set link_expires_at = now() - interval '1 day' where transaction_id = 'link-1'"
    )
    w.refused("token_expired", w.ada, "peek_custom_course_link", p_token=late)
    w.ok(w.client(None), "peek_custom_course_link", p_token=good)
    w.ok(w.ada, "claim_custom_course_link", p_token=good)
    w.ok(w.ada, "claim_custom_course_link", p_token=good)


def discounts(w: Walk) -> None:
    def make(code: str, **spec: Any) -> Any:
        benefit = {"kind": "percent", "value": 10}
        return w.ok(
            w.admin, "create_discount_code", p_spec={"code": code, "product_type": "course", "benefit": benefit} | spec
        )

    sleep: dict[str, Any] = {"p_product_type": "course", "p_product_id": "calm"}
    (
        make("ROOT10", note="For the spring letter"),
        make("CHILD10", parent_code="ROOT10", owner_user_id=BEN),
        make("DEAR10", min_amount_micros=99000000, currency="USD"),
    )
    make("CREDITS", product_type="any", benefit={"kind": "credits", "value": 5})
    w.ok(w.admin, "update_discount_code", p_code="ROOT10", p_spec={"expires_at": at(9), "max_redemptions": 5})
    w.ok(w.admin, "discount_chain", p_code="ROOT10")
    w.refused(
        "unknown_product",
        w.admin,
        "create_discount_code",
        p_spec={"product_type": "course", "product_ids": ["none"], "benefit": {"kind": "percent", "value": 1}},
    )
    w.refused(
        "unknown_cohort",
        w.admin,
        "create_discount_code",
        p_spec={"product_type": "course", "cohort": "none", "benefit": {"kind": "percent", "value": 1}},
    )
    w.ok(w.ada, "validate_discount", p_code="ROOT10", **sleep)
    w.refused(
        "price_mismatch", w.ada, "validate_discount", p_code="ROOT10", p_amount_micros=1, p_currency="USD", **sleep
    )
    w.refused("minimum_not_met", w.ada, "validate_discount", p_code="DEAR10", **sleep)
    w.refused("code_not_eligible", w.ada, "validate_discount", p_code="ROOT10", p_product_type="credits")
    w.ok(w.ada, "redeem_discount", p_code="ROOT10", p_idempotency_key="redeem-001", **sleep)
    w.ok(w.service, "release_discount", p_user_id=ADA, p_idempotency_key="redeem-001")
    make("OLD10", starts_at=at(-9), expires_at=at(9))
    w.db.execute("update public.discount_codes set expires_at = now() - interval '1 day' where code = 'OLD10'")
    w.refused("code_expired", w.ada, "validate_discount", p_code="OLD10", **sleep)


def referrals(w: Walk) -> None:
    code = w.ok(w.ada, "my_referral_code")["referral_code"]
    paid = {
        "store": "stripe",
        "environment": "production",
        "paid_at": at(-1),
        "amount_micros": 10000000,
        "currency": "USD",
    }

    def reward(user: str, n: str, **more: Any) -> dict[str, Any]:
        return {"p_referee_id": user, "p_transaction": paid | {"transaction_id": f"paid-{n}"} | more}

    def referred() -> str:
        user = _signed_up(w)
        w.ok(w.client("authenticated", user), "use_referral_code", p_code=code)
        return user

    one, two, three = referred(), referred(), referred()
    w.refused("already_referred", w.client("authenticated", one), "use_referral_code", p_code=code)
    w.db.execute("update public.user_profile set created_at = now() - interval '40 days' where user_id = %s", [DAN])
    w.refused("referral_not_allowed", w.dan, "use_referral_code", p_code=code)
    w.refused("payment_not_eligible", w.service, "grant_referral_reward", **reward(one, "0", environment="sandbox"))
    w.ok(
        w.service,
        "record_credit_purchase",
        p_user_id=two,
        p_purchase=apple(
            "first-1", product_id="dochub.credits.10", purchased_at=at(-3), price_micros=1000000, currency="USD"
        ),
    )
    assert "first" in w.refused("payment_not_eligible", w.service, "grant_referral_reward", **reward(two, "1"))
    w.ok(w.service, "grant_referral_reward", **reward(one, "2"))
    w.refused("already_rewarded", w.service, "grant_referral_reward", **reward(one, "3"))
    w.db.execute("update private.settings set referral_rewards_per_period = 1")
    w.refused("referral_cap_reached", w.service, "grant_referral_reward", **reward(three, "4"))


def cohorts(w: Walk) -> None:
    w.ok(
        w.admin,
        "save_cohort",
        p_spec={
            "slug": "clinic",
            "name": "Clinic",
            "kind": "institution",
            "seats": 4,
            "domain": "clinic.example",
            "splash": {"title": "Hi"},
        },
    )
    test = {
        "slug": "test",
        "name": "Test",
        "kind": "experiment",
        "bucket_to": 10000,
        "variants": [{"slug": "a", "weight": 1}],
    }
    w.ok(w.admin, "save_cohort", p_spec=test)
    w.refused("unknown_plan", w.admin, "save_cohort", p_spec={"slug": "clinic", "grants": {"plan": "gold"}})
    w.refused(
        "domain_in_use",
        w.admin,
        "save_cohort",
        p_spec={"slug": "other", "name": "Other", "kind": "institution", "domain": "clinic.example"},
    )
    assert "stored" in w.refused(
        "cohort_conflict", w.admin, "save_cohort", p_spec={"slug": "clinic", "kind": "experiment"}
    )
    code = w.ok(w.admin, "set_join_code", p_cohort="clinic")["code"]
    w.ok(w.ada, "handshake", p_request={"platform": "ios", "app_version": "1.0"})  # Ada falls into the experiment
    w.ok(w.ben, "ensure_profile")
    assert "variant" in w.refused(
        "cohort_conflict", w.admin, "save_cohort", p_spec=test | {"variants": [{"slug": "b", "weight": 1}]}
    )
    w.ok(w.ada, "join_cohort", p_code=code)
    assert "seats_taken" in w.refused("cohort_conflict", w.admin, "save_cohort", p_spec={"slug": "clinic", "seats": 0})
    assert w.ok(w.admin, "explain_cohort", p_user_id=ADA)["candidates"]
    w.ok(w.ada, "leave_cohort")
    w.ok(w.admin, "assign_cohort", p_user_id=ADA, p_cohort="clinic", p_lock=True)


def handshakes(w: Walk) -> None:
    published = w.ok(w.admin, "publish_manifest", p_name="shop.json", p_content={"items": []})
    phone = {"platform": "ios", "app_version": "1.0", "locale": "en"}
    said = w.ok(w.ada, "handshake", p_request=phone)
    assert said["cohort"]
    assert said["changed"]
    held = {
        "manifests": {f["name"]: f["sha256"] for f in said["changed"]},
        "custom_courses": {c["custom_course_id"]: c["sha256"] for c in said["custom_courses"]},
    }
    assert "complete" not in w.ok(w.ada, "handshake", p_request=phone | held | {"cookie": said["cookie"]})
    w.ok(w.admin, "retire_manifest", p_manifest_id=published["manifest_id"])
    w.ok(w.ada, "export_my_data")


def plays_and_logs(w: Walk) -> None:
    w.ok(w.ada, "record_plays", p_device_id="phone", p_counts={"sleep-01": 3})
    w.db.execute(
        "insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at) select %s, 'other', 'a' || n, 1, now() from generate_series(1, 4999) as n",
        [ADA],
    )
    w.db.execute(
        "insert into public.audio_usage (user_id, audio_id, play_count) select %s, 'a' || n, 1 from generate_series(1, 4999) as n",
        [ADA],
    )
    w.refused("play_limit_reached", w.ada, "record_plays", p_device_id="phone", p_counts={"new-1": 1, "new-2": 1})
    w.ok(w.ada, "log_events", p_events=[{"message": "Hello"}, 1])
    w.refused("payload_too_large", w.ada, "log_events", p_events=[{}] * 51)
    w.db.execute("update private.throttle_limits set attempts = 1 where operation like 'log%'")
    w.refused("too_many_events", w.ada, "log_events", p_events=[{"message": "Hello"}] * 3)
    w.ok(w.service, "log_server_event", p_event={"function_name": "verify", "user_id": ADA})
    w.db.execute("update private.throttle_limits set attempts = 1 where operation = 'register_device'")
    w.refused("too_many_attempts", w.ada, "register_device", p_device={"device_id": "phone"})


PARTS: list[Callable[[Walk], None]] = [
    accounts,
    spending,
    purchases,
    stores,
    courses,
    discounts,
    referrals,
    cohorts,
    handshakes,
    plays_and_logs,
]


def test_every_property_named_is_in_some_answer(walk: Walk) -> None:
    for part in PARTS:
        part(walk)
    # A standby alone says this: tests/handshake/test_handshake_standby.py.
    assert walk.check.missing() == ["refusals.replica_behind.retry_after"]
