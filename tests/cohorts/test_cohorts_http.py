"""4.7 through real PostgREST: who may call, every status, what is told and what is not, addresses that are not verified."""

import json
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

PAST, FUTURE = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"


def rpc(client: Any, function: str, **arguments: Any) -> Any:
    return client.post(f"/rpc/{function}", json=arguments)


@pytest.fixture
def admin(api: Any, postgrest: Any) -> Any:
    user = uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [user])
    return api("dochub_admin", user)


def institution(admin: Any, **more: Any) -> tuple[str, str]:
    """A new one's slug and join code."""
    slug = f"c-{uuid4()}"
    saved = rpc(admin, "save_cohort", p_spec={"slug": slug, "name": "Clinic", "kind": "institution"} | more)
    assert (saved.status_code, saved.json()["created"]) == (200, True), saved.text
    return slug, rpc(admin, "set_join_code", p_cohort=slug).json()["code"]


def cohort_of(client: Any) -> str | None:
    rows = client.get("/user_cohorts").json()
    return rows[0]["slug"] if rows else None


def test_from_the_code_to_the_courses(api: Any, admin: Any) -> None:
    """4.7.2: join, my_entitlements and handshake show it at once; leave, and they do not."""
    service = api("service_role")
    service.post("/courses", json={"course_code": "calm", "title": "C", "price_micros": 1, "currency": "EUR"})
    slug, code = institution(admin, splash={"title": "Hi"}, grants={"plan": "premium", "courses": ["calm"]})
    user = api("authenticated", uuid4())
    before = rpc(user, "handshake", p_request={}).json()
    assert before["cohort"] is None
    joined = rpc(user, "join_cohort", p_code=code.lower())
    assert joined.status_code == 200
    assert joined.json() == {
        "ok": True,
        "cohort": {"slug": slug, "name": "Clinic", "kind": "institution", "splash": {"title": "Hi"}, "variant": None},
        "source": "join_code",
        "replayed": False,
    }
    mine = rpc(user, "my_entitlements").json()
    assert (mine["plan"], mine["source"], mine["courses"]) == ("premium", "cohort", ["calm"])
    after = rpc(user, "handshake", p_request={"cookie": before["cookie"]}).json()
    assert after["cohort"] == {"slug": slug, "splash": {"title": "Hi"}, "variant": None}
    assert (after["entitlements"]["source"], after["courses"]) == ("cohort", ["calm"])
    assert after["credits"]["weekly_allowance"] == 30
    assert cohort_of(user) == slug, "and the user reads his row"
    assert rpc(user, "join_cohort", p_code=code).json()["replayed"] is True
    left = rpc(user, "leave_cohort")
    assert (left.status_code, left.json()) == (200, {"ok": True, "left": slug, "cohort": None, "source": None})
    assert rpc(user, "my_entitlements").json()["plan"] == "free"
    gone = rpc(user, "handshake", p_request={"cookie": after["cookie"]}).json()
    assert (gone["cohort"], gone["courses"]) == (None, [])
    assert rpc(user, "leave_cohort").json()["left"] is None


def test_codes_that_open_nothing_look_alike(api: Any, admin: Any, postgrest: Any) -> None:
    """4.7.2: unknown, replaced, over and not begun: the same bytes; each counts, though refused, and then nothing helps."""
    _, over = institution(admin, ends_at=PAST)
    _, to_come = institution(admin, starts_at=FUTURE)
    slug, replaced = institution(admin)
    code = rpc(admin, "set_join_code", p_cohort=slug).json()["code"]
    sub = uuid4()
    user = api("authenticated", sub)
    tried = [rpc(user, "join_cohort", p_code=c) for c in ("UNKNOWN1", over, to_come, replaced, "!", "")]
    assert {(r.status_code, r.content) for r in tried} == {(404, tried[0].content)}
    assert {tuple(sorted(k for k in r.headers if k != "date")) for r in tried} == {
        tuple(sorted(k for k in tried[0].headers if k != "date"))
    }
    assert tried[0].json()["code"] == "code_not_found"
    with psycopg.connect(postgrest.dsn) as conn:
        counted = conn.execute(
            """select round(extract(epoch from t.theoretical_arrival_at - now()) / extract(epoch from l.per / l.attempts))
                 from private.user_throttles as t join private.throttle_limits as l using (operation)
                where t.user_id = %s and t.operation = 'join_code'""",
            [sub],
        ).fetchone()
    assert counted == (6,)
    for n in range(4):
        assert rpc(user, "join_cohort", p_code=f"GUESS{n}9").status_code == 404
    throttled = rpc(user, "join_cohort", p_code=code)
    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_attempts")
    assert int(throttled.headers["Retry-After"]) == json.loads(throttled.json()["details"])["retry_after"] > 0
    assert cohort_of(user) is None
    assert rpc(api("authenticated", uuid4()), "join_cohort", p_code=code).status_code == 200


