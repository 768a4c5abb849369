"""What the demo users do today, as themselves: sign in, redeem, spend, choose a voice, sync."""

from datetime import datetime, timedelta
from itertools import cycle, islice

from dochub.seed.acting import Acting, Call
from dochub.seed.manifests import CDN, Json, courses, slug, source
from dochub.seed.manifests import sha256 as hexdigest
from dochub.seed.people import CLOVER, DAY, HERON, JUNIPER, SERVICE, User, referees, uid

# Refusals that are no surprise when somebody tries a code.
EXPECTED = ("not_first_purchase", "code_not_eligible", "code_already_redeemed")
# Refusals of payments that earn nothing.
UNREWARDED = ("already_rewarded", "payment_not_eligible", "purchase_refunded")


def profiles(acting: Acting, users: list[User], _now: datetime) -> None:
    """Everybody signs in: names, verified addresses, phones; every other phone may be sent messages."""

    def profile(user: User) -> Json:
        names = {} if user.is_anonymous else {"first_name": user.persona.name, "display_name": user.persona.name}
        return names | {"locale": user.locale, "time_zone": user.zone}

    def device(user: User, place: int) -> Json:
        return user.device | ({"push_token": f"demo-{uid('push', user.user_id)}"} if place % 2 else {})

    acting.call(*(Call(user, "ensure_profile", {"p_profile": profile(user)}) for user in users))
    acting.call(*(Call(user, "register_device", {"p_device": device(user, n)}) for n, user in enumerate(users)))


def rewards(acting: Acting, users: list[User], now: datetime) -> None:
    """What was paid by users who came by a referral code is reported, as every payment is: the first earns a reward."""
    keys = ("store", "environment", "transaction_id", "currency")
    for user in referees(users):
        assert user.subscription
        for row in user.subscription.transactions:
            if row["purchased_at"] < now:
                paid = {key: row[key] for key in keys}
                paid |= {"paid_at": row["purchased_at"].isoformat(), "amount_micros": row["price_micros"]}
                reward = {"p_referee_id": user.user_id, "p_transaction": paid}
                [answer] = acting.ask(Call(SERVICE, "grant_referral_reward", reward))
                assert answer["ok"] or answer["code"] in UNREWARDED, answer


def assigned(acting: Acting, users: list[User], _now: datetime) -> None:
    """An administrator puts somebody into an institution, for good."""
    user = next(user for user in users[4:] if not user.cohort)
    place = {"p_user_id": user.user_id, "p_cohort": "harbour-lane", "p_lock": True}
    acting.call(Call(JUNIPER, "assign_cohort", place))


def redemptions(acting: Acting, users: list[User], _now: datetime) -> None:
    """Users try codes until each has been redeemed as often as codes.yaml says; some spend credits besides."""
    deck = cycle(user for user in users[4:] if not user.is_anonymous)
    for line in source("codes"):
        redeemed = 0
        while redeemed < line.get("by", 0):
            user = next(deck)
            wish = {"p_code": line["code"], "p_idempotency_key": uid("redeem", line["code"], user.user_id)}
            [answer] = acting.ask(Call(user, "redeem_discount", wish | line["for"]))
            redeemed += answer["ok"]
            assert answer["ok"] or answer["code"] in EXPECTED, answer

    def spend(user: User) -> Json:
        return {"p_amount": user.dice.randint(1, 3), "p_idempotency_key": uid("today", user.user_id)}

    acting.ask(*(Call(user, "deduct_credits", spend(user)) for user in islice(deck, 40)))


def custom_courses(acting: Acting, users: list[User], now: datetime) -> None:
    """What the AI made, is making and failed to make; two were bought, one of them by somebody not here yet."""
    owners = [users[1], *(user for user in users[4:] if user.subscription)][:24]
    rows = [_custom_course(user, place, now) for place, user in enumerate(owners)]
    acting.insert("public.custom_courses", rows, sha256="private.canonical_sha256(%(course)s)")
    bought = {
        "store": "stripe",
        "environment": "production",
        "product_id": "dochub.custom_course",
        "price_micros": 14_990_000,
        "currency": "USD",
        "validation": "valid",
        "purchased_at": now - 2 * DAY,
    }
    waiting = {
        "link_email": "somebody@example.com",
        "link_token_sha256": hexdigest("link"),
        "link_expires_at": now + 12 * DAY,
    }
    acting.insert(
        "public.custom_course_purchases",
        [
            bought | _numbered(1) | {"user_id": HERON.user_id, "custom_course_id": rows[0]["custom_course_id"]},
            bought | _numbered(2) | waiting,
        ],
    )


