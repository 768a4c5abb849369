"""Discounts through real PostgREST: statuses, and every way found to learn an answer without being counted."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

GOOD, BAD = "GOODCODE", "WRONGCODE"
WRITERS = {"validate_discount": {}, "redeem_discount": {"p_idempotency_key": "key-0001"}}

EUROS = {"p_amount_micros": 9_490_000, "p_currency": "EUR"}

CODES: dict[str, dict[str, Any]] = {
    GOOD: {},
    "EXPIRED": {"expires_at": "2026-01-01T00:00:00Z"},
    "COURSES": {"product_type": "course"},
    "MINIMUM": {"min_amount_micros": 10_000_000, "currency": "USD"},
    "SOLDOUT": {"max_redemptions": 0},
    "FIRST": {"first_time_only": True},
    "FIFTY": {"benefit_kind": "credits", "benefit_value": 50},
    "ALLOFF": {"benefit_value": 100},
    "INACTIVE": {"is_active": False},
    "LATER": {"starts_at": "2999-01-01T00:00:00Z"},
    "FOROTHER": {"audience_user_id": uuid4()},
    "FORCOHORT": {"audience_cohort": "school"},
}


@pytest.fixture(scope="module")
def conn(postgrest: Any) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to PostgREST's database, which has some codes."""
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("""insert into public.courses (course_code, title, price_micros, currency, status)
                        values ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published')""")
        conn.execute("insert into public.cohorts (slug, name, kind) values ('school', 'School', 'institution')")
        for code, columns in CODES.items():
            columns = {"code": code, "product_type": "any", "benefit_kind": "percent", "benefit_value": 25} | columns
            places = ", ".join(["%s"] * len(columns))
            values = list(columns.values())
            conn.execute(f"insert into public.discount_codes ({', '.join(columns)}) values ({places})", values)
        yield conn


def attempts(conn: psycopg.Connection[Any], user: UUID) -> int:
    """Failed look-ups that were counted for a user: 90 seconds of the bucket each."""
    query = """select coalesce(ceil(extract(epoch from max(t.theoretical_arrival_at) - now()) / 90), 0)
                 from private.user_throttles as t
                where t.user_id = %s and t.theoretical_arrival_at > '-infinity'"""
    return int(conn.execute(query, [user]).fetchone()[0])


def call(
    api: Any,
    user: UUID,
    code: str,
    function: str = "validate_discount",
    query: str = "",
    headers: dict[str, str] | None = None,
    **more: Any,
) -> httpx.Response:
    arguments = {"p_code": code, "p_product_type": "any"} | WRITERS[function] | more
    response: httpx.Response = api("authenticated", user).post(
        f"/rpc/{function}{query}", json=arguments, headers=headers or {}
    )
    return response


@pytest.mark.parametrize("function", WRITERS)
@pytest.mark.parametrize(
    ("code", "arguments", "status", "refusal"),
    [
        (BAD, {}, 404, "code_not_found"),
        ("EXPIRED", {}, 410, "code_expired"),
        ("COURSES", {}, 422, "code_not_eligible"),
        (GOOD, {"p_product_type": "course", "p_product_id": "deep-sleep", "p_amount_micros": 1}, 422, "price_mismatch"),
        ("MINIMUM", {"p_product_type": "course", "p_product_id": "deep-sleep"}, 422, "minimum_not_met"),
        ("SOLDOUT", {}, 409, "code_max_usage"),
        ("ALLOFF", {"p_product_type": "course", "p_product_id": "deep-sleep", **EUROS}, 422, "code_not_eligible"),
        (GOOD, {"p_product_type": "course", "p_product_id": "deep-sleep", **EUROS, "p_currency": "ABC"}, 400, None),
        (GOOD, {"p_amount_micros": -1}, 400, None),
        (GOOD, {"p_currency": "usd"}, 400, None),
        (None, {}, 400, None),
        ("x" * 1_000_000, {}, 400, None),
        (GOOD, {"p_product_type": "x" * 1_000_000}, 400, None),
        (GOOD, {"p_product_id": "x" * 1_000_000}, 400, None),
        (GOOD, {"p_currency": "x" * 1_000_000}, 400, None),
        (GOOD, {"p_amount_micros": 10**30, "p_currency": "USD"}, 400, None),
        (GOOD, {"p_amount_micros": 10**18, "p_currency": "USD"}, 400, None),
        (GOOD, {"p_amount_micros": "many", "p_currency": "USD"}, 400, None),
        ("nul\0byte", {}, 400, None),
    ],
)
def test_statuses_of_refusals(
    api: Any, conn: Any, function: str, code: Any, arguments: Any, status: int, refusal: Any
) -> None:
    response = call(api, uuid4(), code, function, **arguments)
    assert response.status_code == status, response.text[:200]
    assert refusal is None or response.json()["code"] == refusal
    assert refusal is None or set(response.json()) == {"ok", "code", "message", "details", "hint"}


