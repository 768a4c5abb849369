"""4.2.5: holds with many connections at once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger import SUMS_DIFFER


@pytest.fixture
def user(db: psycopg.Connection[Any]) -> UUID:
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute("select private.ensure_user(%s, now())", [user])
    return user


def bank(db: Any, user: UUID) -> int:
    return int(db.execute("select bank from public.ai_usage where user_id = %s", [user]).fetchone()[0])


def test_commit_and_release_of_one_hold_at_once(db: Any, call: Any, user: UUID) -> None:
    """4.2.5: one wins; the same call is a replay, the other resolution a 409."""
    call("adjust_credits(%s, 50, %s)", user, "fill-the-bank")
    seen: Counter[str] = Counter()
    with ThreadPoolExecutor(9) as pool:
        for n in range(20):
            before = bank(db, user)
            hold = call("reserve_credits(%s, %s, p_user_id => %s)", 5, f"at-once-{n:02}", user)["hold_id"]
            work = [lambda hold=hold: call("commit_credits(%s, %s, %s)", hold, 1, user)] * 3
            work += [lambda hold=hold: call("commit_credits(%s, %s, %s)", hold, 2, user)] * 3
            work += [lambda hold=hold: call("release_credits(%s, %s, %s)", hold, "failed", user)] * 3
            random.Random(n).shuffle(work)
            answers = [future.result(timeout=30) for future in [pool.submit(w) for w in work]]
            won = [a for a in answers if a["ok"]]
            assert Counter(a["replayed"] for a in won) == {False: 1, True: 2}
            assert len({a["amount"] for a in won}) == 1
            code = "already_committed" if won[0]["amount"] else "already_released"
            assert [a["code"] for a in answers if not a["ok"]] == [code] * 6
            assert before - bank(db, user) <= won[0]["amount"]
            seen[code] += 1
    assert db.execute("select held from public.ai_usage where user_id = %s", [user]).fetchone() == (0,)
    assert db.execute(SUMS_DIFFER).fetchone() == (0,)


def test_one_reservation_key_from_twenty_clients(db: Any, call: Any, user: UUID) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: call("reserve_credits(2, 'the-same-key', p_user_id => %s)", user), range(20)))
    assert Counter(a["replayed"] for a in answers) == {False: 1, True: 19}
    assert len({a["hold_id"] for a in answers}) == 1
    assert db.execute("select sum(held) from public.ai_usage").fetchone() == (2,)
