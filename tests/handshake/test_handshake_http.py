"""4.6.6: handshake over HTTP, by real PostgREST: POST, GET, conditional GET, sizes, statuses."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

SHOP = {"items": [{"id": n, "title": f"Über {n}"} for n in range(20)]}


@pytest.fixture
def sql(postgrest: Any) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("delete from public.master_manifests")
        yield conn


@pytest.fixture
def shop(sql: Any, api: Any) -> Any:
    """One file for everybody, published over HTTP."""
    response = api("service_role").post("/rpc/publish_manifest", json={"p_name": "shop.json", "p_content": SHOP})
    assert response.status_code == 200
    return response.json()


def post(client: Any, **request: Any) -> Any:
    return client.post("/rpc/handshake", json={"p_request": request})


def cached(sql: Any, user: Any) -> list[int]:
    """Builds of each answer cached for the user."""
    return [
        n for (n,) in sql.execute("select builds from public.cached_handshake_responses where user_id = %s", [user])
    ]


def get(client: Any, if_none_match: str | None = None, method: str = "GET", **request: Any) -> Any:
    headers = {"If-None-Match": if_none_match} if if_none_match else {}
    params = {"p_request": json.dumps(request)} if request else {}
    return client.request(method, "/rpc/handshake", params=params, headers=headers)


def test_post_full_then_unchanged_then_one_file(api: Any, sql: Any, shop: Any) -> None:
    """4.6.1, as an app does it."""
    user = uuid4()
    client = api("authenticated", user)
    app = {"schema": 1, "platform": "ios", "app_version": "1.4.2", "locale": "en"}
    full = post(client, **app)
    assert full.status_code == 200
    assert full.json()["changed"] == [
        {"name": "shop.json", "version": shop["version"], "sha256": shop["sha256"], "content": SHOP}
    ]
    held = {"shop.json": shop["sha256"]}
    unchanged = post(client, **app, cookie=full.json()["cookie"], manifests=held)
    assert unchanged.json()["changed"] == []
    assert "entitlements" not in unchanged.json()
    api("service_role").post("/rpc/publish_manifest", json={"p_name": "ads.json", "p_content": [1]})
    third = post(client, **app, cookie=full.json()["cookie"], manifests=held)
    assert [c["name"] for c in third.json()["changed"]] == ["ads.json"]
    assert third.json()["reset"] is False
    assert cached(sql, user) == [2]


def test_the_unchanged_body_is_under_500_bytes(api: Any, sql: Any, shop: Any) -> None:
    """4.6.1: the bytes on the wire, for a user with large numbers after years of changes."""
    user = uuid4()
    client = api("authenticated", user)
    first = post(client, platform="ios").json()
    usual = post(client, platform="ios", cookie=first["cookie"])
    assert len(usual.content) < 400
    sql.execute("update private.sync_generations set generation = generation + 1000000000")
    sql.execute("update private.user_sync set generation = generation + 1000000000")
    sql.execute(
        "update public.ai_usage set bank = 1000000000, held = 1000000000, debt = 1000000000 where user_id = %s", [user]
    )
    app = {"schema": 1000000, "platform": "android", "app_version": "999999.999999.999999", "locale": "de-Latn-AT"}
    large = post(client, **app, cookie=post(client, **app).json()["cookie"])
    assert "entitlements" not in large.json()
    assert len(large.content) < 480
    sql.execute("update private.sync_generations set generation = 1000000000 + generation")


def test_get_reads_only_and_has_the_headers(api: Any, sql: Any, shop: Any) -> None:
    user = uuid4()
    client = api("authenticated", user)
    response = get(client, platform="ios", app_version="1.0")
    assert response.status_code == 200
    assert response.json()["changed"][0]["content"] == SHOP
    assert response.headers["ETag"].startswith('W/"')
    assert response.headers["Cache-Control"] == "private"
    assert response.headers["Vary"] == "Authorization"
    assert cached(sql, user) == []
    assert sql.execute("select count(*) from public.user_profile where user_id = %s", [user]).fetchone() == (0,)
    assert get(client).json()["reset"] is True, "without a request too"
    cookie = post(client, platform="ios", app_version="1.0").json()["cookie"]
    assert cookie == response.json()["cookie"]
    assert "entitlements" not in get(client, platform="ios", app_version="1.0", cookie=cookie).json()
    sql.execute(
        """update public.cached_handshake_responses set body = body || '{"courses": ["cached"]}' where user_id = %s""",
        [user],
    )
    assert get(client, platform="ios", app_version="1.0").json()["courses"] == ["cached"], "a GET serves the cache"
    assert "ETag" not in post(client).headers


FORMS = {
    "the tag": "{}",
    "strong": "{strong}",
    "a list": '"abc", {}',
    "a list without spaces": '"abc",{strong},"def"',
    "a list with commas inside": '"a,b", W/"c,d" , {}',
    "anything": "*",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_get_with_its_etag_is_304_without_a_body(api: Any, shop: Any, form: str) -> None:
    client = api("authenticated", uuid4())
    etag = get(client).headers["ETag"]
    response = get(client, form.format(etag, strong=etag.removeprefix("W/")))
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == etag
    assert response.headers["Cache-Control"] == "private"
    assert response.headers["Vary"] == "Authorization"


@pytest.mark.parametrize("form", ['"other"', 'W/"other", "another"', "other", "", '"', "*x"])
def test_get_with_another_etag_is_200(api: Any, shop: Any, form: str) -> None:
    client = api("authenticated", uuid4())
    response = get(client, form)
    assert response.status_code == 200
    assert response.json()["ok"]


def test_head(api: Any, shop: Any) -> None:
    client = api("authenticated", uuid4())
    etag = get(client).headers["ETag"]
    head = get(client, method="HEAD")
    assert (head.status_code, head.headers["ETag"], head.content) == (200, etag, b"")
    assert get(client, etag, method="HEAD").status_code == 304


def test_post_is_never_304(api: Any, shop: Any) -> None:
    client = api("authenticated", uuid4())
    response = client.post("/rpc/handshake", json={}, headers={"If-None-Match": "*"})
    assert (response.status_code, response.json()["ok"]) == (200, True)


def test_the_etag_covers_all_but_the_time(api: Any, sql: Any, shop: Any) -> None:
    user, other = uuid4(), uuid4()
    client = api("authenticated", user)
    post(client), post(api("authenticated", other))
    first, second = get(client), get(client)
    assert first.json()["server_time"] != second.json()["server_time"]
    tags = [first.headers["ETag"]]
    assert second.headers["ETag"] == tags[0]

    def differs(response: Any) -> None:
        assert response.status_code == 200
        assert response.headers["ETag"] not in tags
        tags.append(response.headers["ETag"])

    differs(get(api("authenticated", other), tags[0]))
    differs(get(client, tags[0], cookie=first.json()["cookie"]))
    sql.execute("update public.ai_usage set bank = 7 where user_id = %s", [user])
    differs(get(client, tags[0]))
    api("service_role").post("/rpc/publish_manifest", json={"p_name": "shop.json", "p_content": {"v": 2}})
    differs(get(client, ", ".join(tags)))


def test_a_cached_body_never_reaches_another_user(api: Any, sql: Any, shop: Any) -> None:
    """4.6.5: one user's cookie, ETag and hashes in another's hands."""
    ada, eve = uuid4(), uuid4()
    sql.execute("insert into public.user_profile (user_id) values (%s)", [ada])
    sql.execute(
        """insert into public.custom_courses (user_id, title, course, sha256)
           values (%s, 'Ada''s secret', '{"of": "ada"}', private.canonical_sha256('{"of": "ada"}'))""",
        [ada],
    )
    mine = post(api("authenticated", ada)).json()
    etag = get(api("authenticated", ada)).headers["ETag"]
    [course] = mine["custom_courses"]
    held = {course["custom_course_id"]: "00"}
    for answer in [
        post(api("authenticated", eve), cookie=mine["cookie"]),
        post(api("authenticated", eve), cookie=mine["cookie"], custom_courses=held),
        get(api("authenticated", eve), etag, cookie=mine["cookie"], custom_courses=held),
        get(api("authenticated", eve), etag),
    ]:
        assert answer.status_code == 200
        assert "secret" not in answer.text
        assert answer.json()["custom_courses"] == []
        assert answer.json()["reset"] is True


BAD = {
    "an array": '{"p_request": []}',
    "a string": '{"p_request": "x"}',
    "a cookie that is a number": '{"p_request": {"cookie": 7}}',
    "a list of manifests": '{"p_request": {"manifests": ["shop.json"]}}',
    "a megabyte": json.dumps({"p_request": {"other": "x" * 1_000_000}}),
    "a megabyte of cookie": json.dumps({"p_request": {"cookie": "x" * 1_000_000}}),
    "broken": "{",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bad_requests_are_400(api: Any, body: str) -> None:
    client = api("authenticated", uuid4())
    response = client.post("/rpc/handshake", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["message"]


def test_bad_requests_are_400_by_get_too(api: Any) -> None:
    client = api("authenticated", uuid4())
    for request in ["{", "[]", "x", '"{"', '"{}"', '{"cookie": "\\u0000"}', "{" * 5000]:
        response = client.get("/rpc/handshake", params={"p_request": request})
        assert (response.status_code, response.json()["message"][:9]) == (400, "p_request"), request
    for request in ["null", "{}"]:
        assert client.get("/rpc/handshake", params={"p_request": request}).status_code == 200, request


def test_who_may_call(api: Any, sql: Any) -> None:
    for _ in range(2):
        assert post(api()).status_code == 401
        assert post(api("authenticated", uuid4())).status_code == 200
    assert post(api("service_role")).status_code == 403
    assert post(api("authenticated")).status_code == 403, "a token without sub"
    publication = {"p_name": "a.json", "p_content": {}}
    assert api().post("/rpc/publish_manifest", json=publication).status_code == 401
    assert api("authenticated", uuid4()).post("/rpc/publish_manifest", json=publication).status_code == 403
    admin = uuid4()
    sql.execute("insert into public.user_profile (user_id, role) values (%s, 'admin')", [admin])
    published = api("dochub_admin", admin).post("/rpc/publish_manifest", json=publication)
    assert published.status_code == 200
    named = {"p_manifest_id": published.json()["manifest_id"]}
    retired = api("dochub_admin", admin).post("/rpc/retire_manifest", json=named)
    assert (retired.status_code, retired.json()["ok"]) == (200, True)


def test_refusals_of_the_publisher_have_their_statuses(api: Any, sql: Any) -> None:
    service = api("service_role")

    def publish(content: Any, **options: Any) -> tuple[int, str]:
        arguments = {"p_name": "a.json", "p_content": content, "p_options": options}
        response = service.post("/rpc/publish_manifest", json=arguments)
        return response.status_code, response.json().get("code")

    assert publish({"price": 9.99}) == (422, "unsupported_number")
    assert publish({}, cohorts=[{"slug": "nowhere"}]) == (422, "unknown_cohort")
    assert publish(None)[0] == 400
    assert publish("x" * 1_048_577)[0] == 400
    assert service.post("/rpc/retire_manifest", json={"p_manifest_id": str(uuid4())}).status_code == 404
    assert service.post("/rpc/retire_manifest", json={"p_manifest_id": "x"}).status_code == 400
    assert service.get("/rpc/publish_manifest", params={"p_name": "a.json", "p_content": "{}"}).status_code == 405
    assert service.get("/rpc/retire_manifest", params={"p_manifest_id": str(uuid4())}).status_code == 405


def test_the_hash_is_what_the_app_computes(api: Any, sql: Any) -> None:
    """Canonical text: keys by UTF-8 length, then bytes; a space after each colon and comma."""
    text = 'ü\n\t"\\/ \x01 🌙'
    content = {"zz": [1, True, None, text], "b": {}, "é": -9007199254740991, "a": [], "ab": {"y": 0, "x": "1.5"}}

    def canonical(value: Any) -> Any:
        if isinstance(value, dict):
            ordered = sorted(value, key=lambda k: (len(k.encode()), k.encode()))
            return {k: canonical(value[k]) for k in ordered}
        return [canonical(v) for v in value] if isinstance(value, list) else value

    expected = hashlib.sha256(json.dumps(canonical(content), ensure_ascii=False).encode()).hexdigest()
    published = api("service_role").post("/rpc/publish_manifest", json={"p_name": "hash.json", "p_content": content})
    assert published.json()["sha256"] == expected
    [file] = post(api("authenticated", uuid4())).json()["changed"]
    assert file["sha256"] == expected
    received = hashlib.sha256(json.dumps(canonical(file["content"]), ensure_ascii=False).encode()).hexdigest()
    assert received == expected
