"""A small model of DOMAIN.md 4.2, written from the rules and not from the SQL.

It moves through time event by event; a read is a write to a copy. Promotional credits are known by when they expire:
two that expire together are the same thing to everybody.
"""

import copy
import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

WEEKLY = {"free": 3, "premium": 30, "gold": 50}
PRODUCTS = {"dochub.credits.10": 10, "dochub.credits.50": 50}
KEPT = timedelta(days=30)
DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")

Answer = dict[str, Any]


def refusal(code: str, **details: Any) -> Answer:
    return {"ok": False, "code": code, "details": details}


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def monday_not_after(zone: str, at: datetime) -> tuple[datetime, date]:
    day = at.astimezone(ZoneInfo(zone)).date()
    day -= timedelta(days=day.weekday())
    return midnight(day, zone), day


def monday_not_before(zone: str, at: datetime) -> datetime:
    start, day = monday_not_after(zone, at)
    return start if start == at else midnight(day + 7 * DAY, zone)


@dataclass
class Period:
    """What a subscription entitles to; `chain` is the subscription."""

    chain: str
    plan: str
    start: datetime
    end: datetime


@dataclass
class Hold:
    hold_id: UUID
    amount: int
    weekly: int
    promotional: list[tuple[datetime, int]]
    bank: int
    week_start: datetime
    expires: datetime
    status: str = "held"
    outcome: Any = None  # the amount committed, the reason of a release
    answer: Answer = field(default_factory=dict)


@dataclass
class Purchase:
    credits: int
    units: int
    answer: Answer
    percentage: int = 0
    taken: int = 0


@dataclass
class Refund:
    transaction: str
    kind: str
    undoes: str | None
    percentage: int
    quantity: int | None
    occurred: datetime
    user: UUID | None = None
    taken_percentage: int | None = None
    taken: int | None = None


