"""What is offered: courses and products, cohorts, content files, codes."""

from datetime import datetime, timedelta
from typing import Any

from dochub.seed import manifests
from dochub.seed.acting import Acting, Call
from dochub.seed.manifests import Json, source
from dochub.seed.people import DAY, HERON, JUNIPER, STORES, User

NO_ADS = {"cohorts": [{"slug": "lakeside-clinic", "mode": "exclude"}]}
CUSTOM_COURSE = {
    "product_id": "dochub.custom_course",
    "kind": "custom_course",
    "price_micros": 14_990_000,
    "currency": "USD",
}
# What the app stores ask in other countries; a course's own price is in dollars alone.
PRICES = {
    ("dochub.premium.monthly", "EUR"): 10_990_000,
    ("dochub.premium.monthly", "JPY"): 1_500_000_000,
    ("dochub.premium.yearly", "EUR"): 64_990_000,
    ("dochub.premium.yearly", "JPY"): 9_000_000_000,
}


def catalog(acting: Acting, _users: list[User], now: datetime) -> None:
    """Courses in every status, what the stores call them, and the cohorts."""
    courses = manifests.courses()
    for place, course in enumerate(courses):
        course["published_at"] = None if course["status"] == "draft" else now - (500 - 20 * place) * DAY
        course["retired_at"] = now - 60 * DAY if course["status"] == "retired" else None
    acting.insert("public.courses", courses)
    sold = [course for course in courses if course["status"] != "draft" and course["price_micros"]]
    acting.insert(
        "private.store_products",
        [
            {"store": store, "product_id": f"dochub.course.{course['course_code']}", "kind": "course"}
            | {key: course[key] for key in ("course_code", "price_micros", "currency")}
            | {"is_active": course["status"] == "published"}
            for store in STORES
            for course in sold
        ],
    )
    acting.insert("private.store_products", [{"store": store} | CUSTOM_COURSE for store in STORES])
    acting.insert(
        "private.store_prices",
        [
            {"store": store, "product_id": product_id, "currency": currency, "price_micros": price}
            for store in ("apple", "google")
            for (product_id, currency), price in PRICES.items()
        ],
    )
    for cohort in source("cohorts"):
        spec = {key: value for key, value in cohort.items() if key not in ("members", "join_code")}
        acting.call(Call(JUNIPER, "save_cohort", {"p_spec": spec}))
        if code := cohort.get("join_code"):
            acting.call(Call(JUNIPER, "set_join_code", {"p_cohort": cohort["slug"], "p_code": code}))


def publish(acting: Acting, _users: list[User], _now: datetime) -> None:
    """The content files for everybody, and one of them otherwise for the experiment."""

    def file(name: str, content: Json, options: Json) -> Call:
        return Call(JUNIPER, "publish_manifest", {"p_name": name, "p_content": content, "p_options": options})

    files = manifests.manifests().items()
    acting.call(*(file(name, content, NO_ADS if name == "ads.json" else {}) for name, content in files))
    acting.call(file("shop.json", manifests.shop_list(), {"cohorts": [{"slug": "shop-shelves"}]}))


def codes(acting: Acting, _users: list[User], now: datetime) -> None:
    """Codes of every benefit, a chain, and codes that refuse."""

    def moment(days: int) -> str:
        return (now + timedelta(days=days)).isoformat()

    for line in source("codes"):
        spec: dict[str, Any] = {
            key: value for key, value in line.items() if key not in ("by", "for", "starts", "ends", "user", "owner")
        }
        spec |= {"starts_at": moment(line["starts"])} if "starts" in line else {}
        spec |= {"expires_at": moment(line["ends"])} if "ends" in line else {}
        spec |= {"user_id": HERON.user_id} if "user" in line else {}
        spec |= {"owner_user_id": HERON.user_id} if "owner" in line else {}
        acting.call(Call(JUNIPER, "create_discount_code", {"p_spec": spec}))
