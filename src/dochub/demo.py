"""One user's day through the API, and somebody else's first and last, every answer compared with what it should be.

The calls go through PostgREST where there is one; where there is none, straight over SQL as the same roles with the
same claims, in transactions like PostgREST's.
"""

import hashlib
import http.client
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dochub import libpq
from dochub.errors import Problem
from dochub.postgrest import HOW_TO_GET, Api
from dochub.seed import ANYBODY, CLOVER, HERON, JUNIPER, SERVICE, Persona, statement
from dochub.seed.content import NO_ADS
from dochub.seed.manifests import Json, ads, manifests, source
from dochub.token import token

WIDTH = 100  # columns, where the output is no terminal
MOSS = Persona(
    "Moss",
    "authenticated",
    "not in the seed: signs up in the demo, and is erased in it",
    "55555555-5555-4555-8555-555555555555",
    "moss@example.com",
)


class Rpc(NamedTuple):
    """POST /rpc/function; `shown` is what the table says of the arguments."""

    who: Persona
    function: str
    arguments: Json
    shown: str | None = None

    def __str__(self) -> str:
        return f"{self.function}({self.shown or ', '.join(map(_shown, self.arguments.values()))})"


class Get(NamedTuple):
    """GET /table, of everybody that may be seen or of one user."""

    who: Persona
    table: str
    user_id: str | None = None

    def __str__(self) -> str:
        return f"GET /{self.table}" + (f" of {_shown(self.user_id)}" if self.user_id else "")


class Answer(NamedTuple):
    """What came back: HTTP status, the JSON, its size in bytes, the time it took in milliseconds."""

    status: int
    body: Any
    size: int
    ms: float


class Transport(Protocol):
    """A way to the database."""

    def describe(self) -> str: ...

    def send(self, request: Rpc | Get) -> Answer: ...


class Wrong(Exception):
    """An answer that is not what it should be; the message says in what."""


def run(dsn: str, *, api: Api | None = None, console: Console | None = None) -> int:
    """Plays the day against a database just deployed and seeded; 0 when every answer was right, else 1.

    Through `api`, a PostgREST over that database, or over SQL without one.
    """
    console = console or Console(width=None if sys.stdout.isatty() else WIDTH)
    begin = time.perf_counter()
    with _over_http(api) if api else _over_sql(dsn) as transport:
        day = Day(transport, console)
        console.print(f"\n[bold]A day of {CLOVER.name}[/]: {CLOVER.about.partition(';')[0]}")
        console.print(f"[dim]{transport.describe()} · {_server(dsn)}[/]\n", highlight=False)
        try:
            for title, chapter in CHAPTERS.items():
                with day.chapter(title):
                    chapter(day)
        except Wrong as wrong:
            console.print(f"[bold red]Step {day.count} is wrong.[/] {escape(str(wrong))}", highlight=False)
            return 1
    seconds = time.perf_counter() - begin
    console.print(
        f"[bold green]All {day.count} answers are as they should be[/] [dim]({seconds:.1f} s)[/]", highlight=False
    )
    if not api:
        console.print(f"[dim]The same over HTTP needs PostgREST: {HOW_TO_GET}.[/]", highlight=False)
    return 0


# The day ------------------------------------------------------------------------------------------------------------


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


def sync(day: "Day") -> None:
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