def test_five_anonymous_accounts_farm_nothing(api: Any, conn: Any) -> None:
    """4.5.3: credits are for who has signed up; what anonymous sign-in is, the token says."""
    farm = [uuid4() for _ in range(5)]
    for user in farm:
        asked = api("authenticated", user, is_anonymous=True)
        for function, more in WRITERS.items():
            answer = asked.post(f"/rpc/{function}", json={"p_code": "FIFTY", "p_product_type": "any"} | more)
            assert (answer.status_code, answer.json()["code"]) == (403, "anonymous_account")
    given = conn.execute("select count(*) from public.referral_credits where user_id = any (%s)", [farm]).fetchone()
    assert given == (0,)
    signed_up = api("authenticated", farm[0], is_anonymous=False)
    assert signed_up.post("/rpc/ensure_profile", json={}).status_code == 200
    again = {"p_code": "FIFTY", "p_product_type": "any", "p_idempotency_key": "key-0002"}
    assert signed_up.post("/rpc/redeem_discount", json=again).json()["benefit"]["value"] == 50


def test_another_currency(api: Any, conn: Any) -> None:
    """4.5.2: the database has dollars only, the app shows euros."""
    bought = {"p_product_type": "course", "p_product_id": "deep-sleep"} | EUROS
    quoted = call(api, uuid4(), GOOD, **bought)
    assert quoted.status_code == 200
    assert (
        quoted.json() | {"amount_due_micros": 7_120_000, "currency": "EUR", "price_source": "client"} == quoted.json()
    )


def test_a_users_day_with_codes(api: Any, conn: Any) -> None:
    user = uuid4()
    bought = {"p_product_type": "course", "p_product_id": "deep-sleep", "p_amount_micros": 9990000, "p_currency": "USD"}
    valid = call(api, user, "good code", **bought)
    assert (valid.status_code, valid.json()) == (
        200,
        {
            "ok": True,
            "code": GOOD,
            "benefit": {"kind": "percent", "value": 25, "currency": None},
            "amount_micros": 9990000,
            "amount_off_micros": 2500000,
            "amount_due_micros": 7490000,
            "currency": "USD",
            "price_source": "database",
            "valid_until": None,
        },
    )
    first = call(api, user, GOOD, "redeem_discount", **bought)
    assert first.status_code == 200
    assert first.json() == valid.json() | {
        "redemption_id": first.json()["redemption_id"],
        "grant_expires_at": None,
        "replayed": False,
    }
    again = call(api, user, GOOD, "redeem_discount", **bought)
    assert (again.status_code, again.json()) == (200, first.json() | {"replayed": True})
    mismatch = call(api, user, "FIRST", "redeem_discount", **bought)
    assert (mismatch.status_code, mismatch.json()["code"], json.loads(mismatch.json()["details"])) == (
        409,
        "idempotency_mismatch",
        {"field": "p_code"},
    )
    used = call(api, user, GOOD, "redeem_discount", p_idempotency_key="key-0002", **bought)
    assert (used.status_code, used.json()["code"]) == (409, "code_already_redeemed")
    [row] = api("authenticated", user).get("/user_discounts", params={"select": "*"}).json()
    assert row["redemption_id"] == first.json()["redemption_id"]
    assert api("authenticated", uuid4()).get("/user_discounts").json() == []
    assert api("authenticated", user).get("/discount_codes").status_code == 403


