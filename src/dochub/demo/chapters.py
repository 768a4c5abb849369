"""The day: its chapters, each some steps with what their answers must hold."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from dochub.demo.table import Day, cut
from dochub.demo.transports import MOSS, Get, Rpc
from dochub.seed import ANYBODY, CLOVER, HERON, JUNIPER, SERVICE
from dochub.seed.content import NO_ADS
from dochub.seed.manifests import Json, ads, manifests, source


class Phone:
    """What the app keeps between two handshakes."""

    def __init__(self) -> None:
        self.cookie: str | None = None
        self.files: dict[str, str] = {}

    def handshake(self) -> Rpc:
        known: Json = {"cookie": self.cookie, "manifests": self.files} if self.cookie else {}
        request = {"schema": 1, "platform": "ios", "app_version": "3.4.1", "locale": "de-DE"} | known
        shown = f"cookie, {len(self.files)} checksums" if self.cookie else "no cookie"
        return Rpc(CLOVER, "handshake", {"p_request": request}, shown)

    def take(self, answer: Json) -> None:
        self.cookie = answer["cookie"]
        self.files |= {file["name"]: file["sha256"] for file in answer["changed"]}


def sync(day: Day) -> None:
    """Handshakes before and after a publish."""
    phone = Phone()
    everything = day.step(
        "First handshake: the phone is empty",
        phone.handshake(),
        expect={"ok": True, "reset": True, "changed": genuine(sorted(manifests())), "removed": []},
        say=lambda a: f"{len(a['changed'])} files, every checksum right",
    )
    phone.take(everything)
    day.step(
        "Second handshake: nothing is new",
        phone.handshake(),
        expect={"ok": True, "reset": False, "changed": [], "removed": [], "cookie": phone.cookie},
        most=500,
        say=lambda _: "the same cookie, no files",
    )
    news = ads(source("desk")["welcome_back"])
    publish = {"p_name": "ads.json", "p_content": news, "p_options": NO_ADS}
    day.step(
        f"{JUNIPER.name}, an administrator, publishes",
        Rpc(JUNIPER, "publish_manifest", publish, f"ads.json, {len(news['campaigns'])} campaigns"),
        expect={"ok": True, "name": "ads.json", "version": 2},
        say=lambda a: f"{a['name']}, version {a['version']}",
    )
    one = day.step(
        "Third handshake: one file is new",
        phone.handshake(),
        expect={"ok": True, "reset": False, "changed": genuine(["ads.json"]), "removed": []},
        say=lambda a: f"{a['changed'][0]['name']}, version {a['changed'][0]['version']}",
    )
    phone.take(one)
    phone.files["faq.json"] = "0" * 64
    day.step(
        "A file damaged on the phone heals",
        phone.handshake(),
        expect={"ok": True, "reset": False, "changed": genuine(["faq.json"]), "cookie": phone.cookie},
        say=lambda a: f"{a['changed'][0]['name']} once more",
    )


def credits(day: Day) -> None:  # noqa: A001
    """Spending over the weekly allowance and the bank, to a refusal; promotional credits come before the bank."""

    def deduct(amount: int, key: str) -> Rpc:
        return Rpc(CLOVER, "deduct_credits", {"p_amount": amount, "p_idempotency_key": key})

    def split(weekly: int, promotional: int, bank: int, *, left: int, replayed: bool = False) -> Json:
        parts = {"weekly": weekly, "promotional": promotional, "bank": bank}
        return {"ok": True, "split": parts, "balance": {"available": left}, "replayed": replayed}

    day.step(
        "What there is",
        Rpc(CLOVER, "credit_balance", {}),
        expect={"ok": True, "weekly_remaining": 3, "promotional": 0, "bank": 10, "available": 13},
        say=lambda a: f"{a['weekly_remaining']} this week + {a['bank']} in bank = {a['available']}",
    )
    day.step(
        "Two, from the weekly allowance",
        deduct(2, "spend-001"),
        expect=split(2, 0, 0, left=11),
        say=_split,
    )
    day.step(
        "Four: rest of the week, then the bank",
        deduct(4, "spend-002"),
        expect=split(1, 0, 3, left=7),
        say=_split,
    )
    day.step(
        "The same call again, answer was lost",
        deduct(4, "spend-002"),
        expect=split(1, 0, 3, left=7, replayed=True),
        say=lambda _: "the first answer; nothing moved",
    )
    day.step(
        "The same key for another amount",
        deduct(5, "spend-002"),
        status=409,
        expect={"ok": False, "code": "idempotency_mismatch", "details": told(field="p_amount")},
        say=_refusal,
    )
    day.step(
        "More than there is",
        deduct(9, "spend-003"),
        status=402,
        expect={"ok": False, "code": "insufficient_credits", "details": told(available=7, needed=9)},
        say=lambda a: f"{a['code']}, {json.loads(a['details'])['available']} there",
    )
    gift = {"p_code": "welcome 5", "p_product_type": "credits", "p_idempotency_key": "welcome-1"}
    day.step(
        "A code that gives credits",
        Rpc(CLOVER, "redeem_discount", gift),
        expect={"ok": True, "code": "WELCOME5", "benefit": {"kind": "credits", "value": 5}, "replayed": False},
        say=lambda a: f"{a['benefit']['value']} promotional credits, 30 days",
    )
    day.step(
        "Nine again: promotional, then bank",
        deduct(9, "spend-004"),
        expect=split(0, 5, 4, left=3),
        say=_split,
    )


def discounts(day: Day) -> None:
    """A code validated, redeemed, replayed, refused."""
    course = {"p_product_type": "course", "p_product_id": "deep-sleep"}
    price = {
        "amount_micros": 12_990_000,
        "amount_off_micros": 2_600_000,
        "amount_due_micros": 10_390_000,
        "currency": "USD",
        "price_source": "database",
    }

    def validate(code: str, **product: Any) -> Rpc:
        return Rpc(CLOVER, "validate_discount", {"p_code": code} | (product or course))

    def redeem(key: str) -> Rpc:
        return Rpc(CLOVER, "redeem_discount", {"p_code": "SLEEP-20", "p_idempotency_key": key} | course)

    day.step(
        "What would it give? Typed carelessly",
        validate("sleep – 20"),
        expect={"ok": True, "code": "SLEEP20", "benefit": {"kind": "percent", "value": 20}} | price,
        say=lambda a: f"{_money(a, 'amount_micros')} − {a['benefit']['value']} % = {_money(a, 'amount_due_micros')}",
    )
    yen: Json = {"p_amount_micros": 1_981_000_000, "p_currency": "JPY"}
    day.step(
        "In yen, by the price that the app shows",
        validate("SLEEP-20", **course, **yen),
        expect={"ok": True, "amount_due_micros": 1_585_000_000, "currency": "JPY", "price_source": "client"},
        say=lambda a: f"{a['amount_due_micros'] // 10**6} {a['currency']} to pay: whole coins",
    )
    day.step(
        "Redeemed",
        redeem("redeem-1"),
        expect={"ok": True, "code": "SLEEP20", "replayed": False} | price,
        say=lambda a: f"{_money(a, 'amount_due_micros')} to pay by {a['grant_expires_at'][:10]}",
    )
    day.step(
        "The same call again",
        redeem("redeem-1"),
        expect={"ok": True, "code": "SLEEP20", "replayed": True} | price,
        say=lambda _: "the first answer again",
    )
    day.step(
        "With a new key",
        redeem("redeem-2"),
        status=409,
        expect={"ok": False, "code": "code_already_redeemed"},
        say=_refusal,
    )
    day.step(
        "Last summer's code",
        validate("SUMMER-25"),
        status=410,
        expect={"ok": False, "code": "code_expired"},
        say=_refusal,
    )
    unknown = day.step(
        "No such code",
        validate("NO-SUCH-CODE"),
        status=404,
        expect={"ok": False, "code": "code_not_found"},
        say=_refusal,
    )
    day.step(
        "A code meant for others looks the same",
        validate("LAKESIDE-HALF"),
        status=404,
        expect=exactly(unknown),
        say=lambda _: "the same answer to the byte",
    )
    focus: Json = {
        "p_product_type": "course",
        "p_product_id": "gentle-focus",
        "p_amount_micros": 1,
        "p_currency": "USD",
    }
    day.step(
        "A price that the app made up",
        validate("THREE-OFF", **focus),
        status=422,
        expect={"ok": False, "code": "price_mismatch", "details": told(amount_micros=9_990_000)},
        say=lambda a: f"{a['code']}: it is {_money(json.loads(a['details']), 'amount_micros')}",
    )


def traces(day: Day) -> None:
    """What an app reports of itself."""
    phone = {"device_id": "clover-iphone", "platform": "ios", "model": "iPhone 15", "app_version": "3.4.1"}
    day.step(
        "A new phone",
        Rpc(CLOVER, "register_device", {"p_device": phone}, "clover-iphone"),
        expect={"ok": True, "device": phone, "dropped": None},
        say=lambda a: f"{a['device']['model']}, beside the old one",
    )

    def plays(count: int) -> Rpc:
        arguments = {"p_device_id": phone["device_id"], "p_counts": {"deep-sleep-01": count}}
        return Rpc(CLOVER, "record_plays", arguments, f"deep-sleep-01: {count}")

    day.step(
        "Its plays: twice, then an older count",
        plays(3),
        first=[plays(5), plays(5)],
        expect={"ok": True, "counts": {"deep-sleep-01": 5}},
        say=lambda a: f"{a['counts']['deep-sleep-01']} plays",
    )
    secret = hashlib.sha256(b"a token").hexdigest()
    event = {"kind": "error", "code": "sync_failed", "message": f"Sent Bearer {secret}, got 401"}
    day.step(
        f"A token in a log, as {JUNIPER.name} sees it",
        Get(JUNIPER, "app_logs", CLOVER.user_id),
        first=[Rpc(CLOVER, "log_events", {"p_events": [event]}, f"… Bearer {secret[:8]}…")],
        expect=[{"code": "sync_failed", "role": "authenticated", "message": without(secret)}],
        say=lambda rows: str(rows[0]["message"]),
    )


def newcomer(day: Day) -> None:
    """A user who signs up by a friend's code, is in an institution for a while, and has everything erased."""
    own = day.step(
        f"{HERON.name}'s own referral code",
        Rpc(HERON, "my_referral_code", {}),
        expect={"ok": True, "referral_code": made()},
        say=lambda a: f"{a['referral_code']}, for ever",
    )["referral_code"]
    day.step(
        "Entered by himself",
        Rpc(HERON, "use_referral_code", {"p_code": own}),
        status=422,
        expect={"ok": False, "code": "self_referral"},
        say=_refusal,
    )
    typed = f"{own[:7]}-{own[7:]}".lower()
    day.step(
        f"{MOSS.name} signs up and types it",
        Rpc(MOSS, "use_referral_code", {"p_code": typed}),
        first=[Rpc(MOSS, "ensure_profile", {"p_profile": {"first_name": MOSS.name}}, f"first_name: {MOSS.name}")],
        expect={"ok": True, "referral_code": own},
        say=lambda _: f"credits for {HERON.name} once he pays",
    )
    lane = next(cohort for cohort in source("cohorts") if cohort["slug"] == "harbour-lane")
    day.step(
        "What an employer's code gives",
        Rpc(MOSS, "my_entitlements", {}),
        first=[Rpc(MOSS, "join_cohort", {"p_code": lane["join_code"]})],
        expect={"ok": True, "plan": "premium", "source": "cohort", "entitled": True},
        say=lambda a: f"{a['plan']}, from the {a['source']}",
    )
    day.step(
        f"{MOSS.name} changes employer",
        Rpc(MOSS, "leave_cohort", {}),
        expect={"ok": True, "left": "harbour-lane", "cohort": None},
        say=lambda a: f"left {a['left']}, a seat is free",
    )
    day.step(
        "Everything that is stored about him",
        Rpc(MOSS, "export_my_data", {}),
        expect={"ok": True, "tables": {"public.user_profile": [{"user_id": MOSS.user_id, "email": MOSS.email}]}},
        say=lambda a: f"{sum(map(len, a['tables'].values()))} rows, of {len(a['tables'])} tables",
    )
    day.step(
        "Erased, at his wish",
        Rpc(MOSS, "erase_my_account", {"p_confirm": "erase my account"}),
        expect={"ok": True, "user_id": MOSS.user_id, "already": False},
        say=lambda _: "a random id and accounts remain",
    )
    day.step(
        "His token, still on his phone",
        Rpc(MOSS, "handshake", {}),
        status=403,
        expect={"code": "PT403", "message": "this account was erased"},
        say=lambda a: str(a["message"]),
    )
    day.step(
        f"{JUNIPER.name} erases him once more",
        Rpc(JUNIPER, "erase_user", {"p_user_id": MOSS.user_id}),
        expect={"ok": True, "already": True},
        say=lambda a: f"erased already, on {a['erased_at'][:10]}",
    )


