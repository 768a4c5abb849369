"""4.9.2: planted secrets of every kind, in any field, at any depth, as values, keys and inside texts, are not found in app_logs.

And what is no secret stays as it is; and nothing takes long, however it is written.
"""

import base64
import json
import re
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Conn = psycopg.Connection[Any]
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# 600 calls of several secrets each.
many = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def luhn(digits: str) -> str:
    """The digits and their check digit."""
    total = sum(sum(divmod(int(d) * (2 if n % 2 == 0 else 1), 10)) for n, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def groups(number: str, separator: str, amex: bool) -> str:
    sizes = [4, 6, 9] if amex and len(number) in (14, 15) else [4, 4, 4, 4, 4]
    parts = []
    for size in sizes:
        parts.append(number[:size])
        number = number[size:]
    return separator.join(part for part in parts if part)


jwts = st.builds(
    lambda header, claims, signature: (
        f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(claims).encode())}.{base64url(signature)}"
    ),
    st.fixed_dictionaries({"alg": st.sampled_from(["HS256", "ES256", "none"])}, optional={"typ": st.just("JWT")}),
    st.fixed_dictionaries({"sub": st.uuids().map(str), "exp": st.integers(10**9, 2 * 10**9)}),
    st.binary(min_size=0, max_size=64),
)
bearers = st.builds(
    lambda word, token: f"{word} {token}",
    st.sampled_from(["Bearer", "bearer", "BEARER", "Authorization: Bearer", "authorization=Bearer"]),
    st.text(BASE64URL + ".~+/", min_size=12, max_size=80),
)
random_bytes = st.randoms(use_true_random=False)
link_tokens = random_bytes.map(lambda r: base64url(r.randbytes(32)))
store_tokens = st.one_of(
    random_bytes.map(lambda r: "MIIT" + base64.b64encode(r.randbytes(r.randint(150, 900))).decode()),
    random_bytes.map(lambda r: base64.b64encode(r.randbytes(r.randint(120, 400))).decode()),
    random_bytes.map(
        lambda r: "".join(r.choices("abcdefghijklmnop", k=24)) + ".AO-J1O" + "".join(r.choices(BASE64URL, k=120))
    ),
    random_bytes.map(lambda r: r.choice(["sk_live_", "rk_live_", "whsec_"]) + "".join(r.choices(BASE64URL[:62], k=24))),
)
hosts = st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,6}){1,2}", fullmatch=True)
emails = st.one_of(
    st.emails().filter(lambda e: not re.search(r"[/|?&=%{}`']", e)),
    st.builds(
        lambda name, host: f"{name}@{host}",
        st.from_regex(r"[a-zà-öа-я]{1,12}([.+_-][a-z0-9]{1,8})?", fullmatch=True),
        hosts,
    ),
    st.builds(lambda name, host: f"{name}%40{host}", st.from_regex(r"[a-z]{2,12}", fullmatch=True), hosts),
    st.builds(
        lambda name, host: f"{name}@{host}.укр", st.from_regex(r"[а-я]{2,12}", fullmatch=True), st.just("приклад")
    ),
)
cards = st.builds(
    lambda first, rest, separator, amex: groups(luhn(first + rest), separator, amex),
    st.sampled_from(["4", "51", "2221", "34", "37", "6011", "62", "35", "36", "50"]),
    st.text("0123456789", min_size=11, max_size=14),
    st.sampled_from(["", " ", "-"]),
    st.booleans(),
)
secrets = {"jwt": jwts, "bearer": bearers, "link": link_tokens, "store": store_tokens, "email": emails, "card": cards}
any_secret = st.one_of(*secrets.values())

# Around a secret: words, punctuation, JSON and URLs; never letters or digits right at it.
before = st.sampled_from(
    ["", "failed for ", "x: ", '{"a":"', "https://api.example/v1?x=", "(", "„", "\n", "2026-11-22 14:30:01 retry 3 "]
)
after = st.sampled_from(["", " (retry 2)", '"}', "&b=2", ")", ",", " \u2014 gone", "\n at x.js:12"])
embedded = st.builds(lambda b, s, a: (b + s + a, s), before, any_secret, after) | any_secret.map(lambda s: (s, s))
FIELDS = ["message", "code", "session_id", "app_version", "platform", "event_id", "context"]
keys = st.sampled_from(["a", "user", "details", "headers", "x-1", "список"])


