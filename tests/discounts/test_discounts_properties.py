"""Discounts against models in Python: normalised codes and the arithmetic of prices."""

import re
import unicodedata
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

Conn = psycopg.Connection[Any]
# The database of each test is fresh and its examples do not touch each other.
few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

DROPPED = (
    {
        chr(c) for c in range(0x110000) if chr(c).isspace() and c not in range(0x1C, 0x20)
    }  # White_Space: Python adds the four separators
    | {chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) == "Pd"}
    | set("\u2212\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff")
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


@pytest.fixture
def quote(db: Conn) -> Any:
    """`quote(kind, value, amount)`: amounts that validation answers with."""
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute(
        """insert into public.discount_codes (code, product_type, benefit_kind, benefit_value)
           values ('PRICE', 'any', 'percent', 1)"""
    )

    def ask(kind: str, value: int, amount: int) -> tuple[int, int, int]:
        currency = "USD" if kind == "amount" else None
        db.execute(
            "update public.discount_codes set benefit_kind = %s, benefit_value = %s, benefit_currency = %s",
            [kind, value, currency],
        )
        answer = db.execute(
            "select private.validate_discount(%s, 'PRICE', 'any', null, %s, 'USD', now())",
            [user, amount],
        ).fetchone()[0]
        assert answer["ok"], answer
        return answer["amount_micros"], answer["amount_off_micros"], answer["amount_due_micros"]

    return ask


amounts = st.integers(0, 10**15) | st.integers(0, 300)
benefits = (
    st.tuples(st.just("percent"), st.integers(1, 100))
    | st.tuples(st.just("amount"), st.integers(1, 10**15) | st.integers(1, 300))
    | st.tuples(st.just("free_days"), st.integers(1, 3660))
    | st.tuples(st.just("credits"), st.integers(1, 10**6))
)


@few
@given(benefit=benefits, amount=amounts)
@example(benefit=("percent", 33), amount=100)
@example(benefit=("percent", 100), amount=10**15)
@example(benefit=("percent", 99), amount=1)
def test_prices_are_as_the_model_says(quote: Any, benefit: tuple[str, int], amount: int) -> None:
    """4.5.2: whole micros, a percentage rounded down, never below zero."""
    kind, value = benefit
    off = {"percent": amount * value // 100, "amount": min(value, amount)}.get(kind, 0)
    assert quote(kind, value, amount) == (amount, off, amount - off)


@few
@given(percent=st.integers(1, 99), amount=amounts)
def test_more_percent_is_never_dearer(quote: Any, percent: int, amount: int) -> None:
    assert 0 <= quote("percent", percent + 1, amount)[2] <= quote("percent", percent, amount)[2] <= amount


@few
@given(typed=st.text(assigned, max_size=200), product=st.text(assigned, min_size=1, max_size=200))
def test_whatever_is_typed_gets_an_answer(db: Conn, as_user: Any, typed: str, product: str) -> None:
    """No text within the limits makes a call fail: a failing call would not be counted."""
    with as_user(db, uuid4()):
        answer = db.execute("select public.validate_discount(%s, 'course', %s)", [typed, product]).fetchone()[0]
    assert answer["code"] == "code_not_found"