class User:
    def __init__(self, world: "World", user_id: UUID, at: datetime, *, is_tester: bool) -> None:
        self.world, self.user_id, self.is_tester = world, user_id, is_tester
        self.zone = "UTC"
        self.used = self.bank = self.held = self.debt = 0
        self.promotional: dict[datetime, int] = {}
        # 4.5.6: referral rewards, known by when they expire too: how many and when they vest; when their payment was refunded.
        self.pending: dict[datetime, tuple[int, datetime]] = {}
        self.clawed: dict[datetime, datetime] = {}
        self.to_claw: set[datetime] = set()
        self.holds: dict[UUID, Hold] = {}
        self.periods: list[Period] = []
        self.purchases: dict[str, Purchase] = {}
        self.keys: dict[tuple[str, str], tuple[Answer, Answer, datetime | None]] = {}
        self.clock = at
        self.has_moved = False
        self._begin_week(at)

    # Time

    def _begin_week(self, at: datetime) -> None:
        self.week_start, self.week_of = monday_not_after(self.zone, at)
        self.week_end = midnight(self.week_of + 7 * DAY, self.zone)
        self.peak = 0

    def resets_at(self) -> datetime:
        """4.2.2: the first Monday 00:00 of the zone now, at or after the end that the week had when it began."""
        return monday_not_before(self.zone, self.week_end)

    def _roll(self, at: datetime) -> None:
        if at >= self.resets_at():
            self.used = 0
            self._begin_week(at)
        so_far = [p for p in self.periods if p.start <= at and p.end > self.week_start and p.end > p.start]
        for period in so_far:
            self.world.drawn.setdefault((period.chain, self.week_of), self.user_id)
        mine = [p.plan for p in so_far if self.world.drawn[p.chain, self.week_of] == self.user_id]
        for expires in [e for e, (_, vests) in self.pending.items() if vests <= at and e not in self.clawed]:
            self.grant(self.pending.pop(expires)[0], expires)
        self.peak = max([self.peak, WEEKLY["free"], *(WEEKLY[plan] for plan in mine)])
        self.clock = at

    def advance(self, at: datetime) -> datetime:
        """4.2.5: holds end at their moment, whoever looks when."""
        at = max(at, self.clock)
        due = [h for h in self.holds.values() if h.status == "held" and h.expires <= at]
        for hold in sorted(due, key=lambda h: (h.expires, h.hold_id)):
            self._roll(hold.expires)
            self._give_back(hold, hold.weekly, hold.promotional, hold.bank, is_ours=True)
            hold.status = "expired"
        self._roll(at)
        for expires in self.to_claw:
            self.pending.pop(expires, None)
            self.has_moved |= self.promotional.get(expires, 0) > 0
            self.promotional[expires] = 0
            self.clawed[expires] = at
        self.to_claw = set()
        return at

    # Reading

    def balance(self, at: datetime) -> Answer:
        world, self.world = self.world, None  # type: ignore[assignment]
        reader = copy.deepcopy(self)
        self.world = world
        reader.world = World(dict(world.drawn))
        reader.advance(at)
        return reader._balance()

    def _balance(self) -> Answer:
        weekly, promotional = max(self.peak - self.used, 0), self._promotional()
        return {
            "weekly_allowance": self.peak,
            "weekly_used": self.used,
            "weekly_remaining": weekly,
            "promotional": promotional,
            "bank": self.bank,
            "held": self.held,
            "debt": self.debt,
            "available": 0 if self.debt else weekly + promotional + self.bank,
            "resets_at": self.resets_at(),
        }

    def _promotional(self) -> int:
        return sum(n for expires, n in self.promotional.items() if expires > self.clock)

    # Spending

    def _recall(self, operation: str, key: str, parameters: Answer, at: datetime) -> Answer | None:
        known, answer, until = self.keys.get((operation, key), ({}, {}, at))
        if until is not None and until <= at:
            return None
        for name in sorted(parameters):
            if known[name] != parameters[name]:
                return refusal("idempotency_mismatch", field=name)
        return answer | {"replayed": True} if answer["ok"] else answer

    def _keep(self, operation: str, key: str, parameters: Answer, answer: Answer) -> Answer:
        self.keys[operation, key] = (parameters, answer, None if answer["ok"] else self.clock + KEPT)
        return answer

    def take(self, amount: int, key: str, at: datetime, ttl: timedelta | None = None) -> Answer:
        """4.2.1, 4.2.4. A reservation lacks its hold_id: `register` takes it from the answer."""
        at = max(at, self.clock)
        operation = "reserve" if ttl else "deduct"
        parameters = {"p_amount": amount} | ({"p_ttl": ttl} if ttl else {})
        if answer := self._recall(operation, key, parameters, at):
            return answer
        self.advance(at)
        balance = self._balance()
        if balance["available"] < amount:
            details = {name: balance[name] for name in ("available", "debt", "resets_at")}
            return self._keep(operation, key, parameters, refusal("insufficient_credits", needed=amount, **details))
        weekly = min(amount, balance["weekly_remaining"])
        left = amount - weekly
        promotional = []
        for expires in sorted(self.promotional):
            if expires > at and (part := min(left, self.promotional[expires])):
                promotional.append((expires, part))
                self.promotional[expires] -= part
                left -= part
        self.used += weekly
        self.bank -= left
        self.has_moved = True
        split = {"weekly": weekly, "promotional": amount - weekly - left, "bank": left}
        answer = {"ok": True, "amount": amount, "split": split, "replayed": False}
        if ttl:
            self.held += amount
            answer["expires_at"] = at + ttl
            self.new_hold = Hold(UUID(int=0), amount, weekly, promotional, left, self.week_start, at + ttl)
        answer["balance"] = self._balance()
        return self._keep(operation, key, parameters, answer)

    def register(self, key: str, hold_id: UUID) -> None:
        self.new_hold.hold_id = hold_id
        self.holds[hold_id] = self.new_hold
        self.keys["reserve", key][1]["hold_id"] = str(hold_id)

    def resolve(self, hold_id: UUID, status: str, outcome: Any, at: datetime) -> Answer:
        """4.2.5."""
        at = self.advance(at)
        hold = self.holds.get(hold_id)
        if hold is None:
            return refusal("hold_not_found")
        if (hold.status, hold.outcome) == (status, outcome):
            return hold.answer | {"replayed": True}
        match hold.status:
            case "expired":
                return refusal("reservation_expired", expired_at=hold.expires)
            case "committed":
                return refusal("already_committed", amount=hold.outcome)
            case "released":
                return refusal("already_released", reason=hold.outcome)
        cost = outcome if status == "committed" else 0
        if cost > hold.amount:
            return refusal("exceeds_reservation", held=hold.amount, needed=cost)
        left = cost
        back = []
        for part in [hold.weekly, *(n for _, n in hold.promotional), hold.bank]:
            used = min(left, part)
            left -= used
            back.append(part - used)
        promotional = [(expires, n) for (expires, _), n in zip(hold.promotional, back[1:-1], strict=True)]
        self._give_back(hold, back[0], promotional, back[-1], is_ours=outcome != "canceled")
        hold.status, hold.outcome = status, outcome
        hold.answer = {
            "ok": True,
            "hold_id": str(hold_id),
            "amount": cost,
            "returned": hold.amount - cost,
            "balance": self._balance(),
            "replayed": False,
        }
        return hold.answer

    def _give_back(
        self, hold: Hold, weekly: int, promotional: list[tuple[datetime, int]], bank: int, *, is_ours: bool
    ) -> None:
        """To where it came from; debt first (4.2.7); nothing that is lost anyway pays debt."""
        self.held -= hold.amount
        self.bank += self._pay(bank)
        for expires, n in promotional:
            if expires > self.clock and not (expires in self.clawed and self.clawed[expires] <= self.clock):
                self.promotional[expires] += self._pay(n)
        if hold.week_start == self.week_start:
            self.used -= self._pay(weekly)
        elif is_ours:
            self.promotional.setdefault(self.resets_at(), 0)
            self.promotional[self.resets_at()] += self._pay(weekly)

    def _pay(self, credits_: int) -> int:
        part = min(self.debt, credits_)
        self.debt -= part
        return credits_ - part

    # Money

    def adjust(self, amount: int, key: str, at: datetime) -> Answer:
        at = max(at, self.clock)
        if answer := self._recall("adjust", key, {"p_amount": amount}, at):
            return answer
        self.advance(at)
        if self.bank + amount < 0:
            answer = refusal("insufficient_credits", available=self.bank, needed=-amount, debt=self.debt)
        else:
            self.bank += self._pay(amount) if amount > 0 else amount
            self.has_moved = True
            answer = {"ok": True, "amount": amount, "balance": self._balance(), "replayed": False}
        return self._keep("adjust", key, {"p_amount": amount}, answer)

    def grant(self, amount: int, expires: datetime) -> None:
        self.promotional[expires] = self.promotional.get(expires, 0) + amount
        self.has_moved = True

    def reward(self, amount: int, vests: datetime, expires: datetime) -> None:
        """4.5.6: pending, and there by time alone."""
        self.pending[expires] = (amount, vests)
        self.advance(self.clock)

    def claw_back(self, expires: datetime, at: datetime) -> None:
        """4.5.6: counts for nothing from now on, and is written down by the next change."""
        if expires not in self.clawed:
            self.clawed[expires] = at
            self.to_claw.add(expires)

    def post(self, credits_: int) -> None:
        """Bought credits in, or taken back."""
        if credits_ > 0:
            self.bank += self._pay(credits_)
        else:
            part = min(self.bank, -credits_)
            self.bank -= part
            self.debt += -credits_ - part
        self.has_moved |= credits_ != 0

    def set_zone(self, zone: str, at: datetime) -> None:
        """4.2.2; who never moved a credit simply starts in the new zone (ADR 5)."""
        at = self.advance(at)
        self.zone = zone
        if not self.has_moved:
            self._begin_week(at)