def others(day: Day) -> None:
    """What is other people's stays theirs."""
    for table in ("user_profile", "ai_usage", "user_discounts"):
        owners = [row["user_id"] for row in day.transport.send(Get(SERVICE, table)).body]
        day.step(
            f"Every row of {table}",
            Get(CLOVER, table),
            expect=[{"user_id": CLOVER.user_id}] * owners.count(CLOVER.user_id),
            say=partial(_own, len(owners)),
        )
    day.step(
        f"What {HERON.name} has bought",
        Get(CLOVER, "course_purchases", HERON.user_id),
        expect=[],
        say=lambda _: "no rows, as if there were none",
    )
    day.step(
        f"{HERON.name}'s credits",
        Rpc(CLOVER, "credit_balance", {"p_user_id": HERON.user_id}),
        status=403,
        expect={"code": "42501"},
        say=lambda a: f"{a['code']}: names another user",
    )
    theft = {"p_amount": 1, "p_idempotency_key": "spend-005", "p_user_id": HERON.user_id}
    day.step(
        f"Spending {HERON.name}'s credits",
        Rpc(CLOVER, "deduct_credits", theft),
        status=403,
        expect={"code": "42501"},
        say=lambda a: f"{a['code']}: names another user",
    )
    day.step(
        "The list of codes",
        Get(CLOVER, "discount_codes"),
        status=403,
        expect={"code": "42501"},
        say=lambda a: f"{a['code']}: permission denied",
    )
    day.step(
        "Without a token",
        Rpc(ANYBODY, "handshake", {}),
        status=401,
        expect={"code": "42501"},
        say=lambda a: f"{a['code']}: permission denied",
    )


