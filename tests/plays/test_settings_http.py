"""4.8.2: the app keeps its course settings by direct upsert through PostgREST."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

UPSERT = {"on_conflict": "user_id,course_code,custom_course_id"}
RETURNS = ["minimal", "representation", "headers-only"]


@pytest.fixture
def people(postgrest: Any) -> tuple[UUID, UUID, UUID, UUID]:
    """Two users, each with a custom course; a course in the catalog."""
    users, customs = [uuid4(), uuid4()], [uuid4(), uuid4()]
    with psycopg.connect(postgrest.dsn, autocommit=True) as db:
        db.execute(
            """insert into public.courses (course_code, title, price_micros, currency, status)
               values ('calm', 'Calm', 0, 'USD', 'published') on conflict do nothing"""
        )
        for user, custom in zip(users, customs, strict=True):
            db.execute("insert into public.user_profile (user_id) values (%s)", [user])
            db.execute(
                """insert into public.custom_courses (user_id, custom_course_id, title, course, sha256)
                   values (%s, %s, 'Own', '{}', repeat('0', 64))""",
                [user, custom],
            )
    return users[0], users[1], customs[0], customs[1]


def upsert(client: Any, returns: str, *rows: dict[str, Any]) -> Any:
    headers = {"Prefer": f"resolution=merge-duplicates, return={returns}"}
    return client.post("/analytics", params=UPSERT, json=rows[0] if len(rows) == 1 else rows, headers=headers)


@pytest.mark.parametrize("returns", RETURNS)
def test_settings_are_kept_by_upsert(api: Any, people: tuple[UUID, ...], returns: str) -> None:
    """4.8.2: on user and course code, and on user and custom course; again changes the row."""
    ada, ben, custom, _ = people
    client, other = api("authenticated", ada), api("authenticated", ben)
    assert upsert(other, returns, {"course_code": "calm", "voice": "ben"}).status_code == 201
    for key in ({"course_code": "calm"}, {"custom_course_id": str(custom)}):
        first = upsert(client, returns, key | {"voice": "anna", "induction": "stairs"})
        assert first.status_code == 201, first.text
        second = upsert(client, returns, key | {"voice": "otto", "background": "rain"})
        assert second.status_code in (200, 201), second.text
        if returns == "representation":
            [row] = second.json()
            assert (row["voice"], row["induction"], row["background"]) == ("otto", "stairs", "rain")
            assert (row["user_id"], row["analytics_id"]) == (str(ada), first.json()[0]["analytics_id"])
        else:
            assert second.text == ""
    rows = client.get("/analytics", params={"select": "course_code,custom_course_id,voice,background"}).json()
    assert sorted(rows, key=str) == sorted(
        [
            {"course_code": "calm", "custom_course_id": None, "voice": "otto", "background": "rain"},
            {"course_code": None, "custom_course_id": str(custom), "voice": "otto", "background": "rain"},
        ],
        key=str,
    )
    assert [r["voice"] for r in other.get("/analytics").json()] == ["ben"], "the other user's row is as it was"


@pytest.mark.parametrize("returns", RETURNS)
def test_several_at_once(api: Any, people: tuple[UUID, ...], returns: str) -> None:
    """4.8.2: a batch after some time offline."""
    ada, _, custom, _ = people
    client = api("authenticated", ada)
    rows = [
        {"course_code": "calm", "custom_course_id": None, "voice": "a"},
        {"course_code": None, "custom_course_id": str(custom), "voice": "b"},
    ]
    for _ in range(2):
        assert upsert(client, returns, *rows).status_code in (200, 201)
    assert sorted(r["voice"] for r in client.get("/analytics").json()) == ["a", "b"]


@pytest.mark.parametrize("returns", RETURNS)
def test_foreign_rows_are_out_of_reach(api: Any, people: tuple[UUID, ...], postgrest: Any, returns: str) -> None:
    """4.8.2: no upsert, update or delete reaches another user's settings, and none tells whether they are there."""
    ada, ben, _, bens_course = people
    client, other = api("authenticated", ada), api("authenticated", ben)
    assert upsert(other, "minimal", {"course_code": "calm", "voice": "ben"}).status_code == 201
    for row in (
        {"user_id": str(ben), "course_code": "calm", "voice": "stolen"},
        {"user_id": str(ben), "custom_course_id": str(bens_course), "voice": "stolen"},
    ):
        assert upsert(client, returns, row).status_code == 403, row
    assert upsert(client, returns, {"custom_course_id": str(bens_course), "voice": "x"}).status_code == 409
    headers = {"Prefer": f"return={returns}"}
    own = {"user_id": f"eq.{ben}"}
    assert client.patch("/analytics", params=own, json={"voice": "stolen"}, headers=headers).status_code in (200, 204)
    assert client.delete("/analytics", params=own, headers=headers).status_code in (200, 204)
    assert client.get("/analytics").json() == []
    with psycopg.connect(postgrest.dsn, autocommit=True) as db:
        rows = db.execute("select voice from public.analytics where user_id = %s", [ben]).fetchall()
    assert rows == [("ben",)]


def test_who_may_not(api: Any, people: tuple[UUID, ...]) -> None:
    """4.8.2: visitors have no settings; administrators and the service read them only."""
    assert upsert(api(), "minimal", {"course_code": "calm", "voice": "x"}).status_code == 401
    for role in ("dochub_admin", "service_role"):
        client = api(role, people[0])
        assert upsert(client, "minimal", {"course_code": "calm", "voice": "x"}).status_code == 403, role
    user = api("authenticated", people[0])
    assert upsert(user, "minimal", {"course_code": "calm", "voice": "x" * 101}).status_code == 400
    assert upsert(user, "minimal", {"voice": "x"}).status_code == 400
    assert upsert(user, "minimal", {"course_code": "none", "voice": "x"}).status_code == 409