def test_the_counting_cannot_be_undone(api: Any, admin: Any) -> None:
    """GET, filters, selections and orders are refused before anything is looked up."""
    _, code = institution(admin)
    user = api("authenticated", uuid4())
    assert user.get("/rpc/join_cohort", params={"p_code": code}).status_code == 405
    assert user.get("/rpc/leave_cohort").status_code == 405
    for query in ["?or=(pgrst_scalar->>code.like.code_%5C)", "?select=ok", "?order=pgrst_scalar"]:
        assert user.post(f"/rpc/join_cohort{query}", json={"p_code": code}).status_code == 400
    assert cohort_of(user) is None
    assert rpc(user, "join_cohort", p_code="x" * 201).status_code == 400


def test_only_a_verified_address_joins(api: Any, admin: Any) -> None:
    """4.7.2, 2: an address that is not verified joins nothing, and user_metadata is never read."""
    domain = f"d{uuid4()}.example"
    slug, _ = institution(admin, domain=domain)
    email = f"someone@{domain}"
    claims: list[dict[str, Any]] = [
        {"email": email},
        {"email": email, "email_verified": False},
        {"email": email, "email_verified": "true"},
        {"email": email, "email_verified": 1},
        {"email": email, "user_metadata": {"email_verified": True}},
        {"user_metadata": {"email": email, "email_verified": True}},
        {"email": "me@else.example", "email_verified": True, "user_metadata": {"email": email, "email_verified": True}},
        {"email": "me@else.example", "email_verified": True, "app_metadata": {"email": email}},
        {"email": f"a@{domain}@else.example", "email_verified": True},
        {"email": f"a@sub.{domain}", "email_verified": True},
    ]
    for claim in claims:
        user = api("authenticated", uuid4(), **claim)
        profile = rpc(user, "ensure_profile", p_profile={"first_name": email})
        assert profile.status_code == 200 or profile.json()["code"] == "email_in_use", profile.text
        refused = rpc(user, "join_cohort")
        assert (refused.status_code, refused.json()["code"]) == (404, "code_not_found"), claim
        assert cohort_of(user) is None, claim
    verified = api("authenticated", uuid4(), email=email.upper(), email_verified=True)
    assert rpc(verified, "ensure_profile").status_code == 200
    assert cohort_of(verified) == slug
    [row] = verified.get("/user_cohorts").json()
    assert row["source"] == "domain"


def test_an_address_that_changes(api: Any, admin: Any) -> None:
    """4.7.2: the membership ends with the verified address; leaving lasts; coming back is possible."""
    domain = f"d{uuid4()}.example"
    slug, _ = institution(admin, domain=domain, seats=1)
    sub = uuid4()

    def signed_in(email: str, verified: bool = True) -> Any:
        client = api("authenticated", sub, email=email, email_verified=verified)
        assert rpc(client, "ensure_profile").status_code == 200
        return client

    user = signed_in(f"{sub}@{domain}")
    assert cohort_of(user) == slug
    assert cohort_of(signed_in(f"{sub}@else.example", verified=False)) == slug, "not verified: nothing is known of it"
    assert cohort_of(signed_in(f"{sub}@else.example")) is None
    assert cohort_of(signed_in(f"{sub}@{domain}")) == slug, "the seat was free again"
    assert rpc(user, "leave_cohort").json()["left"] == slug
    assert cohort_of(signed_in(f"{sub}@{domain}")) is None, "who left is not put back"
    assert rpc(user, "join_cohort").json()["source"] == "domain"
    other = api("authenticated", uuid4(), email=f"other@{domain}", email_verified=True)
    assert rpc(other, "ensure_profile").status_code == 200, "no seat, no error"
    assert cohort_of(other) is None
    full = rpc(other, "join_cohort")
    assert (full.status_code, full.json()["code"]) == (409, "cohort_full")