CHAPTERS: dict[str, Callable[[Day], None]] = {
    "Sync": sync,
    "Credits": credits,
    "Discount codes": discounts,
    "Devices, plays, logs": traces,
    f"{MOSS.name}, a newcomer": newcomer,
    "Other people's data": others,
}


def exactly(value: Any) -> Callable[[Any], bool]:
    """Expects this and nothing more."""

    def check(actual: Any) -> bool:
        return bool(actual == value)

    check.__doc__ = f"exactly {cut(value)}"
    return check


def told(**expected: Any) -> Callable[[Any], bool]:
    """Expects the details of a refusal: JSON as text, an object with at least this."""

    def check(text: Any) -> bool:
        return isinstance(text, str) and expected.items() <= json.loads(text).items()

    check.__doc__ = f"a text of JSON with {cut(expected)}"
    return check


def made() -> Callable[[Any], bool]:
    """Expects a code that the database has made."""

    def check(code: Any) -> bool:
        return isinstance(code, str) and re.fullmatch("[A-Z2-9]{14}", code) is not None

    check.__doc__ = "14 letters and digits"
    return check


def without(secret: str) -> Callable[[Any], bool]:
    """Expects a text in which the secret is replaced."""

    def check(text: Any) -> bool:
        return isinstance(text, str) and secret not in text and "[redacted" in text

    check.__doc__ = f"a text in which {secret} is replaced"
    return check


