"""Nobody waits for all users: each API function and each read of a table of users' rows reaches that table by an index.

The plans are those of a database as months of use leave it, as auto_explain tells them, of every statement down to the
innermost, call after call in one session, until plans are kept.
"""

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from dochub import bench as benches
from dochub import libpq, paths
from dochub.bench import pairs, request
from dochub.bench.measure import Bench, Statements

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# From a few hundred rows on, a row is cheaper by index than by reading all; here the smallest tables have five hundred.
USERS = 100_000 if os.environ.get("DOCHUB_LONG") == "1" else 10_000

# Of each kind that there is: a veteran of 299 store events; with and without a subscription; with promotional credits, a hold, a
# finished job, a pack, a custom course, a revoked course; of each cohort; who referred somebody and who was referred.
NUMBERS = (40, 443, 446, 447, 448, 449, 452, 458, 461, 464, 500)
NEW = 10_000_000  # from here on nobody has an account
PHONES = 100  # that sync, to count handshakes

MANY = 1000  # rows: more than anybody has in a table, and few beside all

# Function and table → why it reads all of it, or much.
EXCEPTIONS = {
    # What waits has an index of its own: it is read from its beginning, and nothing else is in it.
    ("private.waiting_events", "store_inbox"): "the index of what waits, from its beginning",
    ("private.count_waiting", "store_inbox"): "the index of what waits is counted",
    ("private.store_inbox_report", "store_inbox"): "the index of what waits is counted, reason by reason",
    ("public.save_cohort", "sticky_cohorts"): "an administrator's; it looks for members of a cohort, who may be most that there are",
    ("public.save_cohort", "user_cohorts"): "as above",
}  # fmt: skip

EXPLAIN = " ".join(
    f"-c {setting}"
    for setting in (
        "session_preload_libraries=auto_explain",
        "auto_explain.log_min_duration=0",
        "auto_explain.log_nested_statements=on",
        "auto_explain.log_format=json",
        "auto_explain.log_level=notice",
    )
)

# What the bench has too few of, for an index to be worth it; nothing that anybody is asked about below.
MORE = """
insert into private.audit_log (user_id, at, action, actor_class)
select u.user_id, u.joined_at, 'set_user_role', 'service' from bench.users as u;
insert into private.store_refunds (
  store, environment, notification_id, purchase_transaction_id, transaction_id, kind, percentage, user_id, taken_percentage, taken_credits, occurred_at,
  received_at, applied_at)
select 'google', 'production', 'more-' || u.n, 'more-' || u.n, 'more-' || u.n, 'refund', 10, u.user_id, 10, 0, u.joined_at, u.joined_at, u.joined_at
  from bench.users as u;
insert into private.store_inbox (
  store, environment, notification_id, event_type, transaction_id, original_transaction_id, token_sha256, linked_token_sha256, payload, disposition,
  occurred_at, received_at)
select 'google', 'production', 'more-' || u.n, 'started', 'more-' || u.n, 'more-' || u.n, md5('a' || u.n) || md5('b' || u.n),
       md5('c' || u.n) || md5('d' || u.n), jsonb_build_object('account_token', md5('nobody' || u.n)::uuid), 'orphan', u.joined_at, u.joined_at
  from bench.users as u;
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value, redeemed_at, grant_expires_at)
select u.user_id, case when u.n <= 1300 then 'PLANFULL' else 'SPREAD' || lpad((u.n % 1000)::text, 4, '0') end, 'any', 'percent', 5,
       u.joined_at, u.joined_at + interval '1 day'
  from bench.users as u where u.n > 500;
update public.discount_codes set times_redeemed = (select count(*) from public.user_discounts where code = 'PLANFULL') where code = 'PLANFULL';
update public.discount_codes set max_redemptions = times_redeemed where code = 'PLANFULL';
insert into private.referral_clawbacks (user_id, credit_id, refunded_at, settled_at, taken_credits)
select u.user_id, md5('more' || u.n)::uuid, u.joined_at, u.joined_at, 0 from bench.users as u;
insert into public.cached_handshake_responses
select (jsonb_populate_record(c, jsonb_build_object('user_id', u.user_id))).*
  from public.cached_handshake_responses as c cross join bench.users as u
 where u.user_id <> c.user_id;
"""


