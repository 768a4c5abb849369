"""Discounts against models in Python: normalised codes and the arithmetic of prices."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

Conn = psycopg.Connection[Any]
# The database of each test is fresh and its examples do not touch each other.
few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties): what shows nothing; Python does not know it.
IGNORABLE = """ad 34f 61c 115f 1160 17b4 17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164 fe00-fe0f feff ffa0 fff0-fff8
               1bca0-1bca3 1d173-1d17a e0000-e0fff"""
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DROPPED = (
    {chr(c) for c in range(1, 0x110000) if chr(c).isspace() or unicodedata.category(chr(c)) in ("Pd", "Cc")}
    | {
        chr(c)
        for r in IGNORABLE.split()
        for a, _, b in [r.partition("-")]
        for c in range(int(a, 16), int(b or a, 16) + 1)
    }
    | set("\u2212\u2800\ufff9\ufffa\ufffb")  # minus sign, Braille's blank, interlinear annotation
    | set(BIDI)
)
# Characters that are assigned in every Unicode version in question: 14 (Postgres 15, Python 3.11) to 16.
assigned = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0").filter(
    lambda c: unicodedata.ucd_3_2_0.category(c) != "Cn"
)
near_codes = st.text(st.sampled_from([*"abcXYZ019", *sorted(DROPPED), *"ßıſK①Ａ｜_é"]), max_size=40)


def normalised(typed: str) -> str | None:
    """4.5.1: NFKC, upper case in collation C, spaces and dashes dropped, then the pattern."""
    code = "".join(c.upper() if c.isascii() else c for c in unicodedata.normalize("NFKC", typed))
    code = "".join(c for c in code if c not in DROPPED)
    return code if re.fullmatch("[A-Z0-9]{4,32}", code) else None


@few
@given(typed=st.text(assigned, max_size=60) | near_codes)
@example(typed="spring\u201326")
@example(typed="")
def test_codes_are_normalised_as_the_model_says(db: Conn, typed: str) -> None:
    assert db.execute("select private.normalise_code(%s)", [typed]).fetchone() == (normalised(typed),)


def test_every_dropped_character_is_dropped(db: Conn) -> None:
    kept = db.execute(
        "select c from unnest(%s::text[]) as c where private.normalise_code('AB' || c || 'CD') is distinct from 'ABCD'",
        [sorted(DROPPED)],
    )
    assert kept.fetchall() == []


@few
@given(
    code=st.text(st.sampled_from("ABCXYZ0189"), min_size=4, max_size=32),
    junk=st.lists(st.tuples(st.integers(0, 32), st.sampled_from(sorted(DROPPED))), max_size=30),
)
@example(code="SPRING26", junk=[(n, c) for n, c in enumerate(BIDI)])
def test_a_pasted_code_is_the_code(db: Conn, code: str, junk: list[tuple[int, str]]) -> None:
    """4.5.1, 4.5.2: whatever shows nothing stands between its characters; also where it is typed in lower case."""
    pasted = code
    for place, character in junk:
        pasted = pasted[:place] + character + pasted[place:]
    for typed in (pasted, pasted.lower()):
        assert db.execute("select private.normalise_code(%s)", [typed]).fetchone() == (code,)


@pytest.fixture
def quote(db: Conn) -> Any:
    """`quote(kind, value, amount, currency)`: amounts that validation answers with."""
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute(
        """insert into public.discount_codes (code, product_type, benefit_kind, benefit_value)
           values ('PRICE', 'any', 'percent', 1)"""
    )

    def ask(kind: str, value: Decimal, amount: int, currency: str) -> tuple[int, int, int]:
        db.execute(
            """update public.discount_codes
                  set benefit_kind = %s, benefit_value = %s, benefit_hundredths = %s, benefit_currency = %s""",
            [kind, int(value), int(value % 1 * 100) or None, currency if kind == "amount" else None],
        )
        answer = db.execute(
            "select private.validate_discount(%s, 'PRICE', 'any', null, %s, %s, now())",
            [user, amount, currency],
        ).fetchone()[0]
        assert answer["ok"], answer
        return answer["amount_micros"], answer["amount_off_micros"], answer["amount_due_micros"]

    return ask


COINS = {"JPY": 10**6, "USD": 10**4, "KWD": 10**3, "CLF": 10**2}  # in micros
currencies = st.sampled_from(sorted(COINS))
percents = st.decimals("0.01", 100, places=2)
amounts = st.integers(0, 10**15) | st.integers(0, 10**8) | st.integers(0, 300)
benefits = (
    st.tuples(st.just("percent"), percents | st.integers(1, 100).map(Decimal))
    | st.tuples(st.just("amount"), (st.integers(1, 10**15) | st.integers(1, 10**7)).map(Decimal))
    | st.tuples(st.just("free_days"), st.integers(1, 3660).map(Decimal))
    | st.tuples(st.just("credits"), st.integers(1, 10**6).map(Decimal))
)


@few
@given(benefit=benefits, amount=amounts, currency=currencies, is_whole=st.booleans())
@example(benefit=("percent", Decimal(25)), amount=9_990_000, currency="USD", is_whole=True)
@example(benefit=("percent", Decimal(5)), amount=1_290_000_000, currency="JPY", is_whole=True)
@example(benefit=("percent", Decimal("33.33")), amount=2_475_000, currency="KWD", is_whole=True)
@example(benefit=("percent", Decimal("12.5")), amount=20_000, currency="USD", is_whole=True)
@example(benefit=("percent", Decimal(50)), amount=10_000, currency="USD", is_whole=True)
@example(benefit=("percent", Decimal("0.01")), amount=10**15 - 1, currency="CLF", is_whole=False)
@example(benefit=("percent", Decimal(100)), amount=10**15, currency="USD", is_whole=True)
@example(benefit=("amount", Decimal(10**15)), amount=1, currency="USD", is_whole=False)
def test_what_is_due_can_be_paid(
    quote: Any, benefit: tuple[str, Decimal], amount: int, currency: str, is_whole: bool
) -> None:
    """4.5.2: whole coins, rounded half up; off and due are the price; never below zero, nor above the price."""
    (kind, value), coin = benefit, COINS[currency]
    if is_whole:
        amount -= amount % coin
    price, off, due = quote(kind, value, amount, currency)
    assert price == amount == off + due
    assert due % coin == 0
    assert off >= 0 <= due
    left = {"percent": amount * (100 - value) / 100, "amount": max(amount - value, Decimal(0))}.get(
        kind, Decimal(amount)
    )
    rounded = int((left / coin).quantize(Decimal(1), ROUND_HALF_UP)) * coin
    # A price that is no whole number of coins itself is never rounded up.
    assert due == min(rounded, amount - amount % coin)


@few
@given(percent=st.integers(1, 9999), amount=amounts, more=st.integers(0, 10**7), currency=currencies)
def test_more_percent_is_never_dearer(quote: Any, percent: int, amount: int, more: int, currency: str) -> None:
    """4.5.2: nor is a lower price."""
    some, all_but = Decimal(percent) / 100, Decimal(percent + 1) / 100
    due = quote("percent", some, amount, currency)[2]
    assert 0 <= quote("percent", all_but, amount, currency)[2] <= due <= amount
    assert due <= quote("percent", some, min(amount + more, 10**15), currency)[2]


@few
@given(typed=st.text(assigned, max_size=200), product=st.text(assigned, min_size=1, max_size=200))
def test_whatever_is_typed_gets_an_answer(db: Conn, as_user: Any, typed: str, product: str) -> None:
    """No text within the limits makes a call fail: a failing call would not be counted."""
    with as_user(db, uuid4()):
        answer = db.execute("select public.validate_discount(%s, 'course', %s)", [typed, product]).fetchone()[0]
    assert answer["code"] == "code_not_found"
