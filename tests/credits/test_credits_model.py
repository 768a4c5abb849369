"""4.2.1–4.2.8, and 4.5.6 as far as it is about credits: random histories of three users against a model (credits_model.py), every answer and every balance.

7,500 steps and always the same ones; DOCHUB_LONG=1 runs 7 times as many and other ones each time.
"""

import importlib.util
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from dochub import seed

# Test modules are imported by path (importmode=importlib), so a helper beside them is too.
_spec = importlib.util.spec_from_file_location("credits_model", Path(__file__).with_name("credits_model.py"))
assert _spec
assert _spec.loader
model = importlib.util.module_from_spec(_spec)
sys.modules["credits_model"] = model
_spec.loader.exec_module(model)

LONG = os.environ.get("DOCHUB_LONG") == "1"
EXAMPLES, STEPS = (1000 if LONG else 150), 50

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago",
         "Australia/Lord_Howe", "America/St_Johns", "Pacific/Auckland"]  # fmt: skip
# Monday noons before clocks change, in Europe and America, and an ordinary one.
STARTS = [datetime(2026, m, d, 12, tzinfo=UTC) for m, d in ((1, 5), (3, 2), (3, 23), (10, 19), (10, 26))]

users = st.integers(0, 2)
# Credits, or (negative) that many tenths of what is available.
amounts = st.one_of(st.integers(1, 3), st.integers(-11, -2))
keys = st.integers(0, 12).map("key-{:04}".format)
# Tenths of what is held to commit, or why it is released.
outcomes = st.sampled_from([0, 3, 7, 10, 11, 20, "failed", "canceled", "timeout", "failed"])
ttls = st.sampled_from([900, 86_400, 40_000, 900, 1]).map(lambda s: timedelta(seconds=s))
transactions = st.integers(0, 5).map("transaction-{}".format)
notifications = st.integers(0, 9).map("notification-{}".format)
# How far the clock moves: not at all, a little, or to just before, at or after something that time alone does.
MICROSECOND = timedelta(microseconds=1)


def move(n: int) -> Any:
    if n < 120:
        return [timedelta(0), timedelta(0), MICROSECOND, timedelta(seconds=1), timedelta(minutes=2)][n % 5]
    if n < 150:
        return timedelta(hours=n - 119, seconds=n)
    if n < 160:
        return timedelta(days=1 + (n - 150) * 2)
    return (n - 160) // 3, [MICROSECOND, timedelta(0), -MICROSECOND][n % 3]


moves = st.integers(0, 180).map(move)

BALANCES = """
  select u.weekly_used, u.bank, u.held, u.debt,
         (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id),
         u.last_entry_no, u.last_entry_no,
         coalesce((select sum(h.amount) from private.credit_holds as h where h.user_id = u.user_id and h.status = 'held'), 0),
         u.clock_at
    from public.ai_usage as u where u.user_id = %(user)s"""
SUMS = """
  select coalesce(sum(l.weekly_used), 0), coalesce(sum(l.bank), 0), coalesce(sum(l.held), 0), coalesce(sum(l.debt), 0),
         coalesce(sum(l.promotional), 0), count(*), coalesce(max(l.entry_no), 0),
         coalesce(sum(l.held), 0), coalesce(max(l.occurred_at), 'epoch'),
         coalesce(bool_and(l.later), true), coalesce(bool_and(l.split), true)
    from (select c.*, c.occurred_at >= lag(c.occurred_at, 1, c.occurred_at) over (order by c.entry_no) as later,
                 c.promotional = (select coalesce(sum(e.value::integer), 0) from jsonb_each_text(c.promotional_split) as e) as split
            from private.credit_ledger as c where c.user_id = %(user)s) as l"""
READ = "select private.credit_balance(%(user)s, private.user_clock(%(user)s, %(now)s)), private.credit_balance(%(user)s, %(later)s)"
# ADR 16: what is stored holds from the clock to the last moment before next_change_at; and that it mostly does.
UNTRUE = seed.CHECKS["users whose stored credits do not hold until next_change_at"]
STORED = "select count(*) filter (where next_change_at > %(now)s) from public.ai_usage"
SEEN = {"stored", "ok", "replayed", "waiting", "debt", "insufficient_credits", "idempotency_mismatch", "exceeds_reservation",
        "already_committed", "already_released", "reservation_expired", "hold_not_found", "receipt_already_in_use",
        "account_token_mismatch", "unknown_product"}  # fmt: skip