def test_codes_not_found_are_equal_to_the_byte(api: Any, conn: Any) -> None:
    """4.5.1, 4.5.7: unknown, malformed, inactive, not started, another user's or cohort's; each moves the attempt counter."""
    for function in WRITERS:
        seen = set()
        for code in [BAD, "?", "", "INACTIVE", "LATER", "FOROTHER", "FORCOHORT"]:
            user = uuid4()
            response = call(api, user, code, function)
            headers = {k: v for k, v in response.headers.items() if k != "date"}
            seen.add((response.status_code, response.content, str(headers)))
            assert attempts(conn, user) == 1
        assert len(seen) == 1
        assert next(iter(seen))[0] == 404


def test_the_eleventh_guess_has_to_wait(api: Any, conn: Any) -> None:
    """4.5.7: failed look-ups are counted though the call is refused; a right code has to wait too."""
    user = uuid4()
    for n in range(5):
        assert call(api, user, f"WRONG{n}").status_code == 404
        assert call(api, user, f"WRONG{n}", "redeem_discount", p_idempotency_key=f"wrong-{n:04}").status_code == 404
    refused = call(api, user, GOOD)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert 80 < json.loads(refused.json()["details"])["retry_after"] <= 90
    assert refused.headers["Retry-After"] == str(json.loads(refused.json()["details"])["retry_after"])
    assert call(api, user, GOOD, "redeem_discount").status_code == 429
    assert attempts(conn, user) == 10, "a call that has to wait is not another attempt"
    assert call(api, uuid4(), GOOD).status_code == 200


# What a client may send along: it does not touch the answer.
HARMLESS: list[tuple[str, dict[str, str]]] = [
    ("", {"Accept": "*/*", "X-Client-Info": "supabase-js/2"}),
    ("", {"Accept": "application/json"}),
    ("", {"Accept": "application/vnd.pgrst.object+json"}),
    ("", {"Accept": "application/vnd.pgrst.object+json;nulls=stripped"}),
    ("", {"Accept": "application/vnd.pgrst.array+json;nulls=stripped"}),
    ("", {"Accept": "text/csv"}),
    ("", {"Prefer": "return=representation"}),
    ("", {"Prefer": "return=minimal"}),
    ("", {"Prefer": "count=exact"}),
    ("", {"Prefer": "count=planned"}),
    ("", {"Prefer": "count=estimated"}),
    ("", {"Prefer": "tx=rollback"}),
    ("", {"Prefer": "timezone=Europe/Berlin"}),
    ("", {"Prefer": "handling=lenient,max-affected=0"}),
    ("", {"Prefer": "params=multiple-objects"}),
    ("", {"Range": "5-9", "Range-Unit": "items", "Prefer": "count=exact"}),
    ("", {"Content-Profile": "public"}),
    ("", {"X-HTTP-Method-Override": "GET"}),
    ("?select=*", {}),
    ("?select=", {}),
    ("?select=pgrst_scalar", {}),
    ("?limit=1", {}),
    ("?limit=1&offset=0", {}),
    ("?offset=1", {}),
    ("?offset=1", {"Accept": "application/vnd.pgrst.object+json", "Prefer": "count=exact"}),
    ("?columns=p_code,p_product_type,p_idempotency_key", {}),
    ("?on_conflict=p_code", {}),
]
# What makes something else of the answer: a cast or a pattern can be made to fail on a refusal only.
REFUSED: list[tuple[str, dict[str, str]]] = [
    ("?or=(pgrst_scalar->>code.like.code_%5C)", {}),
    ("?pgrst_scalar->>code=like.code_%5C", {}),
    ("?pgrst_scalar->>ok=eq.true", {}),
    ("?pgrst_scalar->>ok=eq.true", {"Accept": "application/vnd.pgrst.object+json"}),
    ("?pgrst_scalar->>ok=eq.true", {"Prefer": "count=exact"}),
    ("?pgrst_scalar=is.null", {}),
    ("?not.and=(pgrst_scalar->>ok.eq.true,pgrst_scalar->>code.like.x%5C)", {}),
    ("?select=pgrst_scalar:pgrst_scalar->>message::int", {}),
    ("?select=pgrst_scalar:pgrst_scalar->>message::int", {"Accept": "application/vnd.pgrst.object+json"}),
    ("?select=pgrst_scalar->>message::int", {"Accept": "text/csv"}),
    ("?select=pgrst_scalar::int", {}),
    ("?select=pgrst_scalar:pgrst_scalar->ok", {}),
    ("?select=*,x:pgrst_scalar->>message::int", {}),
    # An alias may hold any text, such as the plain end of a statement.
    ('?select="x from (select pgrst_scalar":pgrst_scalar->>message::int', {"Accept": "text/csv"}),
    ('?select="x from (select *":pgrst_scalar->>message::int', {"Accept": "text/csv"}),
    ('?select="x from (select ":pgrst_scalar->>message::int,pgrst_scalar', {}),
    ('?select="x from (select ":pgrst_scalar->>message::int,*', {}),
    ('?select="x from (select \\"f\\".\\"pgrst_scalar":pgrst_scalar->>message::int,*', {}),
    ("?order=pgrst_scalar->>code", {}),
    ("?order=pgrst_scalar.desc", {}),
]


