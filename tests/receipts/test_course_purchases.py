"""4.3.1, 4.2.7 and 4.4.3: purchases and refunds of courses and custom courses, through SQL as service_role."""

import itertools
import json
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb


class Shop:
    """One user with the purchase functions, called as an edge function calls them."""

    def __init__(self, db: Any, as_user: Any, is_tester: bool = False) -> None:
        self.db, self.as_user, self.user, self.numbers = db, as_user, uuid4(), itertools.count(1)
        db.execute("insert into public.user_profile (user_id, is_tester) values (%s, %s)", [self.user, is_tester])

    def call(self, function: str, *arguments: Any) -> dict[str, Any]:
        marks = ", ".join(["%s"] * len(arguments))
        values = [Jsonb(a) if isinstance(a, dict) else a for a in arguments]
        with self.as_user(self.db, role="service_role"):
            return self.db.execute(f"select public.{function}({marks})", values).fetchone()[0]

    def buy(self, transaction: str, user: UUID | None = None, **more: Any) -> dict[str, Any]:
        return self.call(
            "record_course_purchase", user or self.user, self.purchase(transaction, **{"course_code": "sleep"} | more)
        )

    def buy_custom(self, transaction: str, course: UUID | str, user: UUID | None = None, **more: Any) -> dict[str, Any]:
        return self.call("record_custom_course_purchase", user or self.user, course, self.purchase(transaction, **more))

    @staticmethod
    def purchase(transaction: str, **more: Any) -> dict[str, Any]:
        return {"store": "apple", "environment": "production", "transaction_id": transaction} | more

    def refund(
        self, transaction: str, percentage: int = 100, kind: str = "refund", of: str | None = None, **more: Any
    ) -> dict[str, Any]:
        notification = more.pop("notification_id", f"n-{next(self.numbers)}")
        refund = {"notification_id": notification, "kind": kind, "refund_notification_id": of, "percentage": percentage}
        return self.call("refund_course_purchase", self.purchase(transaction, **refund | more))

    def custom_course(self, user: UUID | None = None) -> str:
        return self.call("save_custom_course", user or self.user, {"title": "Mine"})["custom_course_id"]

    def owned(self) -> tuple[list[str], list[str]]:
        with self.as_user(self.db, self.user):
            answer = self.db.execute("select public.my_entitlements()").fetchone()[0]
        return answer["courses"], answer["custom_courses"]

    def row(self, table: str, transaction: str) -> tuple[Any, ...]:
        return self.db.execute(
            "select validation, refunded_percentage, revoked_at is not null"
            f" from public.{table} where transaction_id = %s",
            [transaction],
        ).fetchone()


@pytest.fixture
def shop(db: Any, as_user: Any) -> Shop:
    db.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status) values"
        " ('sleep', 'Sleep', 1000000, 'EUR', 'published'), ('focus', 'Focus', 1000000, 'EUR', 'published')"
    )
    db.execute(
        "insert into private.store_products (store, product_id, kind, course_code, price_micros, currency)"
        " values ('apple', 'course.sleep', 'course', 'sleep', 1000000, 'EUR')"
    )
    return Shop(db, as_user)