def user(n: int) -> str:
    return str(uuid.UUID(hashlib.md5(f"u{n}".encode()).hexdigest()))


@dataclass(frozen=True)
class Call:
    """How somebody calls a function; `before` is a call of somebody else's, whose answer this one's body is made with."""

    function: str
    role: str
    body: Callable[[int, Any], dict[str, Any]] = lambda *_: {}
    before: "Call | None" = None
    says: str = ""
    email: str = "u{n}@example.com"

    @property
    def name(self) -> str:
        return f"{self.function}, {self.says}" if self.says else self.function


PHONE = {"schema": 3, "platform": "ios", "app_version": "1.4.2", "locale": "en"}
YESTERDAY, LATER = ((datetime.now(UTC) + timedelta(days)).isoformat() for days in (-1, 90))
MOMENT = int(datetime.fromisoformat(YESTERDAY).timestamp() * 1000)


def receipt(n: int, what: str, **more: Any) -> dict[str, Any]:
    return {"store": "apple", "environment": "production", "transaction_id": f"plan-{what}-{n}"} | more


def refund(n: int, what: str) -> dict[str, Any]:
    return receipt(n, what, notification_id=f"plan-refund-{n}", kind="refund")


def event(
    n: int,
    kind: str,
    *,
    product: str = "dochub.premium.monthly",
    account_token: str = "",
    days: int = -1,
    **transaction: Any,
) -> dict[str, Any]:
    """A store's notification about a transaction."""
    said = {"transaction_id": f"plan-event-{n}", "product_id": product, "purchased_at": YESTERDAY} | transaction
    return {"p_event": {
        "store": "apple", "environment": "production", "notification_id": f"plan-{kind}-{n}", "type": kind,
        "occurred_at": (datetime.now(UTC) + timedelta(days)).isoformat(), "account_token": account_token or user(n), "transaction": said,
    }}  # fmt: skip


def synced(_: int, answer: Any) -> dict[str, Any]:
    """What a phone sends that has got all of an answer."""
    manifests = {f["name"]: f["sha256"] for f in answer["changed"]}
    courses = {c["custom_course_id"]: c["sha256"] for c in answer["custom_courses"]}
    return {"p_request": PHONE | {"cookie": answer["cookie"], "manifests": manifests, "custom_courses": courses}}


def code(kind: str) -> Callable[[int, Any], dict[str, Any]]:
    """The redemption of one of the codes that `filled` makes."""
    product = {"p_product_id": "bench-05"} if kind in ("COURSE", "GIFT") else {}
    type_ = {"COURSE": "course", "GIFT": "course", "CREDITS": "credits", "DAYS": "subscription"}.get(kind, "any")
    return lambda n, _: (
        {"p_code": f"PLAN{kind}", "p_product_type": type_, "p_idempotency_key": f"plan-{kind}-{n}"} | product
    )


def stripe_event(n: int, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"plan-{kind}-{n}",
        "object": "event",
        "type": kind,
        "created": MOMENT // 1000,
        "livemode": True,
        "data": {"object": thing},
    }


sign_up = Call("ensure_profile", "authenticated", lambda *_: {"p_profile": {"time_zone": "Europe/London"}}, says="new")
handshake = Call("handshake", "authenticated", lambda *_: {"p_request": PHONE})
reserve = Call("reserve_credits", "service_role", lambda n, _: {
    "p_amount": 5, "p_idempotency_key": f"plan-hold-{n}", "p_user_id": user(n)})  # fmt: skip
issue = Call("issue_custom_course_link", "service_role", lambda n, _: {
    "p_email": f"u{n}@example.com", "p_course": {"title": "Better sleep", "status": "ready", "course": {"parts": []}},
    "p_purchase": receipt(n, "link"), "p_ttl": "14 days"})  # fmt: skip
save_course = Call("save_custom_course", "service_role", lambda n, _: {
    "p_user_id": user(n), "p_course": {"title": "Better sleep", "status": "ready", "course": {"parts": []}}})  # fmt: skip
buy_credits = Call("record_credit_purchase", "service_role", lambda n, _: {
    "p_user_id": user(n), "p_purchase": receipt(n, "pack", product_id="dochub.credits.10")})  # fmt: skip