class World:
    """What users share: receipts, refunds, and which user drew a subscription's allowance of a week (4.2.3)."""

    def __init__(self, drawn: dict[tuple[str, date], UUID] | None = None) -> None:
        self.drawn = drawn if drawn is not None else {}
        self.owner: dict[str, User] = {}
        self.refunds: dict[str, Refund] = {}

    def buy(
        self, user: User, transaction: str, product: str, quantity: int, environment: str, for_user: UUID, at: datetime
    ) -> Answer:
        at = max(at, user.clock)
        if for_user != user.user_id:
            return refusal("account_token_mismatch")
        if product not in PRODUCTS:
            return refusal("unknown_product", product_id=product)
        owner = self.owner.setdefault(transaction, user)
        if owner is not user:
            return refusal("receipt_already_in_use")
        if transaction in user.purchases:
            return user.purchases[transaction].answer | {"replayed": True}
        user.advance(at)
        given = PRODUCTS[product] * quantity if environment == "production" or user.is_tester else 0
        answer = {
            "ok": True,
            "store": "apple",
            "environment": environment,
            "transaction_id": transaction.removeprefix(environment + " "),
            "credits": given,
            "redemption": None,
            "replayed": False,
        }
        user.purchases[transaction] = Purchase(given, quantity, answer)
        user.post(given)
        self._apply_waiting(user, transaction)
        answer["balance"] = user._balance()
        return answer

    def refund(self, notification: str, refund: Refund, at: datetime) -> Answer:
        user = self.owner.get(refund.transaction)
        at = max(at, user.clock) if user else at
        known = self.refunds.get(notification)
        if known:
            for name in ("transaction", "kind", "undoes", "percentage", "quantity"):
                if getattr(known, name) != getattr(refund, name):
                    names = {"transaction": "transaction_id", "undoes": "refund_notification_id"}
                    return refusal("idempotency_mismatch", field=names.get(name, name))
        else:
            self.refunds[notification] = known = refund
            if user:
                user.advance(at)
                self._apply_waiting(user, refund.transaction)
        return {
            "ok": True,
            "disposition": "waiting" if known.taken_percentage is None else "applied",
            "user_id": str(known.user) if known.user else None,
            "percentage": known.taken_percentage,
            "credits": known.taken,
            "balance": user.balance(at) if user and known.user else None,
            "replayed": known is not refund,
        }

    def _apply_waiting(self, user: User, transaction: str) -> None:
        """4.2.7: each once; a refund waits for its purchase, a reversal for its refund."""
        purchase = user.purchases[transaction]
        waiting = [
            (name, r) for name, r in self.refunds.items() if r.transaction == transaction and r.taken_percentage is None
        ]
        for name, refund in sorted(waiting, key=lambda nr: (nr[1].kind == "reversal", nr[1].occurred, nr[0])):
            known = {
                n: r
                for n, r in self.refunds.items()
                if r.transaction == transaction and (n == name or r.taken_percentage is not None)
            }
            if refund.kind == "reversal" and known.get(refund.undoes or "", refund).kind == "reversal":
                continue
            percentage, taken = self._lost(purchase, known)
            user.post(purchase.taken - taken)
            refund.user, refund.taken_percentage = user.user_id, abs(percentage - purchase.percentage)
            refund.taken = abs(taken - purchase.taken)
            purchase.percentage, purchase.taken = percentage, taken

    @staticmethod
    def _lost(purchase: Purchase, known: dict[str, Refund]) -> tuple[int, int]:
        """4.2.7: what those refunds take together that no reversal undid, in % (whole ones) and in credits (begun ones)."""
        undone = {r.undoes for r in known.values()}
        standing = [r for name, r in known.items() if r.kind != "reversal" and name not in undone]
        shares = (Fraction(r.percentage, 100) * min(r.quantity or purchase.units, purchase.units) for r in standing)
        part = min(Fraction(1), sum(shares, Fraction(0)) / purchase.units)
        return math.floor(100 * part), math.ceil(purchase.credits * part)
