"""Who the demo users are and how they stand with the stores: the same people every time, with dates relative to now."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from dochub.seed.manifests import Json, number, source
from dochub.seed.manifests import sha256 as hexdigest

USERS = 200
DAY = timedelta(days=1)
PERIODS = {"monthly": 30 * DAY, "yearly": 365 * DAY}
PRICES = {"monthly": 9_990_000, "yearly": 59_990_000}  # micros
STORES = ("apple", "google", "stripe")


@dataclass(frozen=True)
class Persona:
    """Somebody to act as: what the token says. `user_id` is None for those who are nobody in particular."""

    name: str
    role: str
    about: str
    user_id: str | None = None
    email: str | None = None

    @property
    def claims(self) -> Json:
        """The claims of the token."""
        who: Json = {"sub": self.user_id} if self.user_id else {}
        address: Json = {"email": self.email, "email_verified": True} if self.email else {}
        return {"role": self.role} | who | address


CLOVER = Persona(
    "Clover",
    "authenticated",
    "free plan, Europe/Berlin, ten purchased credits in the bank; `dochub demo` is her day",
    "11111111-1111-4111-8111-111111111111",
    "clover@example.com",
)
HERON = Persona(
    "Heron",
    "authenticated",
    "premium by the month, courses bought, a custom course, a code of his own",
    "22222222-2222-4222-8222-222222222222",
    "heron@example.com",
)
SAGE = Persona(
    "Sage",
    "authenticated",
    "member of the cohort lakeside-clinic: its splash screen, its courses, no advertisements",
    "33333333-3333-4333-8333-333333333333",
    "sage@lakeside-clinic.example",
)
JUNIPER = Persona(
    "Juniper",
    "dochub_admin",
    "an administrator: publishes manifests, makes codes, reads every table",
    "44444444-4444-4444-8444-444444444444",
    "juniper@example.com",
)
SERVICE = Persona("service", "service_role", "the edge functions: no user of their own, may name any")
ANYBODY = Persona("anybody", "anon", "nobody signed in: the published courses, nothing else")
OWNER = Persona("owner", "dochub_owner", "who owns the tables; for ordinary SQL, never for a token")

PERSONAS = (CLOVER, HERON, SAGE, JUNIPER, SERVICE, ANYBODY)


@dataclass(frozen=True)
class Subscription:
    """Rows of private.store_transactions, private.store_subscriptions and public.subscription_events."""

    state: str
    transactions: list[Json]
    attributes: Json
    events: list[Json]

    @property
    def started_at(self) -> datetime:
        started_at: datetime = self.transactions[0]["purchased_at"]
        return started_at


@dataclass(frozen=True)
class User:
    """A demo user."""

    persona: Persona
    joined_at: datetime
    zone: str
    locale: str
    device: Json
    cohort: str | None = None
    is_anonymous: bool = False
    is_verified: bool = True
    is_tester: bool = False
    subscription: Subscription | None = None
    dice: random.Random = field(default_factory=random.Random, compare=False)

    @property
    def user_id(self) -> str:
        assert self.persona.user_id
        return self.persona.user_id

    @property
    def claims(self) -> Json:
        extra: Json = {"is_anonymous": True} if self.is_anonymous else {"email_verified": self.is_verified}
        return self.persona.claims | {"role": "authenticated"} | extra


def uid(*what: object) -> str:
    """A random-looking uuid that is always the same for `what`."""
    return str(uuid.UUID(bytes=sha256("/".join(map(str, what)).encode()).digest()[:16], version=4))


def people(now: datetime) -> list[User]:
    """The 200, the four with names of their own first."""
    deck = random.Random(21)  # noqa: S311
    terms = [line for line in source("users")["subscriptions"] for _ in range(line["users"])]
    heron, rest = terms[0], terms[1:]
    rest += [None] * (USERS - 4 - len(rest))
    deck.shuffle(rest)
    free = [place for place, line in enumerate(rest, 5) if line is None]
    anonymous = set(free[: source("users")["anonymous"]])
    cohorts: dict[int, str] = {3: "lakeside-clinic"}
    members = iter(free[len(anonymous) :])
    for cohort in source("cohorts"):
        if cohort["kind"] == "institution":
            while list(cohorts.values()).count(cohort["slug"]) < cohort["members"]["count"]:
                cohorts[next(members)] = cohort["slug"]
    return [
        _user(place, line, now, cohort=cohorts.get(place), is_anonymous=place in anonymous)
        for place, line in enumerate([None, heron, None, None, *rest], 1)
    ]


def referees(users: list[User]) -> list[User]:
    """Nine who came by a referral code: they subscribed, and signed up after Heron, who gave one away."""
    heron, *others = users[1:]
    paying = (user for user in others if user.subscription and not user.is_tester and user.joined_at > heron.joined_at)
    return list(islice(paying, 9))


def _user(place: int, terms: Json | None, now: datetime, *, cohort: str | None, is_anonymous: bool) -> User:
    data = source("users")
    dice = random.Random(place)  # noqa: S311
    zone, locale = data["places"][(place - 1) % len(data["places"])]
    phone = data["phones"][place % len(data["phones"])] | {"device_id": uid("device", place)}
    persona = PERSONAS[place - 1] if place <= 4 else _stranger(place, cohort, is_anonymous=is_anonymous)
    subscription = _subscription(persona.user_id, terms, now, dice) if terms else None
    joined_at = now - (30 + dice.random() * 370) * DAY
    if subscription:
        joined_at = min(joined_at, subscription.started_at - timedelta(minutes=dice.randint(5, 90)))
    return User(
        persona=persona,
        joined_at=joined_at,
        zone=zone,
        locale=locale,
        device=phone,
        cohort=cohort,
        is_anonymous=is_anonymous,
        is_verified=place <= 4 or cohort is not None or place % 9 != 0,
        is_tester=bool(terms and terms.get("sandbox")),
        subscription=subscription,
        dice=dice,
    )


def _stranger(place: int, cohort: str | None, *, is_anonymous: bool) -> Persona:
    names = source("users")["first_names"]
    name = names[place % len(names)]
    domain = "lakeside-clinic.example" if cohort == "lakeside-clinic" else "example.com"
    email = None if is_anonymous else f"{name.lower()}.{place}@{domain}"
    return Persona(name, "authenticated", "", uid("user", place), email)


def _subscription(user_id: str | None, terms: Json, now: datetime, dice: random.Random) -> Subscription:
    store = terms.get("store") or dice.choice(STORES)
    environment = "sandbox" if terms.get("sandbox") else "production"
    same: Json = {"user_id": user_id, "store": store, "environment": environment}
    length = PERIODS[terms["product"]]
    ends_at = _draw(terms, "ends", now, dice)
    assert ends_at
    starts = [ends_at - length * n for n in range(dice.randint(*terms["periods"]), 0, -1)]
    bought = [(start, start + length, terms["product"]) for start in starts]
    if terms.get("upgraded"):
        bought.insert(0, (starts[0] - 12 * DAY, starts[0] + 18 * DAY, "monthly"))
    numbered = same | {"original_transaction_id": transaction_id(store, user_id, 0)}
    transactions: list[Json] = [
        numbered
        | {
            "transaction_id": transaction_id(store, user_id, place),
            "product_id": f"dochub.premium.{product}",
            "plan": "premium",
            "token_sha256": hexdigest(f"token/{user_id}/{place}"),
            "purchased_at": start,
            "expires_at": end,
            "grace_expires_at": None,
            "price_micros": PRICES[product],
            "currency": "USD",
            "revoked_at": None,
            "replaced_at": starts[0] if product != terms["product"] else None,
            "recorded_at": min(start + timedelta(seconds=3), now),
        }
        for place, (start, end, product) in enumerate(bought)
    ]
    last = transactions[-1]
    last["grace_expires_at"] = _draw(terms, "grace", now, dice)
    last["revoked_at"] = _draw(terms, "revoked", now, dice)
    paused_at = _draw(terms, "paused", now, dice)
    canceled_at = (
        last["purchased_at"] + dice.random() * (min(now, ends_at) - last["purchased_at"])
        if terms.get("canceled")
        else None
    )
    story = list(_story(terms["state"], transactions, now, canceled_at, paused_at))
    events = [
        numbered
        | {
            "event_id": uid("event", user_id, place),
            "notification_id": uid("notification", user_id, place),
            "event_type": kind,
            "disposition": "applied",
            "transaction_id": row["transaction_id"],
            "product_id": row["product_id"],
            "state": state,
            "occurred_at": at,
            "recorded_at": min(at + timedelta(seconds=2), now),
        }
        for place, (kind, at, state, row) in enumerate(story)
    ]
    attributes = numbered | {
        "will_renew": not (canceled_at or terms["state"] in ("expired", "revoked")),
        "cancel_reason": "customer" if canceled_at else None,
        "is_in_billing_retry": terms["state"] in ("grace", "billing_retry"),
        "paused_at": paused_at,
        "resumes_at": paused_at + 30 * DAY if paused_at else None,
        "attributes_at": events[-1]["occurred_at"],
        "attributes_notification_id": events[-1]["notification_id"],
    }
    return Subscription(terms["state"], transactions, attributes, events)


def _story(
    state: str, transactions: list[Json], now: datetime, canceled_at: datetime | None, paused_at: datetime | None
) -> Iterator[tuple[str, datetime, str, Json]]:
    """What happened, in order: event type, time, state after it, transaction."""
    last = transactions[-1]
    for place, row in enumerate(transactions):
        changed = place > 0 and row["product_id"] != transactions[place - 1]["product_id"]
        kind = "product_changed" if changed else "renewed" if place else "started"
        yield kind, min(row["purchased_at"], now - DAY), "pending" if state == "pending" else "active", row
    if canceled_at:
        yield "canceled", canceled_at, "active", last
    if paused_at:
        yield "paused", paused_at, "paused", last
    if last["grace_expires_at"]:
        yield "grace", last["expires_at"], "grace", last
    if state == "billing_retry":
        yield "billing_retry", last["grace_expires_at"], "billing_retry", last
    if state == "expired":
        yield "expired", last["expires_at"], "expired", last
    if last["revoked_at"]:
        yield "revoked", last["revoked_at"], "revoked", last


def _draw(terms: Json, key: str, now: datetime, dice: random.Random) -> datetime | None:
    return now + dice.uniform(*terms[key]) * DAY if key in terms else None


def transaction_id(store: str, *what: Any) -> str:
    """An identifier in the style of the store."""
    text = "/".join(map(str, what))
    if store == "apple":
        return f"2000{number(text, 10**11, 10**12)}"
    if store == "google":
        return "GPA.{:04}-{:04}-{:04}-{:05}".format(*(number(f"{n}/{text}", 0, 10**4) for n in range(4)))
    return f"in_{hexdigest(text)[:24]}"