@st.composite
def planted(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """An event, and what must not be found."""
    hidden: list[str] = []

    def leaf() -> str:
        text, secret = draw(embedded)
        hidden.append(secret)
        return text

    def nested(depth: int) -> Any:
        if depth == 0:
            return leaf()
        kind = draw(st.sampled_from(["object", "array", "key", "text"]))
        inner = nested(depth - 1)
        if kind == "object":
            return {draw(keys): inner, "n": 1}
        if kind == "array":
            return [None, inner, 2.5]
        if kind == "key":
            return {leaf(): inner}
        return json.dumps(inner, ensure_ascii=draw(st.booleans()))

    event: dict[str, Any] = {"kind": draw(st.sampled_from(["log", "error", "feedback"]))}
    for field in draw(st.lists(st.sampled_from(FIELDS), min_size=2, max_size=len(FIELDS), unique=True)):
        event[field] = nested(draw(st.integers(0, 5))) if field == "context" else leaf()
    return event, hidden


def unthrottled(db: Conn) -> None:
    db.execute("update private.throttle_limits set attempts = 100000")


def stored(db: Conn) -> list[str]:
    """Every text of app_logs, JSON taken apart: as it stands, and as a reader of strings sees it."""
    rows = db.execute("select to_jsonb(l) - 'log_id' - 'user_id' - 'received_at' from public.app_logs as l").fetchall()
    found = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(key)
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, (str, int, float)):
            found.append(str(value))

    for (row,) in rows:
        walk(row)
    return found


@pytest.mark.slow
@pytest.mark.server(18)
@pytest.mark.timeout(600)
@many
@given(events=st.lists(planted(), min_size=2, max_size=3))
def test_planted_secrets_are_not_found(db: Conn, as_user: Any, events: list[tuple[dict[str, Any], list[str]]]) -> None:
    """4.9.2: more than 500 events, and several thousand secrets, per run."""
    unthrottled(db)
    db.execute("truncate private.recent_log_events")
    db.execute("truncate public.app_logs")
    with as_user(db, role="anon"):
        answer = db.execute("select public.log_events(%s)", [json.dumps([e for e, _ in events])]).fetchone()[0]
    assert answer["accepted"] + answer["duplicates"] == len(events), answer
    text = "\0".join(stored(db))
    for event, hidden in events:
        for secret in hidden:
            assert secret not in text, event


@pytest.mark.parametrize("kind", secrets)
def test_each_kind_alone(db: Conn, kind: str) -> None:
    """4.9.2: the text that is the secret and nothing else, or a word on each side."""

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(secret=secrets[kind])
    def check(secret: str) -> None:
        alone, among, value = db.execute(
            "select private.redact(%(s)s), private.redact('sent ' || %(s)s || ' twice'), private.redact_json(to_jsonb(%(s)s::text))::text",
            {"s": secret},
        ).fetchone()
        for text in (alone, among, value):
            assert secret not in text
            assert "[redacted" in text
        assert among.startswith("sent ")
        assert among.endswith(" twice")

    check()


@pytest.mark.parametrize(
    "text",
    [
        r"\nBearer 000000000000",
        r'{"a": "\u201esk_live_AAAAAAAAAAAAAAAAAAAAAAAA"}',
        r"\npwd=hunter22",
        r"\tAKIAAAAAAAAAAAAAAAAA",
        r"\u201eada@example.com",
    ],
)
def test_a_json_text_within_a_text(db: Conn, text: str) -> None:
    """4.9.2: what stands before the secret is an escape, whose last letter makes one word with it."""
    query = "select private.redact(%(s)s), private.redact_json(to_jsonb(%(s)s::text))::text"
    [(alone, value)] = db.execute(query, {"s": text})
    for found in (alone, value):
        assert "[redacted" in found
        assert not re.search("0000|AAAA|hunter|example", found)