def test_administrators(api: Any, admin: Any) -> None:
    """4.7.2: assign, lock, explain; and who may."""
    slug, code = institution(admin, seats=1)
    sub = uuid4()
    user = api("authenticated", sub)
    assert rpc(user, "ensure_profile").status_code == 200
    assigned = rpc(admin, "assign_cohort", p_user_id=str(sub), p_cohort=slug, p_lock=True)
    assert (assigned.status_code, assigned.json()["source"], assigned.json()["locked"]) == (200, "manual", True)
    for function, arguments in (("leave_cohort", {}), ("join_cohort", {"p_code": institution(admin)[1]})):
        locked = rpc(user, function, **arguments)
        assert (locked.status_code, locked.json()["code"]) == (409, "cohort_locked")
    assert rpc(api("authenticated", uuid4()), "join_cohort", p_code=code).json()["code"] == "cohort_full"
    explained = admin.get("/rpc/explain_cohort", params={"p_user_id": str(sub)})
    assert explained.status_code == 200
    assert (explained.json()["cohort"]["slug"], explained.json()["source"]) == (slug, "manual")
    assert explained.json()["candidates"][0]["reason"] == "counts"
    assert rpc(admin, "explain_cohort", p_user_id=str(uuid4())).status_code == 404
    assert rpc(admin, "assign_cohort", p_user_id=str(sub)).json()["cohort"] is None
    assert rpc(admin, "assign_cohort", p_user_id=str(uuid4()), p_cohort=slug).status_code == 404
    assert rpc(admin, "assign_cohort", p_user_id=str(sub), p_cohort="none").status_code == 422
    assert rpc(admin, "save_cohort", p_spec={"slug": slug, "kind": "experiment", "bucket_to": 1}).status_code == 409
    assert rpc(admin, "save_cohort", p_spec={"slug": slug, "grants": {"plan": "gold"}}).status_code == 422
    assert rpc(admin, "save_cohort", p_spec={"slug": slug, "nonsense": 1}).status_code == 400
    assert rpc(admin, "set_join_code", p_cohort=slug, p_code="short").status_code == 400
    for function in ("save_cohort", "set_join_code", "assign_cohort", "explain_cohort"):
        for client, status in ((api(), 401), (user, 403)):
            arguments = {"p_spec": {}} if function == "save_cohort" else {"p_cohort": slug, "p_user_id": str(sub)}
            if function == "set_join_code":
                del arguments["p_user_id"]
            elif function == "explain_cohort":
                del arguments["p_cohort"]
            assert rpc(client, function, **arguments).status_code == status, function
    for function in ("join_cohort", "leave_cohort"):
        assert rpc(api(), function).status_code == 401
        assert rpc(api("service_role"), function).status_code == 403
    assert user.get("/cohorts").status_code == 403


def test_a_get_of_the_handshake_writes_nothing_down(api: Any, admin: Any, postgrest: Any) -> None:
    """4.6.6, 4.7.1: GET computes the experiment, POST remembers it."""
    slug = f"e-{uuid4()}"
    spec = {"slug": slug, "name": "E", "kind": "experiment", "bucket_to": 10000, "starts_at": "2020-01-01T00:00:00Z"}
    rpc(admin, "save_cohort", p_spec=spec)
    sub: UUID = uuid4()
    user = api("authenticated", sub)
    assert user.get("/rpc/handshake").json()["cohort"]["slug"] == slug
    assert cohort_of(user) is None
    assert rpc(user, "handshake", p_request={}).json()["cohort"]["slug"] == slug
    assert user.get("/user_cohorts").json()[0]["source"] == "sticky"
    assert rpc(admin, "save_cohort", p_spec={"slug": slug, "bucket_to": 0}).status_code == 200
    assert rpc(user, "handshake", p_request={}).json()["cohort"]["slug"] == slug
    assert rpc(api("authenticated", uuid4()), "handshake", p_request={}).json()["cohort"] is None
