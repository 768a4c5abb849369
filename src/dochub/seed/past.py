"""What the demo users did before today: signed up, subscribed, joined, bought, spent.

Done by dochub_owner, dated back: by the functions behind those of the API, which take the time as an argument.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from dochub.errors import Problem
from dochub.seed.acting import Acting, Call
from dochub.seed.manifests import Json, courses, source
from dochub.seed.manifests import sha256 as hexdigest
from dochub.seed.people import CLOVER, DAY, HERON, JUNIPER, SERVICE, STORES, User, referees, transaction_id, uid

PACKS = {"dochub.credits.10": (10, 4_990_000), "dochub.credits.50": (50, 19_990_000)}  # credits, micros
REASONS = ("sleep course", "two more minutes", "another voice", "course about flying", "shorter version", None)
WAYS = ("store", "store", "store", "store", "web", "grant", "migration")
VALIDATIONS = ("valid", "valid", "valid", "valid", "valid", "valid", "pending", "invalid", "revoked")


def accounts(acting: Acting, users: list[User], _now: datetime) -> None:
    """Accounts as they were made at sign-up, each with the phone that it was made on."""
    acting.insert(
        "public.user_profile",
        [
            {
                "user_id": user.user_id,
                "is_anonymous": user.is_anonymous,
                "is_tester": user.is_tester,
                "created_at": user.joined_at,
            }
            for user in users
        ],
    )
    with acting.conn.pipeline():
        for user in users:
            acting.do("select private.ensure_user(%s, %s)", user.user_id, user.joined_at)
            acting.do("select private.set_time_zone(%s, %s, %s)", user.user_id, user.zone, user.joined_at)
            acting.do("select private.register_device(%s, %s, %s)", user.user_id, Jsonb(user.device), user.joined_at)
    acting.call(Call(SERVICE, "set_user_role", {"p_user_id": JUNIPER.user_id, "p_role": "admin"}))


def subscriptions(acting: Acting, users: list[User], now: datetime) -> None:
    """The stores' transactions, and what follows from them."""
    subscribed = [user.subscription for user in users if user.subscription]
    transactions = [row for subscription in subscribed for row in subscription.transactions]
    acting.insert("private.store_transactions", transactions)
    acting.insert("private.store_subscriptions", [subscription.attributes for subscription in subscribed])
    acting.insert("public.subscription_events", [row for subscription in subscribed for row in subscription.events])
    _claim(acting, "subscription", transactions, "recorded_at")
    with acting.conn.pipeline():
        for subscription in subscribed:
            acting.do("select private.fold_subscription(%s)", subscription.attributes["user_id"])
    states = "select s.user_id::text, private.subscription_state(s, %s) from public.subscriptions as s"
    if dict(acting.do(states, now)) != {row.attributes["user_id"]: row.state for row in subscribed}:
        raise Problem("the seed is wrong: subscriptions are not in the states that users.yaml says", code=1)


def purchases(acting: Acting, users: list[User], now: datetime) -> None:
    """Courses bought in the stores and on the web, given, and taken over from an earlier shop."""
    sold = [course for course in courses() if course["status"] != "draft" and course["price_micros"]]
    rows = []
    for user in users:
        chosen = user.dice.sample(sold, user.dice.choice((0, 0, 0, 1, 1, 2, 3)))
        if user.persona is HERON:
            chosen = [
                course
                for course in sold
                if course["course_code"] in ("deep-sleep", "quiet-confidence", "sleep-classics")
            ]
        if user.persona is not CLOVER and not user.is_anonymous:
            rows += [_purchase(user, course, now) for course in chosen]
    acting.insert("public.course_purchases", rows)
    _claim(acting, "course", [row for row in rows if row["store"]], "recorded_at")


def _purchase(user: User, course: Json, now: datetime) -> Json:
    source = "store" if user.persona is HERON else user.dice.choice(WAYS)
    validation = "valid" if user.persona is HERON or source in ("grant", "migration") else user.dice.choice(VALIDATIONS)
    store = {"store": user.dice.choice(STORES), "web": "stripe"}.get(source)
    number = transaction_id(store, user.user_id, course["course_code"]) if store else None
    at = user.joined_at + user.dice.random() * (now - user.joined_at)
    return {
        "user_id": user.user_id,
        "purchase_id": uid("purchase", user.user_id, course["course_code"]),
        "course_code": course["course_code"],
        "source": source,
        "validation": validation,
        "store": store,
        "environment": "production",
        "transaction_id": number,
        "original_transaction_id": number,
        "product_id": f"dochub.course.{course['course_code']}" if store else None,
        "token_sha256": hexdigest(f"token/{number}") if store else None,
        "price_micros": course["price_micros"] if store else None,
        "currency": course["currency"] if store else None,
        "refunded_percentage": 100 if validation == "revoked" else 0,
        "purchased_at": at,
        "recorded_at": at,
        "revoked_at": at + user.dice.random() * (now - at) if validation == "revoked" else None,
    }