buy_course = Call("record_course_purchase", "service_role", lambda n, _: {
    "p_user_id": user(n), "p_purchase": receipt(n, "course", course_code="bench-07", price_micros=19990000, currency="USD")})  # fmt: skip
subscribe = Call("apply_store_event", "service_role", lambda n, _: event(
    n, "renewed", expires_at=LATER, transaction_id=f"plan-sub-{n}"), says="renewed")  # fmt: skip
use_code = Call("use_referral_code", "authenticated", lambda *_: {"p_code": "BENCH448"}, before=sign_up)
redeem = Call("redeem_discount", "authenticated", code("COURSE"))
publish = Call("publish_manifest", "service_role", lambda *_: {"p_name": "plan.json", "p_content": {"items": []}})
code_made = Call("create_discount_code", "service_role", lambda n, _: {
    "p_spec": {"code": f"PLANNEW{n}", "product_type": "course", "benefit": {"kind": "percent", "value": 25}, "max_redemptions": 500}})  # fmt: skip

paid_by_stripe = Call("apply_stripe_event", "service_role", lambda n, _: {"p_event": stripe_event(n, "checkout.session.completed", {
    "object": "checkout.session", "id": f"cs_{n}", "mode": "payment", "payment_status": "paid", "payment_intent": f"pi_{n}",
    "client_reference_id": user(n), "amount_total": 499, "currency": "usd", "metadata": {"product_id": "dochub.credits.10"}})},
    says="purchase")  # fmt: skip

