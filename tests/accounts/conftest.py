"""An account that has rows in every table about a person, made by real calls, and a scan for what was planted in it."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
import yaml
from psycopg import sql
from psycopg.types.json import Jsonb

from dochub import paths

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="session")
def personal_data() -> dict[str, Any]:
    """policies/personal_data.yaml."""
    return yaml.safe_load((paths.root() / "policies" / "personal_data.yaml").read_text())


class Person(NamedTuple):
    """A user, and what is to be found of it nowhere after the erasure: what it was → the text."""

    user_id: UUID
    claims: dict[str, Any]
    planted: dict[str, str]
    facts: dict[str, Any]


def rpc(conn: Connection, function: str, *arguments: Any) -> Any:
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
    query = sql.SQL("select public.{}({})").format(sql.Identifier(function), marks)
    row = conn.execute(query, [Jsonb(a) if isinstance(a, dict | list) else a for a in arguments]).fetchone()
    assert row
    return row[0]


@pytest.fixture
def call(db: Connection, as_user: Any) -> Callable[..., Any]:
    """`call(role, sub, function, *arguments, **claims)`: one API call."""

    def call(role: str, sub: UUID | None, function: str, *arguments: Any, **claims: Any) -> Any:
        with as_user(db, sub, role, **claims):
            return rpc(db, function, *arguments)

    return call


def purchase(transaction: str, **more: Any) -> dict[str, Any]:
    return {"store": "apple", "environment": "production", "transaction_id": transaction, "price_micros": 1} | {
        "currency": "EUR",
        **more,
    }


def event(notification: str, kind: str, transaction: str, **more: Any) -> dict[str, Any]:
    facts = {"transaction_id": transaction, "original_transaction_id": "sub-1", "product_id": "dochub.premium.monthly"}
    return {
        "store": "apple",
        "environment": "production",
        "notification_id": notification,
        "type": kind,
        "occurred_at": "2026-01-02T00:00:00Z",
        "transaction": facts | {"purchased_at": "2026-01-01T00:00:00Z", "expires_at": "2036-01-01T00:00:00Z"},
    } | more


def sign_in(planted: dict[str, str]) -> dict[str, Any]:
    return {"email": planted["e-mail"], "email_verified": True}


@pytest.fixture
def person(db: Connection, call: Callable[..., Any], as_user: Any) -> Person:
    user, admin, seed = uuid4(), uuid4(), uuid4().hex[:8]
    words = "first name, last name, display name, device, model, push token, voice, reason, course title, course text"
    words += ", waiting title, payload, orphan payload, app log, server log, audio, mistyped code, variant"
    planted = {what: f"planted-{what.replace(' ', '-')}-{seed}" for what in words.split(", ")}
    planted |= {"e-mail": f"Planted-{seed}@Example.com", "referral code": f"PLANTED{seed.upper()}"}
    planted |= {"cohort": f"planted-school-{seed}"}
    claims = sign_in(planted)
    mail = planted["e-mail"]
    db.execute(
        """
        insert into public.courses (course_code, title, price_micros, currency, status)
        values ('sleep', 'Sleep', 1000000, 'EUR', 'published');
        insert into public.discount_codes (code, product_type, benefit_kind, benefit_value)
        values ('TENCREDITS', 'any', 'credits', 10), ('FREEWEEK', 'any', 'free_days', 7);
        """
    )
    db.execute(
        "insert into public.cohorts (slug, name, kind, seats, seats_taken) values (%s, 'School', 'institution', 3, 2)",
        [planted["cohort"]],
    )
    db.execute(
        "insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to) values ('trial', 'Trial', 'experiment', 'salt', 0, 1)"
    )
    db.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [admin])

    def me(function: str, *arguments: Any) -> Any:
        answer = call("authenticated", user, function, *arguments, **claims)
        assert answer["ok"], answer
        return answer

    def service(function: str, *arguments: Any) -> Any:
        answer = call("service_role", None, function, *arguments)
        assert answer["ok"], answer
        return answer

    names = {key: planted[key.replace("_", " ")] for key in ("first_name", "last_name")}
    me("ensure_profile", names | {"locale": "pt-PT", "time_zone": "Europe/Lisbon"})
    with as_user(db, user):
        db.execute("update public.user_profile set display_name = %s", [planted["display name"]])
        db.execute("insert into public.analytics (course_code, voice) values ('sleep', %s)", [planted["voice"]])
    device = {"device_id": planted["device"], "model": planted["model"], "push_token": planted["push token"]}
    me("register_device", device)
    me("deduct_credits", 1, "planted-key-1", planted["reason"])
    me("redeem_discount", "TENCREDITS", "any", "planted-key-2")
    me("redeem_discount", "FREEWEEK", "any", "planted-key-3")
    mistyped = call("authenticated", user, "redeem_discount", planted["mistyped code"] + "!", "any", "planted-key-4")
    assert mistyped["code"] == "code_not_found"

    hold = service("reserve_credits", 2, "planted-key-5", None, None, user)
    course = {"title": planted["course title"], "status": "ready", "course": {"text": [planted["course text"]]}}
    saved = service("save_custom_course", user, course | {"hold_id": hold["hold_id"]})
    service("record_custom_course_purchase", user, saved["custom_course_id"], purchase("custom-1"))
    claimed = service("issue_custom_course_link", mail.upper(), course, purchase("link-1"))
    me("claim_custom_course_link", claimed["token"])
    waiting = service(
        "issue_custom_course_link", mail, course | {"title": planted["waiting title"]}, purchase("link-2")
    )
    service("record_course_purchase", user, purchase("course-1", course_code="sleep"))
    service("record_credit_purchase", user, purchase("credits-1", product_id="dochub.credits.10"))
    refund = {"store": "apple", "environment": "production", "transaction_id": "credits-1", "percentage": 10}
    refund |= {"kind": "refund", "notification_id": "refund-1", "occurred_at": "2026-01-03T00:00:00Z"}
    service("refund_credit_purchase", refund)
    service("apply_store_event", event("n-1", "started", "sub-1", user_id=str(user)))
    reason = {"renewal": {"cancel_reason": planted["payload"]}}
    for notification, more in {
        "n-2": {"user_id": str(user)},
        "n-3": {"account_token": str(user).upper()},
        "n-4": {},
    }.items():
        kept = service("apply_store_event", event(notification, "SOMETHING_NEW", "sub-1", **reason, **more))
        assert kept["disposition"] == "ignored"
    token = db.execute("select encode(sha256(%s::text::bytea), 'hex')", [user]).fetchone()[0]
    reason = {"renewal": {"cancel_reason": planted["orphan payload"]}}
    other = {"transaction_id": "sub-9", "product_id": "dochub.premium.monthly"}
    # Somebody else's, whose right goes on: what names the user waits.
    live = other | {"expires_at": "2036-01-01T00:00:00Z"}
    service("apply_store_event", event("n-6", "started", "sub-9", user_id=str(admin)) | {"transaction": live})
    orphan = event("n-7", "canceled", "sub-9", account_token=token, **reason) | {"transaction": other}
    orphan = service("apply_store_event", orphan)
    assert orphan["disposition"] == "orphan"
    assert call("dochub_admin", admin, "set_user_role", user, "admin")["ok"]

    for query, *parameters in (
        ("insert into public.audio_usage (user_id, audio_id, play_count) values (%s, %s, 7)", planted["audio"]),
        ("insert into public.user_cohorts (user_id, slug, source) values (%s, %s, 'join_code')", planted["cohort"]),
        (
            "insert into private.referrals (user_id, referrer_id, referred_at) values (%s, %s, now())",
            admin,
        ),
        (
            (
                "with c as (insert into public.referral_credits (user_id, source, amount, remaining)"
                " values (%s, 'referral', 5, 0) returning user_id, credit_id)"
                " insert into private.referral_clawbacks (user_id, credit_id, refunded_at)"
                " select c.user_id, c.credit_id, %s from c"
            ),
            "2026-01-01",
        ),
        (
            (
                "insert into private.referral_payment_claims (user_id, store, environment, transaction_id, claimed_at)"
                " values (%s, 'apple', 'production', 'course-1', %s)"
            ),
            "2026-01-01",
        ),
        (
            (
                "insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at)"
                " values (%s, %s, %s, 7, now())"
            ),
            planted["device"],
            planted["audio"],
        ),
        (
            (
                "insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)"
                " values (%s, '', sha256('event'), %s)"
            ),
            "2026-01-01",
        ),
        (
            "insert into private.sticky_cohorts (user_id, slug, variant, assigned_at) values (%s, 'trial', %s, now())",
            planted["variant"],
        ),
        (
            "insert into private.referral_code_claims (user_id, referral_code, claimed_at) values (%s, %s, now())",
            planted["referral code"],
        ),
        (
            (
                "insert into public.app_logs (user_id, role, kind, level, message, context)"
                " values (%s, 'authenticated', 'feedback', 'info', %s, %s)"
            ),
            planted["app log"],
            Jsonb({"deep": [planted["app log"]]}),
        ),
        (
            (
                "insert into public.server_logs (user_id, function_name, level, message, received_at)"
                " values (%s, 'generate', 'info', %s, '2020-01-01')"
            ),
            planted["server log"],
        ),
    ):
        db.execute(query, [user, *parameters])
    db.execute("update public.user_profile set referral_code = %s where user_id = %s", [planted["referral code"], user])
    me("handshake", {"platform": "ios", "app_version": "1.0.0", "locale": "pt-PT"})
    facts = {"hold_id": hold["hold_id"], "waiting": waiting, "claimed": claimed, "admin": admin, "course": course}
    return Person(user, claims, planted, facts)


def relations(conn: Connection) -> list[str]:
    """Every table and partition of both schemas."""
    conn.execute("set search_path = pg_catalog")
    query = "select oid::regclass::text from pg_class where relkind in ('r', 'p')"
    return [
        name
        for (name,) in conn.execute(query + " and relnamespace in ('public'::regnamespace, 'private'::regnamespace)")
    ]


@pytest.fixture
def found(db: Connection) -> Callable[[dict[str, str]], dict[str, set[str]]]:
    """`found(planted)`: what of it is in any column of any row of any table: what → tables. Whatever the case, in bytea too."""

    def found(planted: dict[str, str]) -> dict[str, set[str]]:
        places: dict[str, set[str]] = {}
        for table in relations(db):
            # As JSON text, in which bytea is hex.
            text = "\n".join(row for (row,) in db.execute(f"select lower(to_jsonb(t)::text) from {table} as t"))
            for what, value in planted.items():
                if value.lower() in text or value.encode().hex() in text or value.lower().encode().hex() in text:
                    places.setdefault(what, set()).add(table)
        return places

    return found


@pytest.fixture
def everything(db: Connection) -> Callable[[], dict[str, list[str]]]:
    """`everything()`: all rows of all tables, as text."""

    def everything() -> dict[str, list[str]]:
        return {
            table: sorted(
                json.dumps(row, sort_keys=True) for (row,) in db.execute(f"select to_jsonb(t) from {table} as t")
            )
            for table in relations(db)
        }

    return everything