def test_card_numbers_that_are_json_numbers(db: Conn) -> None:
    number = luhn("411111111111111")
    assert number == "4111111111111111"
    [(json_,)] = db.execute("select private.redact_json(%s)", [json.dumps({"n": int(number), "m": [int(number)]})])
    assert json_ == {"n": "[redacted card]", "m": ["[redacted card]"]}


HARMLESS = [
    "Buffer ran dry after 31.5 s; retrying (2/5)",
    "2026-11-22T14:30:22.123456Z 2026-11-22 14:30:22 22/11/2026 1763812800 1763812800000 1763812800000000",
    "550e8400-e29b-41d4-a716-446655440000 and 550E8400-E29B-41D4-A716-446655440000",
    "user_550e8400-e29b-41d4-a716-446655440000_device_6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.json",
    "d41d8cd98f00b204e9800998ecf8427e 356a192b7913b04c54574d18c28d46e6395428ab",
    "App 3.14.159-beta.2+build.20261122 on iOS 18.1.1 (22B91), iPhone17,1, arm64-v8a",
    "IMG_20261122_143022.jpg DeepSleep_Part2_Voice-Anna_Background-Rain.m4a courses/deep-sleep/v12/audio-03.mp3",
    "at com.example.app.handshake.HandshakeViewModel.onCreate(HandshakeViewModel.kt:42)",
    "Exception in thread main: java.lang.IllegalStateException: onCreateViewHolderForItemAtPosition",
    "/var/mobile/Containers/Data/Application/8F2C1A3B-1234-4ABC-9DEF-0123456789AB/Documents/audio/ocean.mp3",
    "https://cdn.example.com/storage/v1/object/public/courses/deep-sleep/part-01.mp3?width=640&quality=80",
    "npm: react-native@0.76.3 @supabase/supabase-js@2.46.1",
    "Token expired, please sign in again. Password required. No receipt. Cookies are off.",
    "position 0.30000000000000004, volume 0.8999999999999999, 12 345 678 901 bytes",
    "call +43 660 123 45 67, order 100234, ticket #48151623, tokens_used=1234, token_count: 90125",
    "GET /rpc/handshake 304 in 12 ms; POST /rpc/log_events 200 (1.9 kB)",
    "Грешка при пускане на звука: 日本語のメッセージ 🎧",
    "AABBCCDD-1122 deadbeef 0xDEADBEEF #FFAA00 192.168.100.200 fe80::1ff:fe23:4567:890a",
    "java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(db: Conn, text: str) -> None:
    """4.9.2: ordinary messages, uuids, hashes, times, versions, paths and file names are worth logging as they are."""
    value = {"text": text, "list": [text, 1, None, True, 1.5], "tokens_used": 12, "is_token_valid": True, "status": 401}
    [(plain, inside)] = db.execute("select private.redact(%s), private.redact_json(%s)", [text, json.dumps(value)])
    assert plain == text
    assert inside == value


def test_times_versions_and_uuids_stay(db: Conn) -> None:
    """The same with 300 of each, since a tenth of all numbers has the check digit of a card."""

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(uuid=st.uuids(), moment=st.datetimes(), fraction=st.floats(0, 1), ms=st.integers(10**12, 2 * 10**12 - 1))
    def check(uuid: Any, moment: Any, fraction: float, ms: int) -> None:
        text = f"{uuid} {moment} {moment:%Y%m%d-%H%M%S} {moment.isoformat()} {fraction} {ms} {ms * 1000} v{moment:%y.%m.%d}"
        assert db.execute("select private.redact(%s)", [text]).fetchone() == (text,)
        assert db.execute("select private.redact_json(%s)", [json.dumps([text, ms])]).fetchone()[0] == [text, ms]

    check()


SECRET_KEYS = [
    "password",
    "Authorization",
    "access_token",
    "refreshToken",
    "apiKey",
    "API-KEY",
    "client_secret",
    "Set-Cookie",
    "receipt",
    "latest_receipt_info",
    "privateKey",
    "push_token",
    "pin",
    "cvv",
    "passcode",
    "jwt",
]


@pytest.mark.parametrize("key", SECRET_KEYS)
def test_values_whose_key_says_that_they_are_secret(db: Conn, key: str) -> None:
    """4.9.2: redacted whole, whatever they look like."""
    for value in ("abc", {"a": ["b"]}, ["x"]):
        [(found,)] = db.execute("select private.redact_json(%s)", [json.dumps({"n": {key: value, "b": 1}})])
        assert found == {"n": {key: "[redacted]", "b": 1}}


def test_is_plain_knows_all_that_is_searched_for(db: Conn) -> None:
    """The quick look before the search must not miss anything: what redaction changes is not plain."""

    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.lists(
            st.sampled_from(
                [
                    "a",
                    "B",
                    "3",
                    ".",
                    " ",
                    "@",
                    "-",
                    "_",
                    "%40",
                    "eyJhbGciOi",
                    "bearer ",
                    "token=",
                    "pwd:",
                    "api key: ",
                    "4111",
                    "sk_live_",
                    "AIza",
                    "MII",
                    "ya29.",
                    "gho_",
                    "x" * 39,
                    "aB3" * 13,
                    ":",
                    '"',
                    "://",
                    "whsec_",
                    "pi_abcdef1_secret_",
                    "\\u0040",
                    "receipt",
                    "cvv",
                ]
            ),
            max_size=14,
        ).map("".join)
    )
    def check(text: str) -> None:
        changed, plain, plain_json, changed_json = db.execute(
            "select private.redact(%(t)s) <> %(t)s, private.is_plain(%(t)s), private.is_plain(%(j)s::jsonb::text), private.redact_json(%(j)s, 32) <> %(j)s",
            {"t": text, "j": json.dumps({text: "value", "x": text})},
        ).fetchone()
        assert not (changed and plain)
        assert not (changed_json and plain_json)

    check()


