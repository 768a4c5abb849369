"""Through PostgREST a role's requests end at its time-outs, and an answer has at most db-max-rows rows."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from dochub import access, paths

Client = Callable[..., httpx.Client]

NAP = """
  create function public.nap(p_seconds double precision) returns text language plpgsql volatile
  as 'begin perform pg_catalog.pg_sleep(p_seconds); return current_user; end';
  grant execute on function public.nap to anon, authenticated, service_role;
  notify pgrst, 'reload schema'
"""


@pytest.fixture
def owner(postgrest: Any) -> Any:
    """A superuser's connection to the database that PostgREST serves."""
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        yield conn


def test_a_slow_statement_is_cut_at_the_time_out_of_its_role(owner: Any, api: Client) -> None:
    owner.execute(NAP)
    deadline = time.monotonic() + 10
    while api("service_role").post("/rpc/nap", json={"p_seconds": 0}).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    def nap(client: httpx.Client, seconds: float) -> tuple[httpx.Response, float]:
        return client.post("/rpc/nap", json={"p_seconds": seconds})

    clients = [api(), api("authenticated", uuid4()), api("service_role")]
    with ThreadPoolExecutor(3) as pool:
        anon, user, service = pool.map(nap, clients, [30, 4, 6])
    assert (anon.status_code, anon.json()["code"]) == (500, "57014")
    assert (user.status_code, user.json()) == (200, "authenticated")  # longer than anon may take
    assert (service.status_code, service.json()) == (200, "service_role")  # longer than a user's 5 s


def test_a_request_does_not_wait_long_for_a_lock(owner: Any, api: Client) -> None:
    client = api()
    with owner.transaction():
        owner.execute("lock table public.courses in access exclusive mode")
        response = client.get("/courses")  # 57014 would be the statement's time-out, 3 s
    assert response.json()["code"] == "55P03"
    assert response.status_code == 500
    assert client.get("/courses").status_code == 200


def test_an_answer_has_at_most_a_thousand_rows_however_it_is_asked_for(owner: Any, api: Client) -> None:
    owner.execute(
        "insert into public.courses (course_code, title, price_micros, currency, status)"
        " select 'many-' || n, 'Many', 0, 'EUR', 'published' from generate_series(1, 1100) as n"
    )
    user = uuid4()
    with owner.transaction():
        owner.execute("insert into public.user_profile (user_id) values (%s)", [user])
        owner.execute(
            "insert into public.analytics (user_id, course_code) select %s, course_code from public.courses", [user]
        )
    for role, path in [(None, "/courses"), ("service_role", "/courses"), ("authenticated", "/analytics")]:
        client = api(role, user)
        for request in (path, f"{path}?limit=5000", f"{path}?limit=1100&offset=0"):
            assert len(client.get(request).json()) == 1000
        ranged = client.get(path, headers={"Range-Unit": "items", "Range": "0-4999", "Prefer": "count=exact"})
        assert len(ranged.json()) == 1000
        assert ranged.headers["Content-Range"] == "0-999/1100"
    embedded = api("service_role").get(
        "/user_profile", params={"select": "analytics(course_code)", "user_id": f"eq.{user}"}
    )
    assert len(embedded.json()[0]["analytics"]) == 1000


def test_roles_have_the_time_outs_of_the_contract_where_they_log_in_too(owner: Any, postgrest: Any) -> None:
    found = owner.execute(
        "select rolname, split_part(s, '=', 1), split_part(s, '=', 2) from pg_roles, unnest(rolconfig) as s"
    ).fetchall()
    agreed = access.contract(paths.root()).timeouts
    assert set(found) == {(role, name, value) for role, of in agreed.items() for name, value in of.items()}
    with psycopg.connect(psycopg.conninfo.make_conninfo(postgrest.dsn, user="authenticator")) as conn:
        assert conn.execute("show idle_in_transaction_session_timeout").fetchone() == ("10s",)