CALLS = (
    # About the caller.
    sign_up,
    Call("ensure_profile", "authenticated", lambda *_: {"p_profile": {"first_name": "Ada", "time_zone": "Asia/Tokyo"}}),
    Call("erase_my_account", "authenticated", lambda *_: {"p_confirm": "erase my account"}),
    Call("export_my_data", "authenticated"),
    Call("register_device", "authenticated", lambda n, _: {
        "p_device": {"device_id": "plan", "platform": "ios", "app_version": "1.4.2", "push_token": f"plan-{n}"}}),
    Call("my_entitlements", "authenticated"),
    Call("my_courses", "authenticated"),
    Call("handshake", "authenticated", lambda *_: {"p_request": PHONE | {"app_version": "9.1"}}, says="cold"),
    replace(handshake, before=handshake, says="first"),
    Call("handshake", "authenticated", synced, before=handshake, says="unchanged"),
    Call("join_cohort", "authenticated", lambda *_: {"p_code": "PLANJOIN"}, says="by code"),
    Call("join_cohort", "authenticated", says="by address", email="u{n}@plans.example"),
    Call("leave_cohort", "authenticated"),
    Call("my_referral_code", "authenticated"),
    use_code,
    Call("record_plays", "authenticated", lambda n, _: {
        "p_device_id": f"phone-{n}", "p_counts": {f"bench-audio-{a:02}": 1000 for a in range(1, 21)}}),
    Call("validate_discount", "authenticated", lambda *_: {
        "p_code": "PLANCOURSE", "p_product_type": "course", "p_product_id": "bench-05"}),
    Call("validate_discount", "authenticated", lambda *_: {
        "p_code": "PLANFULL", "p_product_type": "credits", "p_product_id": "dochub.credits.10", "p_amount_micros": 5490000, "p_currency": "EUR"},
        says="used up"),
    redeem,
    Call("redeem_discount", "authenticated", code("FULL"), says="used up"),
    Call("redeem_discount", "authenticated", code("GIFT"), says="a course"),
    Call("redeem_discount", "authenticated", code("CREDITS"), says="credits"),
    Call("redeem_discount", "authenticated", code("DAYS"), says="free days"),
    Call("claim_custom_course_link", "authenticated", lambda _, a: {"p_token": a["token"]}, before=issue),
    Call("peek_custom_course_link", "anon", lambda _, a: {"p_token": a["token"]}, before=issue),
    Call("credit_balance", "authenticated"),
    Call("deduct_credits", "authenticated", lambda n, _: {"p_amount": 1, "p_idempotency_key": f"plan-{n}-spend", "p_reason": "sleep course"}),
    Call("log_events", "authenticated", lambda n, _: {
        "p_events": [{"event_id": f"plan-{n}-{e}", "message": "Ask ada@example.com"} for e in range(20)]}),
    Call("log_events", "anon", lambda n, _: {"p_events": [{"event_id": f"plan-{n}", "message": "Player opened"}]}, says="of a visitor"),
    # About whom a server or an administrator names.
    Call("credit_balance", "service_role", lambda n, _: {"p_user_id": user(n)}, says="of a user"),
    reserve,
    Call("commit_credits", "service_role", lambda n, a: {"p_hold_id": a["hold_id"], "p_amount": 3, "p_user_id": user(n)}, before=reserve),
    Call("release_credits", "service_role", lambda n, a: {
        "p_hold_id": a["hold_id"], "p_reason": "failed", "p_user_id": user(n)}, before=reserve),
    Call("adjust_credits", "service_role", lambda n, _: {
        "p_user_id": user(n), "p_amount": 10, "p_idempotency_key": f"plan-{n}-ticket", "p_reason": "goodwill"}),
    buy_credits,
    Call("refund_credit_purchase", "service_role", lambda n, _: {"p_refund": refund(n, "pack")}, before=buy_credits),
    buy_course,
    Call("refund_course_purchase", "service_role", lambda n, _: {"p_refund": refund(n, "course")}, before=buy_course),
    save_course,
    Call("record_custom_course_purchase", "service_role", lambda n, a: {
        "p_user_id": user(n), "p_custom_course_id": a["custom_course_id"], "p_purchase": receipt(n, "custom")}, before=save_course),
    Call("explain_entitlement", "service_role", lambda n, _: {"p_user_id": user(n)}),
    Call("explain_cohort", "service_role", lambda n, _: {"p_user_id": user(n)}),
    Call("assign_cohort", "service_role", lambda n, _: {"p_user_id": user(n), "p_cohort": "plan-doors"}),
    Call("assign_cohort", "service_role", lambda n, _: {"p_user_id": user(n), "p_cohort": None}, says="none"),
    Call("release_discount", "service_role", lambda n, _: {"p_user_id": user(n), "p_idempotency_key": f"plan-COURSE-{n}"}, before=redeem),
    Call("grant_referral_reward", "service_role", lambda n, _: {
        "p_referee_id": user(n), "p_transaction": receipt(n, "paid", paid_at=YESTERDAY, amount_micros=1, currency="USD")},
        before=use_code),
    Call("erase_user", "service_role", lambda n, _: {"p_user_id": user(n)}),
    Call("set_user_role", "service_role", lambda n, _: {"p_user_id": user(n), "p_role": "admin"}),
    Call("set_tester", "service_role", lambda n, _: {"p_user_id": user(n), "p_is_tester": True}),
    # About no user, or whom a receipt names.
    subscribe,
    Call("apply_store_event", "service_role", lambda n, _: event(
        n, "canceled", days=-3, transaction_id=f"plan-sub-{n}"), before=subscribe, says="late"),
    Call("apply_store_event", "service_role", lambda n, _: event(
        n, "canceled", account_token=hashlib.sha256(user(n + 1).encode()).hexdigest(), transaction_id=f"plan-sub-{n}"), before=subscribe, says="of a second account"),
    Call("transfer_subscription", "service_role", lambda n, _: {
        "p_from": user(n), "p_to": user(n + 1), "p_receipt": receipt(n, "sub")}, before=subscribe),
    Call("store_inbox_report", "service_role", lambda n, _: {"p_filter": {"account": user(n)}}),
    Call("replay_store_events", "service_role", lambda n, _: {"p_filter": {"account": user(n), "limit": 5}}),
    Call("apply_store_event", "service_role", lambda n, _: event(n, "started", product="dochub.credits.10"), says="credits"),
    Call("apply_store_event", "service_role", lambda n, _: event(
        n, "refunded", product="dochub.credits.10", transaction_id=f"plan-pack-{n}"), before=buy_credits, says="refunded"),
    Call("apply_apple_notification", "service_role", lambda n, _: {"p_notification": {
        "notificationType": "DID_RENEW", "notificationUUID": f"plan-{n}", "signedDate": MOMENT, "data": {
            "environment": "Production", "signedTransactionInfo": {
                "transactionId": f"plan-event-{n}", "originalTransactionId": f"plan-event-{n}", "productId": "dochub.premium.monthly",
                "purchaseDate": MOMENT, "expiresDate": MOMENT + 90 * 86400000, "appAccountToken": user(n)}}}}),
    Call("apply_apple_notification", "service_role", lambda n, _: {"p_notification": {
        "notificationType": "CONSUMPTION_REQUEST", "notificationUUID": f"plan-{n}", "signedDate": MOMENT, "data": {
            "environment": "Production", "signedTransactionInfo": {"transactionId": f"plan-pack-{n}"}}}},
        before=buy_credits, says="consumption"),
    Call("apply_google_notification", "service_role", lambda n, _: {
        "p_notification": {"eventTimeMillis": str(MOMENT), "oneTimeProductNotification": {
            "notificationType": 1, "purchaseToken": f"plan-token-{n}", "sku": "dochub.credits.10"}},
        "p_purchase": {"orderId": f"plan-order-{n}", "obfuscatedExternalAccountId": user(n), "purchaseState": 0}}),
    paid_by_stripe,
    Call("apply_stripe_event", "service_role", lambda n, _: {"p_event": stripe_event(n, "refund.created", {
        "object": "refund", "id": f"re_{n}", "amount": 100, "currency": "usd", "status": "succeeded", "payment_intent": f"pi_{n}"})},
        before=paid_by_stripe, says="refund"),
    Call("consumption_report", "service_role", lambda n, _: {
        "p_user_id": user(n), "p_transaction_id": f"plan-pack-{n}"}, before=buy_credits),
    issue,
    Call("log_server_event", "service_role", lambda n, _: {"p_event": {"function_name": "verify-receipt", "message": "Timed out", "user_id": user(n)}}),
    code_made,
    Call("update_discount_code", "service_role", lambda n, _: {
        "p_code": f"PLANNEW{n}", "p_spec": {"expires_at": LATER, "max_redemptions": None}}, before=code_made),
    Call("discount_chain", "service_role", lambda *_: {"p_code": "PLANCOURSE"}),
    Call("save_cohort", "service_role", lambda *_: {"p_spec": {"slug": "plan-doors", "seats": 50, "grants": {"plan": "premium"}}}),
    Call("set_join_code", "service_role", lambda n, _: {"p_cohort": "plan-doors", "p_code": f"PLANJOIN{n}"}),
    publish,
    Call("retire_manifest", "service_role", lambda _, a: {"p_manifest_id": a["manifest_id"]}, before=publish),
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(pytestconfig: Any) -> Iterator[Bench]:
    major = pytestconfig.getoption("--server")
    with benches.prepared(USERS, clients=2, major="embedded" if major == "18" else major) as made:
        yield made


@pytest.fixture(scope="module")
def filled(bench: Bench) -> Bench:
    """With rows in every table, and what the calls ask for."""
    with libpq.connect(bench.dsn) as conn:
        asked = Session(bench, conn)
        asked.send(handshake, NUMBERS[0], keep=True)
        for spec in (
            {"code": "PLANCOURSE", "product_type": "course", "benefit": {"kind": "percent", "value": 20}},
            {"code": "PLANGIFT", "product_type": "course", "benefit": {"kind": "percent", "value": 100}},
            {"code": "PLANCREDITS", "product_type": "any", "benefit": {"kind": "credits", "value": 20}},
            {"code": "PLANDAYS", "product_type": "any", "benefit": {"kind": "free_days", "value": 20}},
            {
                "code": "PLANFULL",
                "product_type": "any",
                "benefit": {"kind": "percent", "value": 5},
                "max_redemptions": 1,
            },
        ):
            asked.send(replace(code_made, body=lambda *_, spec=spec: {"p_spec": spec}), 0, keep=True)
        cohort = {"slug": "plan-doors", "name": "Doors", "kind": "institution", "domain": "plans.example"}
        asked.send(Call("save_cohort", "service_role", lambda *_: {"p_spec": cohort}), 0, keep=True)
        join = {"p_cohort": "plan-doors", "p_code": "PLANJOIN"}
        asked.send(Call("set_join_code", "service_role", lambda *_: join), 0, keep=True)
    with libpq.connect(bench.dsn, options="-c session_replication_role=replica") as conn:
        conn.execute(MORE)
    bench.conn.execute("vacuum analyze")
    return bench


# What a session did.


@dataclass(frozen=True)
class Scan:
    """A plan's way through all of a table of users' rows, or through much of it."""

    request: str
    function: str
    table: str
    node: str
    query: str

    def __str__(self) -> str:
        return f"{self.request}: {self.node} of {self.table} in {self.function}: {self.query}"


def far(plan: dict[str, Any], table: str = "") -> Iterator[tuple[str, str]]:
    """The nodes, and their tables, that go far: sequential scans, indexes from beginning to end, indexes for very many rows."""
    kind, table = plan["Node Type"], plan.get("Relation Name", table)
    if kind in ("Seq Scan", "Sample Scan"):
        yield kind, table
    elif kind in ("Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        if "Index Cond" not in plan:
            yield f"{kind} without a condition", table
        elif plan["Plan Rows"] > MANY:
            yield f"{kind} for more than {MANY} rows", table
    for inner in plan.get("Plans", ()):
        yield from far(inner, table)


class Session:
    """Requests as PostgREST makes them, on one connection, and the plans of all that the last one ran."""

    def __init__(self, bench: Bench, conn: psycopg.Connection[Any]) -> None:
        self.conn = conn
        self.signatures = benches.functions(bench.conn)
        self.tables = of_users(bench)
        self.read_only = {
            name
            for (name,) in bench.conn.execute(
                "select proname from pg_proc where pronamespace = 'public'::regnamespace and provolatile <> 'v'"
            )
        }
        self.plans: list[tuple[str, dict[str, Any]]] = []  # function, plan
        self.conn.add_notice_handler(self._noticed)

    def _noticed(self, notice: psycopg.errors.Diagnostic) -> None:
        said = notice.message_primary or ""
        if said.startswith("duration: "):
            inside = re.search(r'function "?([\w.]+)', notice.context or "")
            self.plans.append((inside[1] if inside else "the request", json.loads(said[said.index("{") :])))

    def send(self, call: Call, n: int, *, keep: bool = False) -> Any:
        """The answer; the transaction is rolled back unless it is to be kept."""
        with self.conn.transaction(force_rollback=not keep):
            answer = self.send(call.before, n, keep=True) if call.before else None
            self.plans.clear()
            self._begin(call.role, n, call.email)
            if call.function in self.read_only:
                self.conn.execute("set transaction read only")
            body = call.body(n, answer)
            named = {name: type_ for name, type_ in self.signatures[call.function].items() if name in body}
            statement = request.call(call.function, named, "%s::json", limit="%s", offset="%s")
            values = [*([json.dumps(body)] if named else []), 1000, 0]
            row = self.conn.execute(statement, values, prepare=True).fetchone()
            assert row
            return row[2]

    def read(self, role: str, table: str, n: int, *, filtered: bool) -> int:
        """How many rows come back; `filtered`: of user n only, by the request and not by the policy alone."""
        with self.conn.transaction(force_rollback=True):
            self.plans.clear()
            self._begin(role, n, "u{n}@example.com")
            self.conn.execute("set transaction read only")
            statement = request.read(table, "user_id", "%s", limit="%s", offset="%s")
            values: list[Any] = [user(n), 1000, 0]
            if not filtered:
                statement, values = re.sub(r"WHERE .* = %s", "", statement), values[1:]
            row = self.conn.execute(statement, values, prepare=True).fetchone()
            assert row
            return int(row[1])

    def _begin(self, role: str, n: int, email: str) -> None:
        claims: dict[str, Any] = {"role": role}
        if role == "authenticated":
            claims |= {"sub": user(n), "email": email.format(n=n), "email_verified": True}
        values = {
            "search_path": '"public", ""', "lock": "lock_timeout", "lock_value": "60s", "statement": "statement_timeout",
            "statement_value": "60s", "role": role, "claims": json.dumps(claims), "method": "POST", "path": "/",
            "headers": pairs.HEADERS, "cookies": "{}",
        }  # fmt: skip
        fields = re.findall(r"\{(\w+)\}", request.SETTINGS)
        settings = request.SETTINGS.format_map(dict.fromkeys(fields, "%s"))
        self.conn.execute(settings, [values[field] for field in fields], prepare=True)
        self.conn.execute(request.PRE_REQUEST, prepare=True)

    def scans(self, name: str) -> Iterator[Scan]:
        """What of the last request's plans goes far in a table of users' rows."""
        for function, plan in self.plans:
            for node, table in far(plan["Plan"]):
                if table in self.tables:
                    yield Scan(name, function, table, node, " ".join(plan["Query Text"].split())[:400])


@contextmanager
def session(bench: Bench) -> Iterator[Session]:
    """A new one, without plans."""
    with libpq.connect(bench.dsn, options=EXPLAIN) as conn:
        yield Session(bench, conn)


def of_users(bench: Bench) -> set[str]:
    """The tables with a user_id, partitions too."""
    rows = bench.conn.execute(
        """select c.relname from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'user_id'
            where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)"""
    )
    return {name for (name,) in rows}


def numbers(call: Call) -> list[int]:
    """Whom a call is tried for: people of all kinds, or, where somebody signs up first, people of none."""
    first = call
    while first.before:
        first = first.before
    return [n + NEW if first is sign_up else n for n in NUMBERS]


@dataclass
class Seen:
    """What eleven calls in one session came to."""

    answers: list[Any]
    scans: set[Scan]
    kept: bool  # whether the last one ran a plan that is kept


@pytest.fixture(scope="module")
def seen(filled: Bench) -> dict[str, Seen]:
    found = {}
    for call in CALLS:
        with session(filled) as asked:
            had = Seen([], set(), False)
            for n in numbers(call):
                had.answers.append(asked.send(call, n))
                had.scans |= set(asked.scans(call.name))
            had.kept = any(re.search(r'"Index Cond": "[^"]*\$\d', json.dumps(plan)) for _, plan in asked.plans)
            found[call.name] = had
    return found


def test_every_table_of_users_is_large_enough(filled: Bench) -> None:
    """For an index to be the cheaper way to a row: another table needs its rows in bench/users.sql, or in MORE."""
    rows = filled.conn.execute(
        "select relname, reltuples from pg_class where relname = any (%s)", [list(of_users(filled))]
    )
    assert {name: size for name, size in rows if size < 500} == {}


def uncalled(bench: Bench) -> set[str]:
    """The API functions without a sample call; what takes a row is a computed field and no call."""
    rows = bench.conn.execute(
        """select p.proname from pg_proc as p
            where p.pronamespace = 'public'::regnamespace
              and not exists (select 1 from pg_type as t where t.oid = any (p.proargtypes) and t.typtype = 'c')"""
    )
    return {name for (name,) in rows} ^ {call.function for call in CALLS}


def test_every_api_function_is_called(filled: Bench) -> None:
    assert uncalled(filled) == set()
    with filled.conn.transaction(force_rollback=True):
        filled.conn.execute("create function public.quite_new() returns integer language sql as 'select 1'")
        assert uncalled(filled) == {"quite_new"}


@pytest.mark.parametrize("name", [call.name for call in CALLS])
def test_a_call_reaches_users_rows_by_index(seen: dict[str, Seen], name: str) -> None:
    assert [answer for answer in seen[name].answers if not answer["ok"]] == []
    assert [str(s) for s in seen[name].scans if (s.function, s.table) not in EXCEPTIONS] == []


def test_plans_that_are_kept_are_looked_at(seen: dict[str, Seen]) -> None:
    """Whoever signs in runs statements about himself, whose plans have parameters in the end."""
    assert [call.name for call in CALLS if call.role == "authenticated" and not seen[call.name].kept] == []


def test_every_exception_is_needed(seen: dict[str, Seen]) -> None:
    """One that is repaired goes from the list. With more users there are fewer: what is hashed whole at first is too large then."""
    needless = set(EXCEPTIONS) - {(s.function, s.table) for had in seen.values() for s in had.scans}
    assert needless == set() or USERS > 10_000


CONTRACT = yaml.safe_load((paths.root() / "policies" / "access.yaml").read_text())["tables"]


@pytest.mark.parametrize(
    ("role", "filtered"),
    [("authenticated", True), ("authenticated", False), ("service_role", True)],
    ids=["by the request", "by the policy alone", "by a server"],
)
def test_rows_of_a_user_are_read_by_index(filled: Bench, role: str, filtered: bool) -> None:
    """Each table that has rows of one's own; a server reads them too, and what only it may read."""
    tables = of_users(filled) | {"app_logs", "server_logs"}
    chosen = [
        name.removeprefix("public.")
        for name, roles in CONTRACT.items()
        if name.startswith("public.")
        and roles.get(role, {}).get("select") == ("own" if role == "authenticated" else "all")
    ]
    chosen = [table for table in chosen if table in tables]
    assert len(chosen) > 10
    scans, empty = set(), set(chosen)
    with session(filled) as asked:
        for table in chosen:
            for n in NUMBERS:
                if asked.read(role, table, n, filtered=filtered):
                    empty.discard(table)
                scans |= set(asked.scans(f"read of {table}"))
    assert [str(s) for s in scans] == []
    assert empty == set()


# A fault is reported.


def test_a_missing_index_is_reported(filled: Bench) -> None:
    with session(filled) as asked, asked.conn.transaction(force_rollback=True):
        asked.conn.execute("drop index public.custom_course_purchases_user_id_idx")
        asked.send(Call("export_my_data", "authenticated"), NUMBERS[0])
        assert {str(replace(s, query="…")) for s in asked.scans("export_my_data")} == {
            f"export_my_data: Seq Scan of custom_course_purchases in private.{function}: …"
            for function in ("export_my_data", "waiting_links")
        }
        asked.read("authenticated", "custom_course_purchases", NUMBERS[0], filtered=False)
        [scan] = asked.scans("read")
        assert (scan.function, scan.table, scan.node) == ("the request", "custom_course_purchases", "Seq Scan")


@pytest.mark.parametrize(
    ("query", "table", "node"),
    [
        ("select count(*) from private.user_sync", "user_sync", "Index Only Scan without a condition"),
        (
            "select max(user_id::text) from private.store_inbox where store = 'apple'",
            "store_inbox",
            "for more than 1000 rows",
        ),
    ],
)
def test_an_index_that_is_read_from_end_to_end_is_reported(filled: Bench, query: str, table: str, node: str) -> None:
    with session(filled) as asked:
        asked.conn.execute("set enable_seqscan = off")
        asked.conn.execute(query)
        found = list(asked.scans("query"))
        assert found
        assert all(s.table == table and node in s.node for s in found)


def test_what_a_foreign_key_reads_is_looked_at(filled: Bench) -> None:
    """Innermost statements, of keys and triggers too, have their plans in what is judged."""
    with session(filled) as asked:
        asked.send(reserve, NUMBERS[1])
        assert any("FOR KEY SHARE OF x" in plan["Query Text"] for _, plan in asked.plans)


# Statements.

LIMITS = yaml.safe_load(Path(__file__).with_name("statements.yaml").read_text())


@pytest.fixture(scope="module")
def counted(filled: Bench) -> dict[str, Statements]:
    """Of each pair, ours: the statements that a call runs."""
    chosen = [
        replace(pair, sides={"ours": pair.sides["ours"]}, prepare="")
        for pair in pairs.read(paths.root() / "bench" / "pairs")
    ]
    # An ordinary call: that of a user whose credits have been settled since what was put in above.
    filled.conn.execute(
        "select from public.ai_usage as u cross join lateral private.settle_credits(u.user_id, now()) as s"
    )
    few = replace(filled, variables={**filled.variables, "pool": PHONES})
    found = benches.measured(few, chosen, seconds=0, rounds=0, progress=lambda _: None)
    return {result.pair.name: result.statements["ours"] for result in found}


@pytest.mark.parametrize("name", pairs.ORDER)
def test_a_call_runs_no_more_statements_than_before(counted: dict[str, Statements], name: str) -> None:
    assert counted[name].own <= LIMITS["for_now"].get(name, LIMITS["most"][name])


@pytest.mark.parametrize("name", pairs.ORDER)
def test_a_session_keeps_the_plans_of_a_call(counted: dict[str, Statements], name: str) -> None:
    """ADR 17: to plan a statement takes longer than to run it."""
    assert counted[name].replanned == ()


def test_every_pair_has_its_number() -> None:
    assert set(LIMITS["most"]) == set(pairs.ORDER)
    assert [n for n, most in LIMITS["for_now"].items() if most <= LIMITS["most"][n]] == []
