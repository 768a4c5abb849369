"""4.2.7, 4.3.1: random reports of one purchase, by its order id, its token or both, before it or after it, in any order, with repeats: one end,
that of a small model. DOCHUB_LONG=1 tries 30 times as many, other ones each time.
"""

import math
import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from ledger import SUMS_DIFFER

LONG = os.environ.get("DOCHUB_LONG") == "1"
EXAMPLES, ORDERS = (3000, 4) if LONG else (100, 3)
USER = UUID("a0000000-0000-4000-8000-000000000001")
DAY0 = datetime(2026, 3, 2, tzinfo=UTC)
NOW = DAY0 + timedelta(days=20)
ORDER, OTHER, TOKEN = "order-1", "order-2", "token-1"
GIVES = {"credits.7": 7, "dochub.credits.10": 10}
# By what a purchase, or a report of it, may name it.
NAMES = [(ORDER,), (TOKEN,), (ORDER, TOKEN), (OTHER, TOKEN)]


@dataclass(frozen=True)
class Bought:
    """The purchase, told by the service or by a notification."""

    names: tuple[str, ...]
    is_event: bool
    number: int


@dataclass(frozen=True)
class Report:
    """A refund, chargeback or reversal. `undoes`: for a reversal, "" where the store does not say what."""

    names: tuple[str, ...]
    is_event: bool
    number: int
    kind: str
    undoes: str
    percentage: int
    quantity: int | None
    day: int
    is_named: bool  # an event that names its refund

    @property
    def refund_id(self) -> str:
        """Under what it is known, and can be undone."""
        return f"refund-{self.number}" if self.is_named or not self.is_event else f"event-{self.number}"


@dataclass(frozen=True)
class Spend:
    amount: int
    number: int


@dataclass(frozen=True)
class History:
    """`product`: of credits, or "course" or "custom_course". `others`: days on which the course was bought as well."""

    product: str
    quantity: int
    messages: tuple[Bought | Report | Spend, ...]
    others: tuple[int, ...]


@st.composite
def report(draw: st.DrawFn, number: int, count: int) -> Report:
    is_event = draw(st.booleans())
    kind = draw(st.sampled_from(["refund", "refund", "revoked" if is_event else "chargeback", "reversal", "reversal"]))
    of = draw(st.integers(1, count))
    known = [f"refund-{of}", f"event-{of}"]
    return Report(
        names=draw(st.sampled_from(NAMES)),
        is_event=is_event,
        number=number,
        kind=kind,
        undoes=draw(st.sampled_from([*known, "", ""] if is_event else known)) if kind == "reversal" else "",
        percentage=draw(st.sampled_from([100, 100, 100, 50, 33, 1, 0])),
        quantity=draw(st.sampled_from([None, None, 1, 2, 3])),
        day=draw(st.integers(3, 6)),
        is_named=draw(st.booleans()),
    )


@st.composite
def history(draw: st.DrawFn) -> History:
    product = draw(st.sampled_from([*GIVES, "course", "course", "custom_course"]))
    # Nobody can know that an order and a token are one purchase while each is told alone, as a purchase: all name one of the two.
    shared = draw(st.sampled_from([ORDER, TOKEN]))
    by = [names for names in NAMES if shared in names]
    told = [
        Bought(draw(st.sampled_from(by)), product != "custom_course" and draw(st.booleans()), n)
        for n in range(draw(st.integers(1, 3)))
    ]
    count = draw(st.integers(1, 5))
    reports = [draw(report(n, count)) for n in range(1, 1 + count)]
    spent = [Spend(draw(st.integers(1, 12)), n) for n in range(draw(st.integers(0, 2)) if product in GIVES else 0)]
    others = draw(st.sampled_from([[], [5], [5], [1], [1, 5]])) if product == "course" else []
    return History(product, draw(st.integers(1, 4)), (*told, *reports, *spent), tuple(others))


# The model


def joined(told: History) -> set[str]:
    """The names that messages join with the purchase's."""
    messages = [m for m in told.messages if not isinstance(m, Spend)]
    names = {name for m in messages if isinstance(m, Bought) for name in m.names}
    while more := {n for m in messages if names & set(m.names) for n in m.names} - names:
        names |= more
    return names