def credits(day: "Day") -> None:  # noqa: A001
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
        expect={"ok": False, "code": "idempotency_mismatch", "details": {"field": "p_amount"}},
        say=_refusal,
    )
    day.step(
        "More than there is",
        deduct(9, "spend-003"),
        status=402,
        expect={"ok": False, "code": "insufficient_credits", "details": {"available": 7, "needed": 9}},
        say=lambda a: f"{a['code']}, {a['details']['available']} there",
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


def discounts(day: "Day") -> None:
    """A code validated, redeemed, replayed, refused."""
    course = {"p_product_type": "course", "p_product_id": "deep-sleep"}
    price = {
        "amount_micros": 12_990_000,
        "amount_off_micros": 2_598_000,
        "amount_due_micros": 10_392_000,
        "currency": "USD",
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
        expect={"ok": False, "code": "price_mismatch", "details": {"amount_micros": 9_990_000}},
        say=lambda a: f"{a['code']}: it is {_money(a['details'], 'amount_micros')}",
    )


def traces(day: "Day") -> None:
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


def newcomer(day: "Day") -> None:
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


def others(day: "Day") -> None:
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


CHAPTERS: dict[str, Callable[["Day"], None]] = {
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

    check.__doc__ = f"exactly {_cut(value)}"
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


def _shown(value: Any) -> str:
    return next((who.name for who in (CLOVER, HERON, MOSS) if value == who.user_id), str(value))


# The table ----------------------------------------------------------------------------------------------------------


class Day:
    """Makes the calls, compares the answers, prints a line for each."""

    def __init__(self, transport: Transport, console: Console) -> None:
        self.transport = transport
        self.console = console
        self.count = 0
        self._table = Table()

    @contextmanager
    def chapter(self, title: str) -> Iterator[None]:
        """A table of the steps in the block, printed also when one of them is wrong."""
        self._table = Table(box=None, expand=True, pad_edge=False, padding=(0, 0, 0, 2))
        self._table.add_column("", justify="right", style="dim", width=2)
        self._table.add_column(f"[bold cyan]{title}[/]", ratio=11)
        self._table.add_column("answer", ratio=9)
        for heading, width in (("HTTP", 4), ("bytes", 6), ("ms", 5), ("", 1)):
            self._table.add_column(heading, justify="right", width=width)
        try:
            yield
        finally:
            self.console.print(self._table, highlight=False)
            self.console.print()

    def step(
        self,
        title: str,
        request: Rpc | Get,
        *,
        expect: Any,
        say: Callable[[Any], str],
        status: int = 200,
        most: int | None = None,
        first: Sequence[Rpc] = (),
    ) -> Any:
        """Sends the request; returns the answer's JSON, or raises Wrong.

        `expect`: what the JSON must hold at least; `status`: its HTTP status; `most`: bytes that it must stay below;
        `say`: a right answer in few words; `first`: what is sent before, each a success.
        """
        self.count += 1
        before = [(sent, self.transport.send(sent)) for sent in first]
        answer = self.transport.send(request)
        wrong = [f"{sent} is refused: {_cut(said.body)}" for sent, said in before if said.status != 200]
        wrong += _differences(expect, answer.body, "the answer")
        if answer.status != status:
            wrong.insert(0, f"HTTP status {answer.status} instead of {status}")
        if most and answer.size >= most:
            wrong.append(f"{answer.size} bytes, not fewer than {most}")
        self._table.add_row(
            str(self.count),
            Group(escape(title), *map(_line, (*first, request))),
            "[red]not as it should be[/]" if wrong else escape(say(answer.body)),
            str(answer.status),
            f"{answer.size:,}",
            f"{answer.ms:.1f}",
            "[red]✗[/]" if wrong else "[green]✓[/]",
        )
        if wrong:
            raise Wrong("\n  ".join([f"{title}: {request}", *wrong, f"all of it: {_cut(answer.body, 1000)}"]))
        return answer.body


def _line(request: Rpc | Get) -> Text:
    return Text(str(request), style="dim", no_wrap=True, overflow="ellipsis")


def _differences(expected: Any, actual: Any, place: str) -> Iterator[str]:
    """In what `actual` is not at least `expected`: objects may have more keys, functions are asked."""
    if callable(expected):
        if not expected(actual):
            yield f"{place} is not {expected.__doc__}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            yield from _differences(value, actual.get(key), f"{place}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (value, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _differences(value, other, f"{place}[{index}]")
    elif expected != actual:
        yield f"{place} is {_cut(actual)} instead of {_cut(expected)}"


def _cut(value: Any, most: int = 200) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else text[: most - 1] + "…"


# The ways to the database -------------------------------------------------------------------------------------------


class Http:
    """Requests to PostgREST as an app makes them, over one connection."""

    def __init__(self, api: Api, connection: http.client.HTTPConnection) -> None:
        self._api = api
        self._connection = connection
        self._tokens: dict[Persona, str] = {}

    def describe(self) -> str:
        response, _ = self._exchange("GET", "/courses?limit=1", {}, None)
        return f"over HTTP through {response.headers['Server']} on port {self._connection.port}"

    def send(self, request: Rpc | Get) -> Answer:
        headers = {} if request.who is ANYBODY else {"Authorization": f"Bearer {self._token(request.who)}"}
        begin = time.perf_counter()
        if isinstance(request, Rpc):
            headers["Content-Type"] = "application/json"
            path, body = f"/rpc/{request.function}", json.dumps(request.arguments)
            response, content = self._exchange("POST", path, headers, body)
        else:
            query = f"?user_id=eq.{request.user_id}" if request.user_id else ""
            response, content = self._exchange("GET", f"/{request.table}{query}", headers, None)
        ms = (time.perf_counter() - begin) * 1000
        return Answer(response.status, json.loads(content or "null"), len(content), ms)

    def _exchange(
        self, method: str, path: str, headers: dict[str, str], body: str | None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return response, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Problem(f"PostgREST at {self._api.url} does not answer: {error}", code=1) from None

    def _token(self, who: Persona) -> str:
        if who not in self._tokens:
            self._tokens[who] = token(self._api.secret, who.role, sub=who.user_id, email=who.email)
        return self._tokens[who]


class Sql:
    """The transactions that PostgREST would make, made here."""

    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._conn = conn

    def describe(self) -> str:
        return "straight over SQL, as the roles and in the transactions that PostgREST would use"

    def send(self, request: Rpc | Get) -> Answer:
        if isinstance(request, Rpc):
            query, *values = statement(request.function, request.arguments)
            query, method, path = sql.SQL("{}::text").format(query), "POST", f"/rpc/{request.function}"
        else:
            table = sql.Identifier("public", request.table)
            query = sql.SQL("select coalesce(json_agg(t), '[]')::text from {} as t").format(table)
            if request.user_id:
                query += sql.SQL(" where t.user_id = %s")
            values = [request.user_id] if request.user_id else []
            method, path = "GET", f"/{request.table}"
        settings = {
            "role": request.who.role,
            "request.jwt.claims": json.dumps(request.who.claims),
            "request.method": method,
            "request.path": path,
        }
        begin = time.perf_counter()
        try:
            status, text = self._transaction(settings, query, values)
        except psycopg.Error as error:
            said = {"code": error.sqlstate, "message": error.diag.message_primary, "hint": error.diag.message_hint}
            status, text = _status(error.sqlstate or "", request.who), json.dumps(said)
        ms = (time.perf_counter() - begin) * 1000
        return Answer(status, json.loads(text or "null"), len((text or "").encode()), ms)

    def _transaction(self, settings: dict[str, str], query: sql.Composed, values: list[Any]) -> tuple[int, str | None]:
        setting = "select set_config(s.key, s.value, true) from jsonb_each_text(%s) as s"
        with self._conn.transaction():
            self._conn.execute(setting, [Jsonb(settings)])
            self._conn.execute("select private.pre_request()")
            answer = self._conn.execute(query, values).fetchone()
            status = self._conn.execute("select nullif(current_setting('response.status', true), '')").fetchone()
        assert answer
        assert status
        return int(status[0] or 200), answer[0]


@contextmanager
def _over_http(api: Api) -> Iterator[Transport]:
    connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=30)
    try:
        yield Http(api, connection)
    finally:
        connection.close()


@contextmanager
def _over_sql(dsn: str) -> Iterator[Transport]:
    with libpq.connect(dsn) as conn:
        yield Sql(conn)


def _status(sqlstate: str, who: Persona) -> int:
    """PostgREST's HTTP status for an error."""
    if sqlstate.startswith("PT"):
        return int(sqlstate[2:])
    refused = 401 if who is ANYBODY else 403
    return {"42501": refused, "25006": 405, "23503": 409, "23505": 409, "P0001": 400}.get(sqlstate, 500)


def _server(dsn: str) -> str:
    with libpq.connect(dsn) as conn:
        version = conn.info.server_version
    return f"PostgreSQL {version // 10000}.{version % 10000}"