def members(acting: Acting, users: list[User], now: datetime) -> None:
    """Members of the institutions, and users whom the experiment's buckets hold and who have seen it already."""
    cohorts = {cohort["slug"]: cohort for cohort in source("cohorts")}
    with acting.conn.pipeline():
        for user in users:
            if user.cohort:
                at = user.joined_at + user.dice.random() * 3 * DAY
                code = cohorts[user.cohort].get("join_code")
                join = "select private.join_cohort(%s, %s, %s, %s)"
                acting.do(join, user.user_id, code, user.persona.email, at)
    acting.do(
        """select private.stick_experiment(e.user_id, e.created_at)
             from (select u.user_id, u.created_at
                     from public.user_profile as u
                    cross join lateral private.user_cohort(u.user_id, %s) as m
                    where m.source = 'bucket' and u.user_id <> all (%s::uuid[])
                    order by u.user_id
                    limit %s) as e""",
        *(now, [user.user_id for user in users[:4]], cohorts["shop-shelves"]["members"]["count"]),
    )
    joined = acting.do("select u.user_id::text, u.slug from public.user_cohorts as u where u.source <> 'sticky'")
    if dict(joined) != {user.user_id: user.cohort for user in users if user.cohort}:
        raise Problem("the seed is wrong: the institutions do not have the members that cohorts.yaml says", code=1)


def referrals(acting: Acting, users: list[User], _now: datetime) -> None:
    """Heron and two others give away their referral codes, which are random; some enter one in their first days."""
    referrers = [users[1], *sorted(users[4:], key=lambda user: user.joined_at)[:2]]
    codes = acting.ask(*(Call(user, "my_referral_code", {}) for user in referrers))
    entered = []
    with acting.conn.pipeline():
        for place, user in enumerate(referees(users)):
            code, at = codes[place % 3]["referral_code"], user.joined_at + user.dice.random() * 2 * DAY
            entered.append(acting.do("select private.use_referral_code(%s, %s, %s) ->> 'code'", user.user_id, code, at))
    if refused := [code for cursor in entered for (code,) in cursor if code]:
        raise Problem(f"the seed is wrong: referral codes are refused: {', '.join(refused)}", code=1)


def credits(acting: Acting, users: list[User], now: datetime) -> None:  # noqa: A001
    """Credits bought, given and spent, each at its time and through the one function that moves them."""
    with acting.conn.pipeline():
        for user in users:
            moves = sorted(_moves(user, now), key=lambda move: move[0])
            for place, (at, kind, what) in enumerate(moves):
                if kind == "spend":
                    _spend(acting, user, what, at, place)
                elif kind == "buy":
                    _buy(acting, user, what, at, place)
                else:
                    _give(acting, user, what, at, place)


def _moves(user: User, now: datetime) -> Iterator[tuple[datetime, str, Any]]:
    """(when, spend | buy | goodwill, how many credits or which product)."""
    chance = user.dice.random

    def sometime() -> datetime:
        return user.joined_at + chance() * (now - user.joined_at)

    if user.persona is CLOVER:
        yield now - 20 * DAY, "buy", "dochub.credits.10"
    elif not user.is_anonymous:
        for _ in range(user.dice.choice((0, 0, 0, 1, 2))):
            yield sometime(), "buy", user.dice.choice(tuple(PACKS))
        for _ in range(user.dice.choice((0, 1, 2, 3, 6))):
            yield sometime(), "spend", user.dice.randint(1, 4)
        if chance() < 0.2:
            yield sometime(), "goodwill", 5


def _spend(acting: Acting, user: User, amount: int, at: datetime, place: int) -> None:
    key, reason = uid("spend", user.user_id, place), user.dice.choice(REASONS)
    acting.do("select private.deduct_credits(%s, %s, %s, %s, %s)", user.user_id, amount, key, reason, at)


def _buy(acting: Acting, user: User, product: str, at: datetime, place: int) -> None:
    given, price = PACKS[product]
    store = "apple" if user.persona is CLOVER else user.dice.choice(STORES)
    number = transaction_id(store, user.user_id, "credits", place)
    row: Json = {
        "user_id": user.user_id,
        "store": store,
        "environment": "production",
        "transaction_id": number,
        "original_transaction_id": number,
        "product_id": product,
        "credits": given,
        "price_micros": price,
        "currency": "USD",
        "token_sha256": hexdigest(f"token/{number}"),
        "purchased_at": at,
        "recorded_at": at,
    }
    acting.insert("public.ai_credit_purchases", [row])
    _claim(acting, "credits", [row], "recorded_at")
    acting.do("select private.settle_credits(%s, %s)", user.user_id, at)
    acting.do(
        """select private.post_credits(%s, 'purchase', %s, p_bank => %s,
             p_store => %s, p_environment => 'production', p_transaction_id => %s)""",
        *(user.user_id, at, given, store, number),
    )


def _give(acting: Acting, user: User, amount: int, at: datetime, place: int) -> None:
    credit_id = uid("credit", user.user_id, place)
    row: Json = {
        "user_id": user.user_id,
        "credit_id": credit_id,
        "source": "goodwill",
        "amount": amount,
        "remaining": 0,
    }
    acting.insert("public.referral_credits", [row | {"granted_at": at, "vested_at": at, "expires_at": at + 60 * DAY}])
    acting.do("select private.settle_credits(%s, %s)", user.user_id, at)
    acting.do(
        """select private.post_credits(%s, 'grant', %s,
             p_promotional_split => jsonb_build_object(%s::text, %s::integer), p_credit_id => %s)""",
        *(user.user_id, at, credit_id, amount, credit_id),
    )


def _claim(acting: Acting, kind: str, rows: list[Json], at: str) -> None:
    """Claims the receipts: a store transaction belongs to one user."""
    keys = ("store", "environment", "transaction_id", "user_id", "original_transaction_id")
    claims = [{key: row[key] for key in keys} | {"kind": kind, "claimed_at": row[at]} for row in rows]
    tokens = [
        claim | {"transaction_id": f"token:{row['token_sha256']}"}
        for row, claim in zip(rows, claims, strict=True)
        if kind != "subscription" and row["token_sha256"]
    ]
    acting.insert("private.receipt_claims", claims + tokens)