@pytest.mark.parametrize("function", WRITERS)
@pytest.mark.parametrize(("query", "headers"), HARMLESS)
def test_what_clients_send_along_is_allowed_and_counted(
    api: Any, conn: Any, function: str, query: str, headers: dict[str, str]
) -> None:
    if function == "validate_discount":
        query = query.replace(",p_idempotency_key", "")
    user = uuid4()
    assert call(api, user, GOOD, function, query, headers).status_code == 200
    assert attempts(conn, user) == 0
    user = uuid4()
    assert call(api, user, BAD, function, query, headers).status_code == 404
    assert attempts(conn, user) == 1


@pytest.mark.parametrize("function", WRITERS)
@pytest.mark.parametrize(("query", "headers"), REFUSED)
def test_tricks_on_the_answer_reveal_nothing(
    api: Any, conn: Any, function: str, query: str, headers: dict[str, str]
) -> None:
    """PLATFORM, the oracles: refused before any look-up, equally for a right and a wrong code."""
    good, bad = (call(api, uuid4(), code, function, query, headers) for code in (GOOD, BAD))
    assert (good.status_code, good.content) == (bad.status_code, bad.content)
    assert good.status_code == 400
    assert good.json()["message"] == "the result of this function cannot be filtered, ordered, cast or explained"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Accept": "application/octet-stream"}),
        ("", {"Accept": "application/geo+json"}),
        ("", {"Accept": "application/vnd.pgrst.plan"}),
        ("", {"Accept": "application/vnd.pgrst.plan+json; options=analyze"}),
        ("?select=count()", {}),
        ("?select=pgrst_scalar->ok.max()", {}),
        ("?select=*,user_discounts(*)", {}),
        ("?code=eq.GOODCODE", {}),
        ("?order=code", {}),
        ("?limit=0", {}),
    ],
)
def test_what_postgrest_itself_refuses_or_does_not_run(
    api: Any, conn: Any, query: str, headers: dict[str, str]
) -> None:
    """Nothing of it reaches the function; a version that lets one through has to be looked at."""
    good, bad = (call(api, uuid4(), code, "validate_discount", query, headers) for code in (GOOD, BAD))
    assert (good.status_code, good.content) == (bad.status_code, bad.content)
    assert GOOD not in good.text