class TestCourses:
    def test_a_purchase_gives_the_course(self, shop: Shop) -> None:
        answer = shop.buy("t-1", price_micros=1000000, currency="EUR", token="secret-token")
        assert (answer["ok"], answer["course_code"], answer["validation"]) == (True, "sleep", "valid")
        assert shop.owned() == (["sleep"], [])
        stored = shop.db.execute("select to_jsonb(c)::text from public.course_purchases as c").fetchone()[0]
        assert "secret-token" not in stored, "4.3.1 tokens are stored as SHA-256 only"
        assert shop.buy("t-1") == answer | {"replayed": True}, "4.3.1 same user again: the first answer"

    def test_a_product_stands_for_its_course(self, shop: Shop) -> None:
        assert shop.buy("t-1", course_code=None, product_id="course.sleep")["course_code"] == "sleep"

    def test_refusals(self, shop: Shop) -> None:
        """Every code of record_course_purchase."""
        other = Shop(shop.db, shop.as_user)
        assert shop.buy("t-1", course_code="nowhere")["code"] == "unknown_product"
        assert shop.buy("t-1", course_code=None, product_id="dochub.credits.10")["code"] == "unknown_product"
        assert shop.buy("t-1", account_token=str(other.user))["code"] == "account_token_mismatch"
        assert shop.buy("t-1", user=uuid4())["code"] == "user_not_found"
        assert shop.db.execute("select count(*) from private.receipt_claims").fetchone() == (0,)
        assert shop.buy("t-1", account_token=str(shop.user).upper())["ok"]
        assert other.buy("t-1")["code"] == "receipt_already_in_use"
        assert other.buy("t-1", environment="sandbox")["ok"], "4.3.2 environments never mix"

    def test_a_receipt_counts_once_across_kinds(self, shop: Shop) -> None:
        """4.3.1: claimed once across all purchase tables."""
        assert shop.buy("t-1")["ok"]
        course = shop.custom_course()
        assert shop.buy_custom("t-1", course)["code"] == "receipt_already_in_use"
        bank = shop.purchase("t-1", product_id="dochub.credits.10")
        assert shop.call("record_credit_purchase", shop.user, bank)["code"] == "receipt_already_in_use"
        assert shop.call("record_credit_purchase", shop.user, bank | {"transaction_id": "t-2"})["ok"]
        assert shop.buy("t-2")["code"] == "receipt_already_in_use"
        assert shop.refund("t-2")["code"] == "unknown_purchase"

    def test_partial_refunds_sum_to_a_hundred(self, shop: Shop) -> None:
        """4.2.7 for courses: below 100 % the course stays; three partials over 100 % take 100."""
        shop.buy("t-1")
        assert [shop.refund("t-1", p)["percentage"] for p in (40, 0, 30)] == [40, 0, 30]
        assert (shop.row("course_purchases", "t-1"), shop.owned()[0]) == (("valid", 70, False), ["sleep"])
        assert shop.refund("t-1", 50)["percentage"] == 30
        assert (shop.row("course_purchases", "t-1"), shop.owned()[0]) == (("revoked", 100, True), [])
        assert shop.refund("t-1", 50)["percentage"] == 0

    def test_a_reversal_gives_back_what_no_other_refund_takes(self, shop: Shop) -> None:
        shop.buy("t-1")
        shop.refund("t-1", 60, notification_id="a")
        shop.refund("t-1", 60, "chargeback", notification_id="b")
        assert shop.owned()[0] == []
        assert shop.refund("t-1", kind="reversal", of="b")["percentage"] == 40
        assert (shop.row("course_purchases", "t-1"), shop.owned()[0]) == (("valid", 60, False), ["sleep"])
        assert shop.refund("t-1", kind="reversal", of="b")["percentage"] == 0, "4.2.7 a second reversal changes nothing"
        assert shop.row("course_purchases", "t-1") == ("valid", 60, False)
        assert shop.refund("t-1", kind="reversal", of="nowhere")["disposition"] == "waiting"

    def test_a_notification_applies_once(self, shop: Shop) -> None:
        shop.buy("t-1")
        first = shop.refund("t-1", 30, notification_id="a")
        assert shop.refund("t-1", 30, notification_id="a") == first | {"replayed": True}
        assert shop.row("course_purchases", "t-1") == ("valid", 30, False)

    def test_a_refund_before_its_purchase_waits(self, shop: Shop) -> None:
        """4.2.7: a refund, a reversal and the purchase in every order end alike."""
        ends = set()
        for n, order in enumerate(itertools.permutations(["buy", "refund", "reversal", "partial"])):
            transaction = f"t-{n}"
            steps = {
                "buy": lambda t: shop.buy(t),
                "refund": lambda t: shop.refund(t, 100, notification_id=f"a-{t}"),
                "reversal": lambda t: shop.refund(t, kind="reversal", of=f"a-{t}", notification_id=f"r-{t}"),
                "partial": lambda t: shop.refund(t, 30, notification_id=f"p-{t}"),
            }
            for step in order:
                answer = steps[step](transaction)
                assert answer["ok"], (order, step, answer)
            waiting = shop.db.execute(
                "select count(*) from private.store_refunds where transaction_id = %s and applied_at is null",
                [transaction],
            ).fetchone()
            assert waiting == (0,), order
            ends.add(shop.row("course_purchases", transaction)[1:])
        assert ends == {(30, False)}

    def test_bought_twice_and_refunded_once(self, shop: Shop) -> None:
        """4.3.9 one live purchase: the second gives nothing until the first is refunded."""
        assert [shop.buy(t)["validation"] for t in ("t-1", "t-2")] == ["valid", "invalid"]
        shop.refund("t-1", notification_id="a")
        assert (shop.row("course_purchases", "t-2"), shop.owned()[0]) == (("valid", 0, False), ["sleep"])
        shop.refund("t-1", kind="reversal", of="a")
        assert [shop.row("course_purchases", t)[0] for t in ("t-1", "t-2")] == ["valid", "invalid"], (
            "as if never refunded"
        )
        shop.refund("t-1")
        assert (shop.row("course_purchases", "t-2"), shop.owned()[0]) == (("valid", 0, False), ["sleep"])
        shop.refund("t-2")
        assert shop.owned()[0] == []

    def test_the_sandbox_does_not_stand_in_the_way(self, shop: Shop) -> None:
        """4.3.2: a sandbox purchase entitles testers only, and no production purchase is void because of it."""
        assert shop.buy("t-1", environment="sandbox")["environment"] == "sandbox"
        assert shop.owned()[0] == []
        assert shop.buy("t-2")["validation"] == "valid"
        assert shop.owned()[0] == ["sleep"]
        tester = Shop(shop.db, shop.as_user, is_tester=True)
        assert tester.buy("t-9", environment="sandbox")["ok"]
        assert tester.owned()[0] == ["sleep"]

    def test_what_identifies_a_purchase_never_changes(self, shop: Shop) -> None:
        shop.buy("t-1")
        shop.buy_custom("t-2", shop.custom_course())
        for table in ("course_purchases", "custom_course_purchases"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                shop.db.execute(f"update public.{table} set transaction_id = 'other'")


class TestCustomCourses:
    def test_a_purchase_is_recorded_for_a_course(self, shop: Shop) -> None:
        course = shop.custom_course()
        answer = shop.buy_custom("t-1", course, product_id="custom.course", price_micros=1, currency="EUR")
        assert (answer["ok"], answer["custom_course_id"], answer["validation"]) == (True, course, "valid")
        assert shop.buy_custom("t-1", course) == answer | {"replayed": True}

    def test_refusals(self, shop: Shop) -> None:
        """Every code of record_custom_course_purchase."""
        other, course = Shop(shop.db, shop.as_user), shop.custom_course()
        assert shop.buy_custom("t-1", uuid4())["code"] == "custom_course_not_found"
        assert other.buy_custom("t-1", course)["code"] == "custom_course_not_found", "another user's course"
        for product in ({"product_id": "dochub.credits.10"}, {"product_id": "course.sleep"}, {"course_code": "sleep"}):
            assert shop.buy_custom("t-1", course, **product)["code"] == "unknown_product"
        assert shop.buy_custom("t-1", course, account_token=str(other.user))["code"] == "account_token_mismatch"
        assert shop.buy_custom("t-1", course, user=uuid4())["code"] == "user_not_found"
        assert shop.db.execute("select count(*) from private.receipt_claims").fetchone() == (0,)
        assert shop.buy_custom("t-1", course)["ok"]
        mismatch = shop.buy_custom("t-1", shop.custom_course())
        assert (mismatch["code"], json.loads(mismatch["details"])) == (
            "idempotency_mismatch",
            {"field": "p_custom_course_id"},
        )
        assert other.buy_custom("t-1", other.custom_course())["code"] == "receipt_already_in_use"
        assert shop.refund("t-1", 10)["ok"]
        bank = shop.call("refund_credit_purchase", shop.purchase("t-1", notification_id="c", kind="refund"))
        assert bank["code"] == "unknown_purchase"

    def test_refunds_and_reversals(self, shop: Shop) -> None:
        """4.4.3 and 4.2.7: a full refund revokes the course, a reversal gives it back."""
        course = shop.custom_course()
        shop.buy_custom("t-1", course)
        assert [shop.refund("t-1", p, notification_id=f"p{p}")["percentage"] for p in (60, 61)] == [60, 40]
        assert (shop.row("custom_course_purchases", "t-1"), shop.owned()[1]) == (("revoked", 100, True), [])
        assert shop.refund("t-1", kind="reversal", of="p61")["percentage"] == 40
        assert (shop.row("custom_course_purchases", "t-1"), shop.owned()[1]) == (("valid", 60, False), [course])
        assert shop.refund("t-1", kind="reversal", of="p61")["percentage"] == 0

    def test_a_refund_before_its_purchase_waits(self, shop: Shop) -> None:
        course = shop.custom_course()
        assert shop.refund("t-1")["disposition"] == "waiting"
        assert shop.buy_custom("t-1", course)["validation"] == "revoked"
        assert shop.owned()[1] == []

    def test_paid_twice_and_refunded_once(self, shop: Shop) -> None:
        course = shop.custom_course()
        assert shop.buy_custom("t-1", course)["ok"]
        assert shop.buy_custom("t-2", course)["ok"]
        assert shop.buy_custom("t-3", course, environment="sandbox")["ok"]
        shop.refund("t-1")
        assert shop.owned()[1] == [course], "the other payment stands"
        shop.refund("t-2", notification_id="second")
        assert shop.owned()[1] == [], "4.3.2 a sandbox purchase keeps nothing"
        shop.refund("t-3", environment="sandbox")
        shop.refund("t-2", kind="reversal", of="second")
        assert shop.owned()[1] == [course]

    def test_a_sandbox_refund_takes_no_course(self, shop: Shop) -> None:
        course = shop.custom_course()
        shop.buy_custom("t-1", course, environment="sandbox")
        shop.refund("t-1", environment="sandbox")
        assert shop.owned()[1] == [course], "it was not the sandbox that gave it"

    def test_a_change_is_in_the_next_handshake(self, shop: Shop) -> None:
        """Issue 3.6: purchase, refund and reversal raise the generation."""
        course = shop.custom_course()
        shop.buy_custom("t-1", course)
        seen = []

        def handshake() -> list[str]:
            with shop.as_user(shop.db, shop.user):
                answer = shop.db.execute("select public.handshake('{\"schema\": 1}')").fetchone()[0]
            seen.append(answer["cookie"])
            return [c["custom_course_id"] for c in answer["custom_courses"]]

        assert handshake() == [course]
        shop.refund("t-1", notification_id="a")
        assert handshake() == []
        shop.refund("t-1", kind="reversal", of="a")
        assert handshake() == [course]
        assert len(set(seen)) == 3


class TestMisuse:
    @pytest.mark.parametrize(
        "purchase",
        [
            {},
            {"store": "apple"},
            {"store": "amazon", "environment": "production", "transaction_id": "t"},
            {"store": "apple", "environment": "test", "transaction_id": "t"},
            {"store": "apple", "environment": "production", "transaction_id": ""},
            {"store": "apple", "environment": "production", "transaction_id": "t" * 201},
            {
                "store": "apple",
                "environment": "production",
                "transaction_id": "t",
                "price_micros": -1,
                "currency": "EUR",
            },
            {"store": "apple", "environment": "production", "transaction_id": "t", "price_micros": 1},
            {"store": "apple", "environment": "production", "transaction_id": "t", "surprise": 1},
        ],
    )
    def test_a_bad_purchase(self, shop: Shop, purchase: Any) -> None:
        for function, arguments in [
            ("record_course_purchase", (shop.user, purchase)),
            ("record_custom_course_purchase", (shop.user, uuid4(), purchase)),
            ("issue_custom_course_link", ("ada@example.com", {"title": "x"}, purchase)),
        ]:
            with pytest.raises(psycopg.Error) as error:
                shop.call(function, *arguments)
            assert error.value.sqlstate == "PT400", function

    def test_a_reversal_names_its_refund(self, shop: Shop) -> None:
        with pytest.raises(psycopg.Error) as error:
            shop.refund("t-1", kind="reversal")
        assert error.value.sqlstate == "PT400"
