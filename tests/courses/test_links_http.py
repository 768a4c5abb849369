"""4.4 through real PostgREST: who may call, every HTTP status, what a link's reader sees and when."""

import json
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

COURSE = {"title": "Better sleep", "status": "ready", "course": {"parts": [{"text": "Breathe.", "pause": None}]}}


def rpc(client: Any, function: str, **arguments: Any) -> Any:
    return client.post(f"/rpc/{function}", json=arguments, headers={"Prefer": "return=representation"})


def issue(api: Any, email: str = "ada@example.com", **more: Any) -> Any:
    purchase = {"store": "stripe", "environment": "production", "transaction_id": f"pi_{uuid4()}"}
    arguments = {"p_email": email, "p_course": COURSE, "p_purchase": purchase} | more
    response = rpc(api("service_role"), "issue_custom_course_link", **arguments)
    assert response.status_code == 200, response.text
    return response.json()


def signed_in(api: Any, sub: UUID | None = None, email: str = "ada@example.com", verified: Any = True) -> Any:
    return api("authenticated", sub or uuid4(), email=email, email_verified=verified)


def test_from_the_mail_to_the_app(api: Any, postgrest: Any) -> None:
    """4.4.2, 4.4.3: issue, peek as anybody, claim; my_entitlements and handshake show it at once."""
    link = issue(api, "Ada@Example.com")
    peeked = rpc(api(), "peek_custom_course_link", p_token=link["token"])
    assert peeked.status_code == 200
    assert peeked.json() == {
        "ok": True,
        "title": "Better sleep",
        "status": "ready",
        "expires_at": link["expires_at"],
        "already_yours": False,
    }
    user = signed_in(api, email="ADA@example.com")
    assert rpc(user, "my_entitlements").json()["custom_courses"] == []
    before = rpc(user, "handshake", p_request={"schema": 1}).json()
    claimed = rpc(user, "claim_custom_course_link", p_token=link["token"])
    assert (claimed.status_code, claimed.json()["already_yours"]) == (200, False)
    assert claimed.json()["custom_course_id"] == link["custom_course_id"]
    assert rpc(user, "my_entitlements").json()["custom_courses"] == [link["custom_course_id"]]
    after = rpc(user, "handshake", p_request={"schema": 1, "cookie": before["cookie"]}).json()
    assert after["cookie"] != before["cookie"]
    [shown] = after["custom_courses"]
    assert (shown["custom_course_id"], shown["sha256"], shown["course"]) == (
        link["custom_course_id"],
        link["sha256"],
        COURSE["course"],
    )
    [row] = user.get("/custom_course_purchases").json()
    assert (row["custom_course_id"], row["validation"]) == (link["custom_course_id"], "valid")
    assert link["token"] not in str(row), "only the hash is there"
    again = rpc(user, "claim_custom_course_link", p_token=link["token"])
    assert (again.status_code, again.json()["code"], again.json()["ok"]) == (200, "already_yours", True)
    assert rpc(user, "peek_custom_course_link", p_token=link["token"]).json()["already_yours"] is True


def test_looking_never_consumes(api: Any, postgrest: Any) -> None:
    """4.4: peek is STABLE; it runs in a read-only transaction, by GET and POST, tells no address."""
    link = issue(api)
    for client in (api(), signed_in(api, email="eve@example.com")):
        for _ in range(3):
            by_post = rpc(client, "peek_custom_course_link", p_token=link["token"])
            by_get = client.get("/rpc/peek_custom_course_link", params={"p_token": link["token"]})
            assert (by_post.status_code, by_get.status_code) == (200, 200)
            assert by_post.json() == by_get.json()
            assert "example.com" not in by_post.text
    assert rpc(signed_in(api), "claim_custom_course_link", p_token=link["token"]).status_code == 200