@pytest.mark.parametrize("function", WRITERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_is_405_before_any_look_up(api: Any, conn: Any, function: str, method: str) -> None:
    """PLATFORM, the oracles: right and wrong codes, and misuse, all the same."""
    seen = set()
    for code in (GOOD, BAD, "x" * 300):
        for more in ({}, {"pgrst_scalar->>ok": "eq.true"}):
            user = uuid4()
            arguments = {"p_code": code, "p_product_type": "any"} | WRITERS[function] | more
            response = api("authenticated", user).request(method, f"/rpc/{function}", params=arguments)
            seen.add((response.status_code, response.content))
            assert attempts(conn, user) == 0
    assert len(seen) == 1
    assert next(iter(seen))[0] == 405


def test_several_calls_in_one_body_are_one(api: Any, conn: Any) -> None:
    """An array of arguments is no way to many look-ups in one transaction."""
    user = uuid4()
    body = [{"p_code": f"WRONG{n}", "p_product_type": "any"} for n in range(5)]
    response = api("authenticated", user).post(
        "/rpc/validate_discount", json=body, headers={"Prefer": "params=multiple-objects"}
    )
    assert response.status_code == 404
    assert attempts(conn, user) == 1


def test_anon_gets_401_in_whatever_order_callers_come(api: Any, conn: Any) -> None:
    spec = {"p_spec": {"product_type": "any", "benefit": {"kind": "percent", "value": 5}}}
    anon, user, service = api(), api("authenticated", uuid4()), api("service_role")
    calls = [(user, f, {"p_code": GOOD, "p_product_type": "any"} | more) for f, more in WRITERS.items()]
    for client, function, arguments in [*calls, (service, "create_discount_code", spec)]:
        for _ in range(2):
            assert anon.post(f"/rpc/{function}", json=arguments).status_code == 401
            for _ in range(12):  # more often than the pool has connections
                assert client.post(f"/rpc/{function}", json=arguments).status_code == 200
            for _ in range(12):
                assert anon.post(f"/rpc/{function}", json=arguments).status_code == 401


def test_who_may_make_codes(api: Any, conn: Any) -> None:
    admin = uuid4()
    conn.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [admin])
    spec = {
        "code": "by-admin",
        "product_type": "any",
        "benefit": {"kind": "credits", "value": 5},
        "expires_at": "2999-01-01T00:00:00Z",
    }
    made = api("dochub_admin", admin).post("/rpc/create_discount_code", json={"p_spec": spec})
    assert (made.status_code, made.json()["code"], made.json()["expires_at"]) == (
        200,
        "BYADMIN",
        "2999-01-01T00:00:00+00:00",
    )
    again = api("service_role").post("/rpc/create_discount_code", json={"p_spec": spec})
    assert (again.status_code, again.json()["code"]) == (409, "code_exists")
    for more, status, refusal in [
        ({"code": "OTHER1", "parent_code": "NOSUCH"}, 404, "parent_not_found"),
        ({"code": "OTHER2", "cohort": "nosuch"}, 422, "unknown_cohort"),
        ({"code": "OTHER3", "product_type": "course", "product_ids": ["nosuch"]}, 422, "unknown_product"),
    ]:
        response = api("service_role").post("/rpc/create_discount_code", json={"p_spec": spec | more})
        assert (response.status_code, response.json()["code"]) == (status, refusal)
    assert (
        api("service_role")
        .post("/rpc/create_discount_code", json={"p_spec": spec | {"code": "x" * 1_000_000}})
        .status_code
        == 400
    )
    assert api("authenticated", uuid4()).post("/rpc/create_discount_code", json={"p_spec": spec}).status_code == 403
    assert api("service_role").get("/rpc/create_discount_code", params={"p_spec": "{}"}).status_code == 405