def _numbered(place: int) -> Json:
    number = f"in_{hexdigest(f'custom/{place}')[:24]}"
    return {"purchase_id": uid("custom", place), "transaction_id": number, "original_transaction_id": number}


def _custom_course(user: User, place: int, now: datetime) -> Json:
    studio = source("studio")
    wishes = source("users")["wishes"]
    title, wish = wishes[place % len(wishes)]
    voice, induction, deepening = (user.dice.choice(studio[kind]) for kind in ("voices", "inductions", "deepenings"))
    status = ("failed", "queued", "generating")[place % 12] if place % 12 in (0, 1, 2) and place > 2 else "ready"
    audio_id = f"custom-{uid('custom-course', user.user_id)}"
    made_at = now - user.dice.random() * 60 * DAY
    return {
        "user_id": user.user_id,
        "custom_course_id": uid("custom-course", user.user_id),
        "title": title,
        "status": status,
        "course": {
            "wish": wish,
            "voice": voice["id"],
            "induction": {"id": induction["id"], "script": induction["script"]},
            "deepening": {"id": deepening["id"], "script": deepening["script"]},
            "background": slug(user.dice.choice(tuple(studio["backgrounds"]["water"]))),
            "seconds": 900,
        },
        "audio": [
            {"audio_id": audio_id, "url": f"{CDN}/custom/{audio_id}.m4a", "sha256": hexdigest(audio_id), "seconds": 900}
        ]
        if status == "ready"
        else [],
        "created_at": made_at,
    }


def traces(acting: Acting, users: list[User], now: datetime) -> None:
    """Settings for courses (users write these themselves), play counts, logs of the app and of the edge functions."""
    studio = source("studio")
    noted = source("users")["logs"]
    catalog = [course for course in courses() if course["status"] == "published"]
    listeners = [user for user in users if user.dice.random() < 0.4 and user.persona is not CLOVER]
    calls = []
    with acting.conn.pipeline():
        for user in listeners:
            course = user.dice.choice(catalog)
            setting = {kind: user.dice.choice(studio[f"{kind}s"])["id"] for kind in ("voice", "induction", "deepening")}
            setting |= {"background": slug(user.dice.choice(tuple(studio["backgrounds"]["night"])))}
            with acting.as_(user):
                acting.insert("public.analytics", [setting | {"course_code": course["course_code"]}])
            counts = {audio["audio_id"]: user.dice.randint(1, 40) for audio in user.dice.sample(course["audio"], 3)}
            noticed = user.dice.choice(noted["app"]) | {
                "event_id": uid("log", user.user_id),
                "app_version": user.device["app_version"],
                "platform": user.device["platform"],
                "client_ts": (now - timedelta(seconds=user.dice.randint(0, 90))).isoformat(),
            }
            done = user.dice.choice(noted["server"]) | {
                "user_id": user.user_id,
                "request_id": uid("request", user.user_id),
                "environment": "demo",
                "duration_ms": user.dice.randint(20, 900),
            }
            calls += [
                Call(user, "record_plays", {"p_device_id": user.device["device_id"], "p_counts": counts}),
                Call(user, "log_events", {"p_events": [noticed]}),
                Call(SERVICE, "log_server_event", {"p_event": done}),
            ]
    acting.call(*calls)


def handshakes(acting: Acting, users: list[User], _now: datetime) -> None:
    """Some phones have synced already: their answers are cached. Clover's has not."""

    def request(user: User) -> Json:
        return {"schema": 1, "locale": user.locale} | {key: user.device[key] for key in ("platform", "app_version")}

    acting.call(*(Call(user, "handshake", {"p_request": request(user)}) for user in users[1:25]))