def genuine(names: Sequence[str]) -> Callable[[Any], bool]:
    """Expects these files, in this order, each with the checksum of its content."""

    def check(files: list[Json]) -> bool:
        return [f["name"] for f in files] == [*names] and all(
            canonical_sha256(f["content"]) == f["sha256"] for f in files
        )

    check.__doc__ = f"{', '.join(names)}, each with the checksum of its content"
    return check


def canonical_sha256(content: Any) -> str:
    """As COMMENT ON COLUMN master_manifests.sha256 says: keys by UTF-8 length and bytes, a space after : and ,."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value, key=lambda k: (len(k.encode()), k.encode()))}
        return [ordered(item) for item in value] if isinstance(value, list) else value

    return hashlib.sha256(json.dumps(ordered(content), ensure_ascii=False).encode()).hexdigest()


def _split(answer: Json) -> str:
    parts = [f"{answer['split'][kind]} {kind}" for kind in ("weekly", "promotional", "bank") if answer["split"][kind]]
    return f"{' + '.join(parts)}; {answer['balance']['available']} left"


def _refusal(answer: Json) -> str:
    return str(answer["code"])


def _money(answer: Json, key: str) -> str:
    return f"{answer[key] / 1_000_000:.2f} {answer['currency']}"


def _own(total: int, rows: list[Json]) -> str:
    return f"{len(rows)} row{'s' if len(rows) > 1 else ''} of {total}, her own"