def test_the_statuses_of_looking(api: Any, postgrest: Any) -> None:
    used, expired, replaced = issue(api), issue(api), issue(api)
    assert rpc(signed_in(api), "claim_custom_course_link", p_token=used["token"]).json()["ok"]
    expire(postgrest, expired)
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "update public.custom_course_purchases set link_revoked_at = now() where purchase_id = %s",
            [replaced["purchase_id"]],
        )
    answers = {
        token: rpc(api(), "peek_custom_course_link", p_token=token)
        for token in (used["token"], expired["token"], replaced["token"], "unknown")
    }
    assert [(a.status_code, a.json()["code"]) for a in answers.values()] == [
        (409, "token_already_claimed"),
        (410, "token_expired"),
        (404, "token_invalid"),
        (404, "token_invalid"),
    ]
    assert answers["unknown"].text == answers[replaced["token"]].text, "no telling a revoked link from no link"
    assert rpc(api(), "peek_custom_course_link", p_token=None).status_code == 400
    assert rpc(api(), "peek_custom_course_link", p_token="x" * 201).status_code == 400


def expire(postgrest: Any, link: Any) -> None:
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "update public.custom_course_purchases set link_expires_at = now() - interval '1 second'"
            " where purchase_id = %s",
            [link["purchase_id"]],
        )


def test_the_statuses_of_claiming(api: Any, postgrest: Any) -> None:
    """4.4.3: 404, 403 (unspent), 410, 409, 401."""
    link, expired = issue(api), issue(api)
    expire(postgrest, expired)
    ada, eve = signed_in(api), signed_in(api, email="eve@example.com")
    unverified, text = signed_in(api, verified=False), signed_in(api, verified="true")
    spent = [
        (ada, "unknown", 404, "token_invalid"),
        (eve, link["token"], 403, "email_mismatch"),
        (unverified, link["token"], 403, "email_mismatch"),
        (text, link["token"], 403, "email_mismatch"),
        (ada, expired["token"], 410, "token_expired"),
        (ada, link["token"], 200, None),
        (eve, link["token"], 409, "token_already_claimed"),
        (signed_in(api), link["token"], 409, "token_already_claimed"),
    ]
    for client, token, status, code in spent:
        response = rpc(client, "claim_custom_course_link", p_token=token)
        assert (response.status_code, response.json().get("code")) == (status, code), response.text
    assert rpc(api(), "claim_custom_course_link", p_token=link["token"]).status_code == 401
    assert rpc(api("service_role"), "claim_custom_course_link", p_token=link["token"]).status_code == 403
    assert rpc(ada, "claim_custom_course_link", p_token=None).status_code == 400


def test_guessing_is_throttled_and_cannot_be_undone(api: Any, postgrest: Any) -> None:
    """4.4.3: failures are counted though the call is refused; what would undo the counting is refused at once."""
    link = issue(api)
    user = signed_in(api)
    path = "/rpc/claim_custom_course_link"
    assert user.get(path, params={"p_token": "guess"}).status_code == 405
    for query in [
        "?or=(pgrst_scalar->>code.like.token_%5C)",
        "?pgrst_scalar->>code=eq.x",
        "?select=ok",
        "?order=pgrst_scalar",
    ]:
        response = user.post(path + query, json={"p_token": "guess"})
        assert response.status_code == 400, response.text
    answers = [rpc(user, "claim_custom_course_link", p_token=f"guess-{n}").status_code for n in range(10)]
    assert answers == [404] * 10
    throttled = rpc(user, "claim_custom_course_link", p_token=link["token"])
    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_attempts")
    assert int(throttled.headers["Retry-After"]) == json.loads(throttled.json()["details"])["retry_after"] > 0
    assert rpc(signed_in(api), "claim_custom_course_link", p_token=link["token"]).status_code == 200