def test_fractions_are_no_card_numbers(db: Conn) -> None:
    """A JSON number with a point has as many characters as a card number has digits."""
    value = [0.0000000000001, 31.41592653589793, 123456789.5678, 0.30000000000000004, *(n / 7 for n in range(200))]
    [(found,)] = db.execute("select private.redact_json(%s)", [json.dumps([*value, "a@example.com"])])
    assert found == [*value, "[redacted e-mail]"]


def worst(unit: str) -> str:
    return (unit * (200_000 // len(unit)))[:200_000]


WORST = ["a", "1", "1111 ", "4111 1111 1111 1112 ", "4111 1111 1111 1111 ", "a@", "a@b.", "aaa@x.co ", "@", ".", "a.", "eyJaaaaaa.", "token=", "token: x ", "bearer ", "password: abcd; a=b; ", "aB3" * 20 + " ", "aB3", "/", "://a:", "deadbeef", "550e8400-e29b-41d4-a716-446655440000 ", "_", "1.", "1-", "secret   ", "%40", "ü@é.", "MII", '"pass']  # fmt: skip


@pytest.mark.parametrize("unit", WORST)
def test_no_text_takes_long(db: Conn, unit: str) -> None:
    """4.9.1: 200 kB of the worst, in one statement; about half a second where it was measured."""
    db.execute("set statement_timeout = '60s'")
    db.execute("select private.redact(%s)", [worst(unit)])
    value = [unit] * (190_000 // (len(unit) + 4))
    db.execute("select private.redact_json(%s)", [json.dumps(value, ensure_ascii=False)])


def test_deep_and_wide_json_is_no_harm(db: Conn) -> None:
    db.execute("set statement_timeout = '60s'")
    for value in (
        "[" * 3000 + '"a@b.cc"' + "]" * 3000,
        json.dumps([["a@b.cc"]] * 16000),
        json.dumps([{"a@b.cc": 1}] * 10000),
        json.dumps({f"{uuid4()}": 4111111111111111 for _ in range(3000)}),
    ):
        [(text,)] = db.execute("select private.redact_json(%s)::text", [value])
        assert "a@b.cc" not in text
        assert "4111111111111111" not in text