def test_a_code_through_its_life(api: Any, conn: Any) -> None:
    """4.5.3 to 4.5.5 through PostgREST: make, redeem, change, release, look at the chain."""
    service, user = api("service_role"), uuid4()

    def rpc(client: Any, function: str, **arguments: Any) -> Any:
        return client.post(f"/rpc/{function}", json=arguments)

    spec = {"product_type": "any", "benefit": {"kind": "credits", "value": 20}}
    root = rpc(service, "create_discount_code", p_spec=spec | {"code": "ROOT"})
    child = rpc(service, "create_discount_code", p_spec=spec | {"code": "CHILD", "parent_code": "ROOT"})
    assert (root.status_code, child.status_code) == (200, 200)
    assert call(api, user, "CHILD", "redeem_discount").status_code == 200
    assert rpc(api("authenticated", user), "credit_balance").json()["promotional"] == 20
    changed = rpc(service, "update_discount_code", p_code="ROOT", p_spec={"expires_at": "2999-01-01T00:00:00Z"})
    assert (changed.status_code, changed.json()["capped"]) == (200, ["CHILD"])
    for chain in (
        rpc(service, "discount_chain", p_code="CHILD"),
        service.get("/rpc/discount_chain", params={"p_code": "CHILD"}),
    ):
        assert (chain.status_code, chain.json()["chain"]) == (200, ["ROOT", "CHILD"])
    [below] = rpc(service, "discount_chain", p_code="ROOT").json()["descendants"]
    assert (below["code"], below["times_redeemed"]) == ("CHILD", 1)
    released = rpc(service, "release_discount", p_user_id=str(user), p_idempotency_key="key-0001")
    assert (released.status_code, released.json()["credits"], released.json()["replayed"]) == (200, 20, False)
    # An administrator's repetition is a replay, too: the key is the redemption's.
    admin = uuid4()
    conn.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [admin])
    again = rpc(api("dochub_admin", admin), "release_discount", p_user_id=str(user), p_idempotency_key="key-0001")
    assert (again.status_code, again.json()) == (200, released.json() | {"replayed": True})
    assert rpc(api("authenticated", user), "credit_balance").json()["promotional"] == 0
    for function, arguments, status, refusal in [
        ("update_discount_code", {"p_code": "NOSUCH", "p_spec": {}}, 404, "code_not_found"),
        ("discount_chain", {"p_code": "NOSUCH"}, 404, "code_not_found"),
        ("release_discount", {"p_user_id": str(user), "p_idempotency_key": "key-0009"}, 404, "redemption_not_found"),
        ("update_discount_code", {"p_code": "ROOT", "p_spec": {"parent_code": "CHILD"}}, 400, "PT400"),
        ("release_discount", {"p_user_id": None, "p_idempotency_key": "key-0009"}, 400, "PT400"),
        ("release_discount", {"p_user_id": str(user), "p_idempotency_key": "short"}, 400, "PT400"),
    ]:
        response = rpc(service, function, **arguments)
        assert (response.status_code, response.json()["code"]) == (status, refusal)
        assert rpc(api("authenticated", user), function, **arguments).status_code == 403
        assert rpc(api(), function, **arguments).status_code == 401
    for function in ("update_discount_code", "release_discount"):
        assert service.get(f"/rpc/{function}", params={"p_code": "ROOT", "p_spec": "{}"} if "update" in function
                           else {"p_user_id": str(user), "p_idempotency_key": "key-0001"}).status_code == 405  # fmt: skip


CALL = "select public.validate_discount('WRONGCODE', 'any') as pgrst_scalar"
SOURCE = '"pgrst_source" as "f"'
ALL = f'select "f".* from {SOURCE}'
PLAIN = [
    f"select null::bigint as total_result_set, 1 as page_total from ({ALL}     limit 10 offset 0) _postgrest_t",
    f"SELECT 1 FROM ({ALL}) _postgrest_t",
    f", pgrst_source_count as (select 1 from {SOURCE})select 1 from ({ALL} limit all) _postgrest_t",
    f'select 1 from (select "f"."pgrst_scalar" from {SOURCE}\n) _postgrest_t',
]
OTHER = [
    f"select 1 from ({ALL} where true) _postgrest_t",
    f"select 1 from ({ALL} order by 1) _postgrest_t",
    f"select 1 from ({ALL} group by 1) _postgrest_t",
    f"select 1 from ({ALL} left join lateral (select 1) as x on true) _postgrest_t",
    f"select 1 from ({ALL}) _postgrest_t where true",
    f'select 1 from (select count("f"."pgrst_scalar") from {SOURCE}) _postgrest_t',
    f"select 1 from {SOURCE}",
    # Aliases that look like the plain end.
    f'select 1 from (select 1 as "x"" from ({ALL.replace(chr(34), chr(34) * 2)}" from {SOURCE}) _postgrest_t',
    f'select 1 from (select 1 as "x from (select pgrst_scalar" from {SOURCE}) _postgrest_t',
    f'select 1 from (select 1 as "x from (select ", "f".* from {SOURCE}) _postgrest_t',
    f'select 1 from (select 1 as "x from (select ""f"".""pgrst_scalar" from {SOURCE}) _postgrest_t',
]


