"""4.1 through real PostgREST: who may call, the statuses, GET where nothing is written, and the old token after an erasure."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

CONFIRM = {"p_confirm": "erase my account"}


def rpc(client: Any, function: str, **arguments: Any) -> Any:
    return client.post(f"/rpc/{function}", json=arguments)


def administrator(api: Any, postgrest: Any) -> Any:
    user = uuid4()
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [user])
    return api("dochub_admin", user)


def test_the_old_token_is_refused_everywhere(api: Any, postgrest: Any) -> None:
    """4.1.4: pre_request answers 403 to reads, writes and calls, erasing once more too."""
    user = uuid4()
    client = api("authenticated", user)
    assert rpc(client, "ensure_profile", p_profile={"first_name": "Ada"}).status_code == 200
    assert client.get("/user_profile").json()[0]["first_name"] == "Ada"
    erased = rpc(client, "erase_my_account", **CONFIRM)
    assert (erased.status_code, erased.json()["already"]) == (200, False)
    setting = {"course_code": "sleep", "voice": "anna"}
    for response in (
        rpc(client, "ensure_profile"),
        rpc(client, "erase_my_account", **CONFIRM),
        client.get("/rpc/export_my_data"),
        client.get("/user_profile"),
        client.get("/courses"),
        client.patch("/user_profile", params={"user_id": f"eq.{user}"}, json={"first_name": "Ada"}),
        client.post("/analytics", json=setting),
        rpc(api("dochub_admin", user), "erase_user", p_user_id=str(user)),
    ):
        assert (response.status_code, response.json()["message"]) == (403, "this account was erased")


def test_an_erasure_is_confirmed_and_posted(api: Any, postgrest: Any) -> None:
    """4.1.4: 400 without the words, 405 for GET; the account lives on."""
    client = api("authenticated", uuid4())
    assert rpc(client, "ensure_profile").status_code == 200
    assert rpc(client, "erase_my_account", p_confirm="yes").status_code == 400
    assert rpc(client, "erase_my_account", p_confirm=None).status_code == 400
    assert client.get("/rpc/erase_my_account", params=CONFIRM).status_code == 405
    assert client.get("/user_profile").status_code == 200


def test_who_may_call(api: Any, postgrest: Any) -> None:
    admin = administrator(api, postgrest)
    service, user_id = api("service_role"), uuid4()
    user = api("authenticated", user_id)
    rpc(user, "ensure_profile")
    named = {"p_user_id": str(user_id)}
    calls = {
        "set_user_role": named | {"p_role": "user"},
        "set_tester": named | {"p_is_tester": True},
        "erase_user": named,
    }
    for function, arguments in calls.items():
        assert rpc(api(), function, **arguments).status_code == 401, function
        assert rpc(user, function, **arguments).status_code == 403, function
        assert rpc(api("dochub_admin", user_id), function, **arguments).status_code == 403, function
        unknown = rpc(service, function, **arguments | {"p_user_id": str(uuid4())})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "user_not_found"), function
        assert rpc(service, function, **arguments | {"p_user_id": None}).status_code == 400, function
        assert rpc(admin, function, **arguments).status_code == 200, function
        assert service.get(f"/rpc/{function}", params=arguments).status_code == 405, function
    for function, arguments in {"export_my_data": {}, "my_courses": {}, "register_device": {"p_device": {}}}.items():
        assert rpc(api(), function, **arguments).status_code == 401, function
        assert rpc(service, function, **arguments).status_code == 403, function


def test_what_only_reads_works_by_get(api: Any, postgrest: Any) -> None:
    client = api("authenticated", uuid4())
    assert rpc(client, "ensure_profile", p_profile={"first_name": "Ada"}).status_code == 200
    exported = client.get("/rpc/export_my_data")
    assert (exported.status_code, exported.json()["tables"]["public.user_profile"][0]["first_name"]) == (200, "Ada")
    assert client.get("/rpc/my_courses").json() == {"ok": True, "courses": []}


def test_a_device_is_registered_and_throttled(api: Any, postgrest: Any) -> None:
    """4.1.2: 200, 400, 405; 429 after sixty calls, which no filter takes back."""
    client = api("authenticated", uuid4())
    device = {"p_device": {"device_id": "d-1", "platform": "ios", "push_token": "secret"}}
    assert rpc(client, "register_device", p_device={"device_id": ""}).status_code == 400
    assert client.get("/rpc/register_device", params={"p_device": "{}"}).status_code == 405
    assert client.post("/rpc/register_device?select=ok", json=device).status_code == 400
    for _ in range(60):
        response = rpc(client, "register_device", **device)
        assert response.status_code == 200
    assert "secret" not in response.text
    throttled = rpc(client, "register_device", **device)
    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_attempts")
    assert int(throttled.headers["Retry-After"]) > 0
    [profile] = client.get("/user_profile").json()
    assert [d["device_id"] for d in profile["devices"]] == ["d-1"]
    assert client.get("/push_tokens").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("user", 403), ("admin", 200)])
def test_a_role_works_at_the_next_request(api: Any, postgrest: Any, role: str, status: int) -> None:
    """The token stays as it is."""
    user = uuid4()
    assert rpc(api("authenticated", user), "ensure_profile").status_code == 200
    for given in ("admin" if role == "user" else "user", role):
        assert rpc(api("service_role"), "set_user_role", p_user_id=str(user), p_role=given).status_code == 200
    assert api("dochub_admin", user).get("/user_profile").status_code == status