def test_an_erased_user(api: Any, postgrest: Any) -> None:
    """An erased user's token claims nothing; a link that he claimed stays claimed."""
    user, link, claimed = uuid4(), issue(api), issue(api)
    client = signed_in(api, user)
    assert rpc(client, "claim_custom_course_link", p_token=claimed["token"]).status_code == 200
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "update public.user_profile set erased_at = now(), email = null, is_email_verified = false"
            " where user_id = %s",
            [user],
        )
    for function in ("claim_custom_course_link", "peek_custom_course_link"):
        assert rpc(client, function, p_token=link["token"]).status_code == 403
    other = rpc(signed_in(api), "claim_custom_course_link", p_token=claimed["token"])
    assert (other.status_code, other.json()["code"]) == (409, "token_already_claimed")
    assert rpc(signed_in(api), "claim_custom_course_link", p_token=link["token"]).status_code == 200


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("save_custom_course", {"p_user_id": str(uuid4()), "p_course": {"title": "x"}}),
        ("issue_custom_course_link", {"p_email": "a@b", "p_course": {"title": "x"}, "p_purchase": {}}),
    ],
)
def test_courses_and_links_are_made_by_the_service_only(api: Any, function: str, arguments: Any) -> None:
    assert rpc(api(), function, **arguments).status_code == 401
    for role in ("authenticated", "dochub_admin"):
        assert rpc(api(role, uuid4()), function, **arguments).status_code == 403
    assert api("service_role").get(f"/rpc/{function}", params={"p_user_id": str(uuid4())}).status_code in (404, 405)


def test_a_course_is_saved_for_a_user(api: Any, postgrest: Any) -> None:
    """4.4.1, with the statuses 200, 400, 404, 409 and 422."""
    user = uuid4()
    client, service = signed_in(api, user), api("service_role")
    rpc(client, "ensure_profile")

    def save(**course: Any) -> Any:
        return rpc(service, "save_custom_course", p_user_id=str(user), p_course=course)

    assert (
        rpc(service, "save_custom_course", p_user_id=str(user), p_course={"title": "x"} | {"x": 1}).status_code == 400
    )
    hold = rpc(service, "reserve_credits", p_amount=2, p_idempotency_key="job-00001", p_user_id=str(user)).json()
    first = save(title="Better sleep", hold_id=hold["hold_id"])
    assert (first.status_code, first.json()["status"]) == (200, "queued")
    course_id = first.json()["custom_course_id"]
    ready = save(custom_course_id=course_id, status="ready", course=COURSE["course"])
    assert (ready.status_code, ready.json()["created"]) == (200, False)
    [row] = client.get("/custom_courses").json()
    assert (row["course"], row["sha256"], row["hold_id"]) == (COURSE["course"], ready.json()["sha256"], hold["hold_id"])
    assert rpc(client, "my_entitlements").json()["custom_courses"] == [course_id]
    refusals = [
        (save(title="x", hold_id=str(uuid4())), 404, "hold_not_found"),
        (save(custom_course_id=course_id, status="queued"), 409, "course_status_conflict"),
        (save(title="x", course={"a": 1.5}), 422, "unsupported_number"),
        (rpc(service, "save_custom_course", p_user_id=str(uuid4()), p_course={"title": "x"}), 404, "user_not_found"),
    ]
    assert [(r.status_code, r.json()["code"]) for r, _, _ in refusals] == [(s, c) for _, s, c in refusals]
    assert rpc(service, "save_custom_course", p_course={"title": "x"}, p_user_id=None).status_code == 400


def test_the_owner_keeps_what_others_may_not_see(api: Any, postgrest: Any) -> None:
    """Waiting courses are in private, unclaimed purchases nobody's; an unclaimed link's address shows to no client."""
    link = issue(api)
    user = signed_in(api)
    assert user.get("/custom_course_purchases").json() == []
    assert user.get("/pending_custom_courses").status_code == 404
    assert user.get("/custom_course_purchases", params={"purchase_id": f"eq.{link['purchase_id']}"}).json() == []
    with psycopg.connect(postgrest.dsn) as conn:
        count = conn.execute(
            "select count(*) from public.custom_course_purchases where to_jsonb(custom_course_purchases)::text like %s",
            [f"%{link['token']}%"],
        ).fetchone()
        assert count == (0,), "the raw token is nowhere"
        waits = conn.execute(
            "select course from private.pending_custom_courses where purchase_id = %s", [link["purchase_id"]]
        ).fetchone()
        assert waits == (COURSE["course"],)