# Between the parts of the statement around a call, where each version puts how much space (its QueryBuilder.hs,
# readPlanToQuery): after FROM, after the joins, before GROUP BY, ORDER BY and LIMIT.
SPACES = {
    "12.0": (" ", " ", " ", " ", " "),
    "13.0.0": ("", "", " ", "", ""),
    "13.0.2": ("", "", " ", " ", " "),
    "14": ("", "", " ", " ", " "),
    "16": ("", "", " ", " ", " "),
}
JSON = "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')"
CSV = "coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), '\n'), '')"
LIMIT = "LIMIT %s OFFSET %s"
COUNTED = ', pgrst_source_count AS (SELECT 1 FROM "pgrst_source" AS "f")'


def written(
    version: str,
    *,
    columns: str = '"f".*',
    where: str = "",
    group: str = "",
    order: str = "",
    limit: str = LIMIT,
    body: str = JSON,
    is_counted: bool = False,
) -> str:
    """The statement of a call, as that version of PostgREST writes it (its Statements.hs, prepareCall or mainCall)."""
    parts = ["", where, group, order, limit]
    around = "".join(space + part for space, part in zip(SPACES[version], parts, strict=True))
    # 16 does not count twice where nothing is cut off.
    count = (
        "null::bigint" if not is_counted
        else "1" if version == "16" and not limit
        else "(SELECT pg_catalog.count(*) FROM pgrst_source_count)"
    )  # fmt: skip
    return (
        f"WITH pgrst_source AS ({CALL}) {COUNTED if 'count' in count else ''}SELECT {count} AS total_result_set, "
        f"1 AS page_total, {body} AS body, nullif(current_setting('response.headers', true), '') AS response_headers, "
        "nullif(current_setting('response.status', true), '') AS response_status, '' AS response_inserted "
        f'FROM (SELECT {columns} FROM "pgrst_source" AS "f"{around}) _postgrest_t'
    )


def run(db: Any, as_user: Any, statement: str) -> str | None:
    """Runs it as PostgREST does, with parameters; the SQLSTATE of a refusal."""
    try:
        with as_user(db, uuid4()):
            db.execute(statement, [1000, 0] if LIMIT in statement else None)
    except psycopg.Error as error:
        return error.sqlstate
    return None


@pytest.mark.parametrize("version", SPACES)
def test_the_statements_of_each_postgrest(db: Any, as_user: Any, version: str) -> None:
    """Plain calls pass in every version that is supported, whatever they ask for; everything else is refused."""
    for plain in [
        written(version),
        written(version, limit=""),
        written(version, limit="LIMIT ALL OFFSET 0"),
        written(version, is_counted=True),
        written(version, is_counted=True, limit=""),
        written(version, body=CSV),
        written(version, columns='"f"."pgrst_scalar"'),
    ]:
        assert run(db, as_user, plain) is None, plain
    for other in [
        written(version, where=" WHERE  \"f\".\"pgrst_scalar\"->>'ok' = 'true'"),
        written(version, order='ORDER BY "f"."pgrst_scalar" '),
        written(version, columns='count(*) AS "pgrst_scalar"', group=' GROUP BY "f"."pgrst_scalar"'),
        written(version, columns='COUNT("f"."pgrst_scalar") AS "pgrst_scalar"'),
        written(version, columns='CAST( "f"."pgrst_scalar"->>\'ok\' AS integer ) AS "pgrst_scalar"'),
        written(version, columns='"f"."pgrst_scalar"->\'ok\' AS "pgrst_scalar"'),
        "EXPLAIN (FORMAT JSON, ANALYZE) " + written(version),
        written(version, body="ST_AsGeoJSON(_postgrest_t)"),
    ]:
        assert run(db, as_user, other) in ("PT400", "42883"), other  # no PostGIS