TIMES = {"resets_at", "expires_at", "expired_at"}


def plain(answer: Any) -> Any:
    """An answer without its wording, its times as times."""
    if not isinstance(answer, dict):
        return answer
    if isinstance(answer.get("details"), str):
        answer = answer | {"details": json.loads(answer["details"])}
    return {
        name: datetime.fromisoformat(value) if name in TIMES and isinstance(value, str) else plain(value)
        for name, value in answer.items()
        if name not in {"message", "hint"}
    }


class Credits(RuleBasedStateMachine):
    """Each rule does one thing to the database and to the model and compares the answers."""

    conn: psycopg.Connection[Any]
    steps = 0
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = model.World()
        self.conn.execute("begin")
        self.subscriptions: list[tuple[Any, str, Any]] = []
        self.rewards: list[tuple[Any, UUID, datetime]] = []

    def teardown(self) -> None:
        self.conn.execute("rollback")

    @initialize(start=st.sampled_from(STARTS), zones=st.tuples(*[st.sampled_from(ZONES)] * 3))
    def begin(self, start: datetime, zones: tuple[str, ...]) -> None:
        self.now = self.later = start
        self.users = [model.User(self.world, uuid4(), start, is_tester=n == 2) for n in range(3)]
        for user, zone in zip(self.users, zones, strict=True):
            self.sql(
                "insert into public.user_profile (user_id, is_tester) values (%s, %s) returning null",
                user.user_id, user.is_tester,
            )  # fmt: skip
            self.sql("select private.ensure_user(%s, %s)", user.user_id, start)
            self.change_zone(user, zone)
        for who in (0, 1, 2):
            self.buy(who, f"transaction-{who}", "dochub.credits.50", 1, "production", None, timedelta(0))

    def sql(self, query: str, *values: Any) -> Any:
        row = self.conn.execute(query, values).fetchone()
        assert row
        return row[0]

    def same(self, answered: Any, expected: Any) -> None:
        assert plain(answered) == plain(expected)
        if expected:
            self.seen[expected.get("code", "ok")] += 1
            self.seen["replayed"] += expected.get("replayed", False)
            self.seen["waiting"] += expected.get("disposition") == "waiting"
            self.seen["debt"] += expected.get("debt", 0) > 0

    def tick(self, move: Any) -> datetime:
        """Moves the clock, and says when it is."""
        if isinstance(move, timedelta):
            self.now += move
        else:
            nth, off = move
            coming = {u.resets_at() for u in self.users}
            coming |= {h.expires for u in self.users for h in u.holds.values() if h.status == "held"}
            coming |= {expires for u in self.users for expires in u.promotional}
            coming |= {vests for u in self.users for _, vests in u.pending.values()}
            coming |= {moment for u in self.users for p in u.periods for moment in (p.start, p.end)}
            if ahead := sorted(t for t in coming if t + off > self.now):
                self.now = ahead[nth % len(ahead)] + off
        return self.now

    @rule(who=users, amount=amounts, key=keys, move=moves)
    def deduct(self, who: int, amount: int, key: str, move: Any) -> None:
        at, user = self.tick(move), self.users[who]
        amount = self.amount(user, amount, at)
        answer = self.sql("select private.deduct_credits(%s, %s, %s, null, %s)", user.user_id, amount, key, at)
        self.same(answer, user.take(amount, key, at))

    @rule(who=users, amount=amounts, key=keys, before=st.timedeltas(timedelta(0), timedelta(days=9)))
    def deduct_at_a_time_that_has_passed(self, who: int, amount: int, key: str, before: timedelta) -> None:
        """4.2.2: it counts as now."""
        user = self.users[who]
        amount = self.amount(user, amount, user.clock)
        answer = self.sql(
            "select private.deduct_credits(%s, %s, %s, null, %s)", user.user_id, amount, key, user.clock - before
        )
        self.same(answer, user.take(amount, key, user.clock - before))

    @rule(who=users, amount=amounts, key=keys, ttl=ttls, move=moves)
    def reserve(self, who: int, amount: int, key: str, ttl: timedelta, move: Any) -> None:
        at, user = self.tick(move), self.users[who]
        amount = self.amount(user, amount, at)
        answer = self.sql(
            "select private.reserve_credits(%s, %s, %s, %s, null, %s)", user.user_id, amount, key, ttl, at
        )
        expected = user.take(amount, key, at, ttl)
        if expected["ok"] and not expected["replayed"]:
            user.register(key, UUID(answer["hold_id"]))
        self.same(answer, expected)

    @rule(who=users, nth=st.integers(0, 7), outcome=outcomes, at_once=st.booleans(), move=moves)
    def commit_or_release(self, who: int, nth: int, outcome: Any, at_once: bool, move: Any) -> None:
        user, hold_id, held = self.some_hold(who, nth)
        status = "released" if isinstance(outcome, str) else "committed"
        if status == "committed":
            outcome = -(-held * outcome // 10)
        at = self.tick(timedelta(seconds=1) if at_once else move)
        amount, reason = (outcome, None) if status == "committed" else (None, outcome)
        answer = self.sql(
            "select private.resolve_hold(%s, %s, %s, %s, %s, %s)", user.user_id, hold_id, status, amount, reason, at
        )
        self.same(answer, user.resolve(hold_id, status, outcome, at))

    def some_hold(self, who: int, nth: int) -> tuple[Any, UUID, int]:
        """An open one (made when there is none), one that is not open any more, or one that is another user's."""
        if nth < 4 and not self.holds(is_open=True):
            self.settle(self.users[who])
            self.adjust(who, 30, f"adjust-{self.steps:08}", timedelta(0))
            self.reserve(who, 5, f"reserve-{self.steps:08}", timedelta(hours=4), timedelta(0))
        holds = self.holds(is_open=nth < 4) or self.holds(is_open=nth >= 4)
        if nth == 7 or not holds:
            others = [h.hold_id for u in self.users if u is not self.users[who] for h in u.holds.values()]
            return self.users[who], others[0] if others else uuid4(), 3
        user, hold = holds[nth % min(len(holds), 4)]
        return user, hold.hold_id, hold.amount

    def holds(self, *, is_open: bool) -> list[Any]:
        holds = [(u, h) for u in self.users for h in u.holds.values() if (h.status == "held") == is_open]
        return sorted(holds, key=lambda uh: (uh[1].status == "expired", uh[1].status == "committed", uh[1].expires))

    def amount(self, user: Any, amount: int, at: datetime) -> int:
        available = user.balance(max(at, user.clock))["available"]
        return amount if amount > 0 else max(available * -amount // 10, 1)

    @rule(who=users, amount=st.integers(-30, 30).filter(bool), key=keys, move=moves)
    def adjust(self, who: int, amount: int, key: str, move: Any) -> None:
        at, user = self.tick(move), self.users[who]
        answer = self.sql("select private.adjust_credits(%s, %s, %s, null, %s)", user.user_id, amount, key, at)
        self.same(answer, user.adjust(amount, key, at))

    @rule(
        who=users,
        transaction=transactions,
        product=st.sampled_from(
            ["dochub.credits.10", "dochub.credits.50", "dochub.credits.10", "dochub.premium.monthly"]
        ),
        quantity=st.sampled_from([1, 1, 3]),
        environment=st.sampled_from(["production"] * 4 + ["sandbox"]),
        token=st.sampled_from([None] * 5 + [0, 1]),
        move=moves,
    )
    def buy(
        self, who: int, transaction: str, product: str, quantity: int, environment: str, token: int | None, move: Any
    ) -> None:
        at, user = self.tick(move), self.users[who]
        purchase = {"store": "apple", "environment": environment, "transaction_id": transaction,
                    "product_id": product, "quantity": quantity}  # fmt: skip
        for_user = user.user_id if token is None else self.users[token].user_id
        if token is not None:
            purchase["account_token"] = str(for_user)
        answer = self.sql("select private.record_credit_purchase(%s, %s, %s)", user.user_id, Jsonb(purchase), at)
        receipt = f"{environment} {transaction}"
        self.same(answer, self.world.buy(user, receipt, product, quantity, environment, for_user, at))

    @rule(
        transaction=transactions,
        environment=st.sampled_from(["production"] * 6 + ["sandbox"]),
        bought=st.sampled_from([True, True, True, False]),
        notification=notifications,
        kind=st.sampled_from(["refund", "refund", "chargeback", "reversal", "reversal"]),
        undoes=notifications,
        percentage=st.sampled_from([100, 100, 33, 50, 40, 1, 0]),
        quantity=st.sampled_from([None, None, None, 1, 2]),
        occurred=st.timedeltas(timedelta(days=-3), timedelta(0)),
        move=moves,
    )
    def refund(
        self, transaction: str, environment: str, bought: bool, notification: str, kind: str, undoes: str,
        percentage: int, quantity: int | None, occurred: timedelta, move: Any,
    ) -> None:  # fmt: skip
        at = self.tick(move)
        if bought and self.world.owner:
            receipts = list(self.world.owner)
            environment, transaction = receipts[int(transaction[-1]) % len(receipts)].split()
        refund = {"store": "apple", "environment": environment, "transaction_id": transaction, "kind": kind,
                  "notification_id": notification, "occurred_at": (at + occurred).isoformat(),
                  "percentage": percentage}  # fmt: skip
        receipt, name, undone = (f"{environment} {x}" for x in (transaction, notification, undoes))
        if kind == "reversal":
            refund["refund_notification_id"] = undoes
        if quantity:
            refund["quantity"] = quantity
        undone = undone if kind == "reversal" else None
        expected = model.Refund(receipt, kind, undone, percentage, quantity, at + occurred)
        answer = self.sql("select private.refund(%s, '{credits}', %s)", Jsonb(refund), at)
        self.same(answer, self.world.refund(name, expected, at))

    @rule(who=users, zone=st.sampled_from(ZONES), move=moves)
    def set_time_zone(self, who: int, zone: str, move: Any) -> None:
        self.tick(move)
        self.change_zone(self.users[who], zone)

    def change_zone(self, user: Any, zone: str) -> None:
        self.sql(
            "select private.set_time_zone(%s, %s, private.lock_user(%s, %s))",
            user.user_id,
            zone,
            user.user_id,
            self.now,
        )
        user.set_zone(zone, self.now)

    def settle(self, user: Any) -> datetime:
        self.sql("select private.settle_credits(%s, private.lock_user(%s, %s))", user.user_id, user.user_id, self.now)
        return user.advance(self.now)  # type: ignore[no-any-return]

    @rule(who=users, amount=st.integers(1, 9), days=st.integers(0, 12), hours=st.integers(1, 23), move=moves)
    def grant(self, who: int, amount: int, days: int, hours: int, move: Any) -> None:
        self.tick(move)
        user, credit_id = self.users[who], uuid4()
        at = self.settle(user)
        expires = at + timedelta(days=days, hours=hours)
        self.sql(
            """insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vested_at, expires_at)
               values (%s, %s, 'discount', %s, 0, %s, %s, %s) returning null""",
            user.user_id, credit_id, amount, at, at, expires,
        )  # fmt: skip
        self.sql(
            "select private.post_credits(%s, 'grant', %s, p_promotional_split => %s, p_credit_id => %s)",
            user.user_id, at, Jsonb({str(credit_id): amount}), credit_id,
        )  # fmt: skip
        user.grant(amount, expires)

    @rule(who=users, amount=st.integers(1, 9), wait=st.integers(-2, 6), days=st.integers(1, 12), move=moves)
    def reward(self, who: int, amount: int, wait: int, days: int, move: Any) -> None:
        """4.5.6: as grant_referral_reward does it."""
        self.tick(move)
        user, credit_id = self.users[who], uuid4()
        at = self.settle(user)
        vests = at + timedelta(days=wait)
        # Known by when it expires: at a microsecond of its own.
        expires = max(vests, at) + timedelta(days=days, microseconds=10_007 + 13 * len(self.rewards))
        self.sql(
            """insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vests_at, expires_at)
               values (%s, %s, 'referral', %s, 0, %s, %s, %s) returning null""",
            user.user_id, credit_id, amount, at, vests, expires,
        )  # fmt: skip
        self.settle(user)
        user.reward(amount, vests, expires)
        self.rewards.append((user, credit_id, expires))

    @rule(nth=st.integers(0, 9), move=moves)
    def claw_back(self, nth: int, move: Any) -> None:
        """4.5.6: as claw_back_reward does it, without the user's lock."""
        at = self.tick(move)
        if self.rewards:
            user, credit_id, expires = self.rewards[-1 - nth % len(self.rewards)]
            self.sql(
                """with row as (
                     insert into private.referral_clawbacks (user_id, credit_id, refunded_at) values (%s, %s, %s)
                     on conflict (user_id, credit_id) do nothing)
                   select null""",
                user.user_id, credit_id, at,
            )  # fmt: skip
            user.claw_back(expires, at)

    @rule(who=users, plan=st.sampled_from(["premium", "premium", "gold"]), days=st.integers(-3, 3),
          length=st.sampled_from([1, 7, 30]), move=moves)  # fmt: skip
    def subscribe(self, who: int, plan: str, days: int, length: int, move: Any) -> None:
        self.tick(move)
        user = self.users[who]
        start = self.settle(user) + timedelta(days=days)
        chain = f"chain-{len(self.subscriptions)}"
        self.sql(
            """insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id,
                 product_id, plan, purchased_at, expires_at, recorded_at)
               values (%s, 'google', 'production', %s, %s, 'dochub.premium.monthly', %s, %s, %s, %s) returning null""",
            user.user_id, chain, chain, plan, start, start + timedelta(days=length), self.now,
        )  # fmt: skip
        period = model.Period(chain, plan, start, start + timedelta(days=length))
        user.periods.append(period)
        self.subscriptions.append((user, chain, period))

    @rule(nth=st.integers(0, 9), move=moves)
    def revoke(self, nth: int, move: Any) -> None:
        self.tick(move)
        if self.subscriptions:
            user, chain, period = self.subscriptions[nth % len(self.subscriptions)]
            at = self.settle(user)
            self.sql(
                "update private.store_transactions set revoked_at = coalesce(revoked_at, %s) where transaction_id = %s returning null",
                at, chain,
            )  # fmt: skip
            period.end = min(period.end, at)

    @rule(nth=st.integers(0, 9), who=users, move=moves)
    def hand_on(self, nth: int, who: int, move: Any) -> None:
        """4.2.3: one subscription, one premium difference a week, whoever holds it."""
        self.tick(move)
        if self.subscriptions:
            number = nth % len(self.subscriptions)
            giver, chain, period = self.subscriptions[number]
            taker = self.users[who]
            for user in {giver.user_id: giver, taker.user_id: taker}.values():
                self.settle(user)
            self.sql(
                "update private.store_transactions set user_id = %s where transaction_id = %s returning null",
                taker.user_id, chain,
            )  # fmt: skip
            giver.periods.remove(period)
            taker.periods.append(period)
            self.subscriptions[number] = (taker, chain, period)

    @rule(who=users, later=moves, move=moves)
    def look(self, who: int, later: Any, move: Any) -> None:  # noqa: ARG002
        """Nobody writes; the invariant reads now and at a later time."""
        self.tick(move)
        self.later = max(self.later, self.now + later if isinstance(later, timedelta) else self.now)

    @invariant()
    def everything_is_as_the_model_has_it(self) -> None:
        if not hasattr(self, "users"):
            return
        Credits.steps += 1
        for user in self.users:
            later = max(self.now, self.later, user.clock) + timedelta(hours=(Credits.steps % 40) ** 2)
            values = {"user": user.user_id, "now": self.now, "later": later}
            now, then = self.conn.execute(READ, values).fetchone() or ()
            self.same(now, user.balance(max(self.now, user.clock)))
            self.same(then, user.balance(later))
            assert all(n >= 0 for answer in (now, then) for n in answer.values() if isinstance(n, int))
            balances = self.conn.execute(BALANCES, values).fetchone() or ()
            *sums, is_later, is_split = self.conn.execute(SUMS, values).fetchone() or ()
            # 4.2.6, and the ledger's last entry is not after the clock.
            assert list(balances[:-1]) == sums[:-1]
            assert all(n >= 0 for n in balances[:-1])
            assert balances[-1] >= sums[-1]
            assert (is_later, is_split) == (True, True)
        if Credits.steps % 3 == 0:
            assert self.conn.execute(UNTRUE).fetchall() == []
        self.seen["stored"] += (self.conn.execute(STORED, {"now": self.now}).fetchone() or (0,))[0]
        self.later = self.now


@pytest.mark.slow
@pytest.mark.timeout(7200 if LONG else 900)
def test_credits_do_what_the_model_does(db: psycopg.Connection[Any]) -> None:
    db.execute("insert into private.plans (plan, plan_rank, weekly_credits) values ('gold', 200, 50)")
    Credits.conn, Credits.steps, Credits.seen = db, 0, Counter()
    run_state_machine_as_test(
        Credits,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not LONG,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Credits.steps >= 2_000, "that is not a test"
    # Histories that never come to a refusal would prove little about it.
    print(Credits.seen)  # noqa: T201
    assert {code for code, count in Credits.seen.items() if count} >= SEEN
