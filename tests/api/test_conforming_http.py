"""What must not pass: each wrong answer is told, and the clients of the tests do look."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

import conforming
from dochub.api.answers import Checker

SPLIT = {"weekly": 1, "promotional": 0, "bank": 0}
BALANCE = dict.fromkeys(
    ["weekly_allowance", "weekly_used", "weekly_remaining", "promotional", "bank", "held", "debt", "available"], 0
)
SPENT = {
    "ok": True,
    "amount": 1,
    "split": SPLIT,
    "balance": BALANCE | {"resets_at": "2026-12-07T00:00:00+00:00"},
    "replayed": False,
}
DETAILS = '{"available": 0, "needed": 1, "debt": 0, "resets_at": "2026-12-07T00:00:00+00:00"}'
REFUSED = {"ok": False, "code": "insufficient_credits", "message": "No.", "details": DETAILS, "hint": "Wait."}
MISUSE = {"code": "PT400", "message": "p_amount is wrong", "details": None, "hint": None}

WRONG = {
    "a new property": (200, SPENT | {"more": 1}),
    "a new property inside": (200, SPENT | {"split": SPLIT | {"gift": 1}}),
    "a property that is gone": (200, {k: v for k, v in SPENT.items() if k != "replayed"}),
    "another type": (200, SPENT | {"amount": "1"}),
    "a time that is none": (200, SPENT | {"balance": BALANCE | {"resets_at": "infinity"}}),
    "a success with another status": (201, SPENT),
    "a refusal with another status": (400, REFUSED),
    "a code of other functions": (409, REFUSED | {"code": "code_exists"}),
    "details that are an object": (402, REFUSED | {"details": {}}),
    "details that are no JSON": (402, REFUSED | {"details": "none"}),
    "details with another key": (402, REFUSED | {"details": '{"available": 0, "needed": 1, "debt": 0, "left": 0}'}),
    "a refusal with more": (402, REFUSED | {"retry_after": 1}),
    "misuse with another status": (500, MISUSE),
    "an answer that is no object": (200, []),
    "nothing": (200, None),
}


@pytest.fixture(scope="module")
def check() -> Checker:
    return Checker(conforming.agreed(), {"insufficient_credits": 402, "code_exists": 409})


@pytest.mark.gate
def test_right_answers_pass(check: Checker) -> None:
    for status, body in ((200, SPENT), (402, REFUSED), (400, MISUSE), (304, None)):
        assert check.fault("deduct_credits", status, body) is None
    assert {"functions.deduct_credits.split", "split.weekly", "refusals.insufficient_credits.resets_at"} <= check.seen


@pytest.mark.gate
@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_answers_are_told(check: Checker, wrong: str) -> None:
    status, body = WRONG[wrong]
    assert check.fault("deduct_credits", status, body), wrong


def test_the_tests_clients_look(postgrest: Any, api: Any) -> None:
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("""create or replace function public.my_referral_code() returns jsonb language sql volatile
            as $$ select '{"ok": true, "referral_code": "ABCD2345", "owner": "Ada"}'::jsonb $$""")
    with pytest.raises(AssertionError, match="'owner' was unexpected"):
        api("authenticated", uuid4()).post("/rpc/my_referral_code", json={})