def test_the_plain_calls_of_each_postgrest_are_known_without_the_pattern(db: Any, as_user: Any) -> None:
    body = db.execute("select pg_get_functiondef('private.assert_unfiltered()'::regprocedure)").fetchone()[0]
    db.execute(body.replace("from \\(", "found nowhere \\("))
    assert {version: run(db, as_user, written(version)) for version in SPACES} == {
        version: "PT400" if version == "13.0.0" else None for version in SPACES
    }
    assert run(db, as_user, written("16", limit="")) == "PT400"


def test_plain_statements_are_allowed(db: Any, as_user: Any) -> None:
    """assert_unfiltered against shorter statements, and direct SQL."""
    for statement in [*(f"with pgrst_source as ({CALL}) {end}" for end in PLAIN), CALL]:
        with as_user(db, uuid4()):
            db.execute(statement)


def test_other_statements_are_not(db: Any, as_user: Any) -> None:
    statements = [f"with pgrst_source as ({CALL}) {end}" for end in OTHER]
    for statement in [*statements, f"explain analyze with pgrst_source as ({CALL}) {PLAIN[0]}"]:
        with pytest.raises(psycopg.Error) as raised, as_user(db, uuid4()):
            db.execute(statement)
        assert raised.value.sqlstate == "PT400", statement


def test_the_plain_call_is_known_without_the_pattern(api: Any, conn: Any) -> None:
    """What this PostgREST writes is compared, not searched: with a pattern that finds nothing, plain calls pass and no others."""
    body = conn.execute("select pg_get_functiondef('private.assert_unfiltered()'::regprocedure)").fetchone()[0]
    blind = body.replace("from \\(", "found nowhere \\(")
    assert blind != body
    conn.execute(blind)
    try:
        user = uuid4()
        assert call(api, user, GOOD).status_code == 200
        assert call(api, user, BAD).status_code == 404
        for query in ("?pgrst_scalar->>ok=eq.true", "?select=pgrst_scalar", "?order=pgrst_scalar"):
            assert call(api, user, GOOD, query=query).status_code == 400, query
        assert call(api, user, GOOD, headers={"Accept": "application/vnd.pgrst.plan"}).status_code != 200
    finally:
        conn.execute(body)


def test_texts_that_only_look_like_the_plain_call(db: Any, as_user: Any) -> None:
    """The comparison reaches to the last character, and the names in it are one."""
    plain = (
        "WITH pgrst_source AS (" + CALL + ") SELECT null::bigint AS total_result_set, 1 AS page_total, "
        "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, "
        "nullif(current_setting('response.headers', true), '') AS response_headers, "
        "nullif(current_setting('response.status', true), '') AS response_status, '' AS response_inserted "
        'FROM (SELECT "f".* FROM "pgrst_source" AS "f"     LIMIT 9 OFFSET 0) _postgrest_t'
    )
    with as_user(db, uuid4()):
        db.execute(plain.replace("LIMIT 9 OFFSET 0", "LIMIT $1 OFFSET $2").replace("$1", "9").replace("$2", "0"))
    for other in (
        plain.replace("LIMIT", "WHERE true     LIMIT"),
        plain + " WHERE true",
        plain.replace("coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')", "(select 'st_asgeojson(')"),
        "EXPLAIN ANALYZE " + plain,
        plain.replace('(SELECT "f".*', '(SELECT 1 AS "x".*'),
    ):
        with pytest.raises(psycopg.Error) as raised, as_user(db, uuid4()):
            db.execute(other)
        assert raised.value.sqlstate in ("PT400", "42601"), other