def lost(told: History, units: int) -> Fraction:
    """4.2.7: the part that those refunds take together which nothing undoes."""
    names = joined(told)
    reports = [m for m in told.messages if isinstance(m, Report) and names & set(m.names)]
    standing = {r.refund_id: r for r in reports if r.kind != "reversal"}
    for reversal in reports:
        if reversal.kind == "reversal" and reversal.undoes:
            standing.pop(reversal.undoes, None)
    unnamed = [r for r in reports if r.kind == "reversal" and not r.undoes]
    for reversal in sorted(unnamed, key=lambda r: (r.day, f"event-{r.number}")):
        before = [(r.day, r.refund_id) for r in standing.values() if r.day <= reversal.day]
        if before:
            del standing[max(before)[1]]
    shares = (
        Fraction(1 if r.kind == "revoked" else r.percentage, 1 if r.kind == "revoked" else 100)
        * (1 if r.kind == "revoked" or r.quantity is None else Fraction(min(r.quantity, units), units))
        for r in standing.values()
    )
    return min(Fraction(1), sum(shares, Fraction(0)))


# The database


class Delivery:
    """One order of delivery, in a transaction that is rolled back."""

    def __init__(self, db: psycopg.Connection[Any], told: History) -> None:
        self.db, self.told, self.spent = db, told, 0
        self.answers: dict[int, dict[str, Any]] = {}
        db.execute("insert into public.user_profile (user_id) values (%s)", [USER])
        db.execute("select private.ensure_user(%s, %s)", [USER, DAY0])
        db.execute(
            "insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1, 'EUR', 'published')"
        )
        db.execute(
            "insert into private.store_products (store, product_id, kind, credits, course_code, price_micros, currency)"
            " values ('google', 'credits.7', 'credits', 7, null, 1, 'EUR'), ('google', 'course', 'course', null, 'sleep', 1, 'EUR')"
        )
        self.custom_course = self.sql('select private.save_custom_course(%s, \'{"title": "Mine"}\', %s)', USER, DAY0)

    def sql(self, query: str, *values: Any) -> Any:
        row = self.db.execute(query, [Jsonb(v) if isinstance(v, dict) else v for v in values]).fetchone()
        assert row
        return row[0]

    def take(self, message: Bought | Report | Spend) -> None:
        if isinstance(message, Spend):
            key = f"spend-{message.number:08}"
            answer = self.sql("select private.deduct_credits(%s, %s, %s, null, %s)", USER, message.amount, key, NOW)
            self.spent += answer["split"]["bank"] if answer["ok"] and not answer["replayed"] else 0
            return
        answer = self.tell(message) if isinstance(message, Report) else self.buy(message)
        assert answer["ok"], (message, answer)
        if isinstance(message, Report) and not message.is_event:
            before = self.answers.get(message.number, {})
            if before.get("disposition") == "applied":  # each applies once, and says so again
                same = ("disposition", "user_id", "percentage", "credits")
                assert [answer[k] for k in same] == [before[k] for k in same]
                assert answer["replayed"]
            self.answers[message.number] = answer

    @staticmethod
    def named(names: tuple[str, ...]) -> dict[str, Any]:
        return {"token" if name == TOKEN else "transaction_id": name for name in names}

    def event(self, message: Bought | Report, kind: str, day: int, **transaction: Any) -> dict[str, Any]:
        occurred = (DAY0 + timedelta(days=day)).isoformat()
        body = {
            "store": "google",
            "environment": "production",
            "notification_id": f"event-{message.number}",
            "type": kind,
        }
        body |= {"occurred_at": occurred, "transaction": self.named(message.names) | transaction}
        if isinstance(message, Bought):
            body |= {"user_id": str(USER), "notification_id": f"started-{message.number}"}
        return self.sql("select private.apply_store_event(%s, %s)", body, NOW)  # type: ignore[no-any-return]

    def buy(self, message: Bought) -> Any:
        facts = {"product_id": self.told.product, "quantity": self.told.quantity}
        facts["purchased_at"] = (DAY0 + timedelta(days=2)).isoformat()
        if message.is_event:
            return self.event(message, "started", 2, **facts)
        body = {"store": "google", "environment": "production"} | self.named(message.names) | facts
        match self.told.product:
            case "course":
                return self.sql("select private.record_course_purchase(%s, %s, %s)", USER, body, NOW)
            case "custom_course":
                course = self.custom_course["custom_course_id"]
                return self.sql("select private.record_custom_course_purchase(%s, %s, %s, %s)", USER, course, body, NOW)
        return self.sql("select private.record_credit_purchase(%s, %s, %s)", USER, body, NOW)

    def tell(self, message: Report) -> Any:
        part = {"refund_percentage" if message.is_event else "percentage": message.percentage}
        part |= {"quantity": message.quantity} if message.quantity else {}
        if message.is_event:
            kind = {"refund": "refunded", "reversal": "refund_reversed"}.get(message.kind, message.kind)
            refund_id = message.undoes if kind == "refund_reversed" else message.refund_id if message.is_named else ""
            return self.event(message, kind, message.day, **part, **({"refund_id": refund_id} if refund_id else {}))
        body = {
            "store": "google",
            "environment": "production",
            "notification_id": message.refund_id,
            "kind": message.kind,
        }
        body |= self.named(message.names) | part | {"occurred_at": (DAY0 + timedelta(days=message.day)).isoformat()}
        if message.kind == "reversal":
            body["refund_notification_id"] = message.undoes
        return self.sql("select private.refund(%s, '{credits,course,custom_course}', %s)", body, NOW)

    def buy_others(self) -> None:
        """The same course, bought on other days."""
        for day in self.told.others:
            body = {
                "store": "apple",
                "environment": "production",
                "transaction_id": f"other-{day}",
                "course_code": "sleep",
            }
            body["purchased_at"] = (DAY0 + timedelta(days=day)).isoformat()
            assert self.sql("select private.record_course_purchase(%s, %s, %s)", USER, body, NOW)["ok"]

    def end(self) -> Any:
        match self.told.product:
            case "course":
                rows = self.db.execute(
                    "select extract(day from purchased_at - %s)::integer, validation, refunded_percentage"
                    " from public.course_purchases order by 1",
                    [DAY0],
                )
                return rows.fetchall()
            case "custom_course":
                rows = self.db.execute(
                    "select c.validation, c.refunded_percentage, m.revoked_at is null"
                    " from public.custom_course_purchases as c join public.custom_courses as m using (user_id, custom_course_id)"
                )
                return rows.fetchall()
        [(bank, debt)] = self.db.execute("select bank, debt from public.ai_usage").fetchall()
        rows = self.db.execute("select credits, refunded_percentage, refunded_credits from public.ai_credit_purchases")
        return bank, debt, rows.fetchall()

    def expected(self) -> Any:
        units = self.told.quantity if self.told.product in GIVES else 1
        part = lost(self.told, units)
        percentage = math.floor(100 * part)
        match self.told.product:
            case "course":
                days = sorted([*self.told.others, *([2] if part < 1 else [])])
                rows = [(day, "valid" if day == days[0] else "invalid", 0) for day in self.told.others]
                own = "revoked" if part == 1 else "valid" if days[0] == 2 else "invalid"
                return sorted([*rows, (2, own, percentage)])
            case "custom_course":
                return [("revoked" if part == 1 else "valid", percentage, part < 1)]
        given = GIVES[self.told.product] * units
        taken = math.ceil(given * part)
        left = given - taken - self.spent
        return max(left, 0), max(-left, 0), [(given, percentage, taken)]

    def check(self) -> None:
        names = joined(self.told)
        assert self.end() == self.expected()
        assert self.sql(SUMS_DIFFER) == 0
        claims = self.db.execute(
            "select count(*), count(distinct original_transaction_id) from private.receipt_claims where store = 'google' and kind is not null"
        ).fetchone()
        assert claims == (len(names), 1), "4.3.1 each name of it is claimed, as one purchase"
        dispositions = dict(self.db.execute("select notification_id, disposition from private.store_inbox").fetchall())
        for message in self.told.messages:
            if isinstance(message, Bought) and message.is_event:
                assert dispositions[f"started-{message.number}"] == "applied"
            elif isinstance(message, Report) and message.is_event and message.kind != "reversal":
                wanted = "applied" if names & set(message.names) else "orphan"
                assert dispositions[f"event-{message.number}"] == wanted, "4.3.5 what waited is bound"


def test_one_end_in_every_order(db: psycopg.Connection[Any]) -> None:
    """4.2.7, 4.2.6, 4.3.1, 4.3.5: and the ledger's sums hold."""
    db.autocommit = False
    seen = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not LONG,
        phases=[Phase.generate] if not LONG else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(told=history(), seed=st.integers(0, 2**32))
    def run(told: History, seed: int) -> None:
        nonlocal seen
        seen += 1
        dice = random.Random(seed)
        for _ in range(ORDERS):
            order = [*told.messages, *dice.sample(told.messages, min(2, len(told.messages)))]
            dice.shuffle(order)
            delivery = Delivery(db, told)
            at = dice.randint(0, len(order))
            try:
                for n, message in enumerate(order):
                    if n == at:
                        delivery.buy_others()
                    delivery.take(message)
                if at == len(order):
                    delivery.buy_others()
                delivery.check()
            except AssertionError as failed:
                raise AssertionError(
                    f"{failed}\n{told.product} {told.quantity} {told.others}\n" + "\n".join(map(str, order))
                ) from None
            finally:
                db.rollback()

    run()
    assert seen >= EXAMPLES
