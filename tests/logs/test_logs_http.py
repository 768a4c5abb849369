"""4.9 through real PostgREST: who may call, every status, and what clients cannot see or undo."""

from typing import Any
from uuid import uuid4

import psycopg

KEYS = {"ok", "accepted", "dropped", "duplicates", "retry_after", "dropped_events"}


def send(client: Any, *events: Any, query: str = "") -> Any:
    return client.post(f"/rpc/log_events{query}", json={"p_events": list(events)})


def logged(postgrest: Any, session: str) -> list[Any]:
    with psycopg.connect(postgrest.dsn, autocommit=True) as db:
        query = "select user_id, role, message from public.app_logs where session_id = %s order by message"
        return db.execute(query, [session]).fetchall()


def test_visitors_and_users_log(api: Any, postgrest: Any) -> None:
    """4.9.1, 4.9.2: with a token and without; the server says who it was."""
    user, session = uuid4(), f"s-{uuid4()}"
    event = {"message": "m", "session_id": session, "user_id": str(uuid4()), "role": "service_role"}
    for client in (api(), api("authenticated", user)):
        response = send(client, event | {"event_id": str(uuid4())})
        assert (response.status_code, response.json().keys()) == (200, KEYS), response.text
        assert response.json() | {"accepted": 1, "retry_after": 0} == response.json()
    assert sorted(logged(postgrest, session), key=str) == sorted(
        [(None, "anon", "m"), (user, "authenticated", "m")], key=str
    )
    for client in (api(), api("authenticated", user)):
        assert client.get("/app_logs").status_code in (401, 403), "nothing can be read back"
        assert client.post("/app_logs", json={"role": "x", "kind": "log", "level": "info"}).status_code in (401, 403)
    everything = api("service_role").get("/app_logs", params={"session_id": f"eq.{session}"}).json()
    assert len(everything) == 2


def test_a_lost_answer_is_asked_for_again(api: Any, postgrest: Any) -> None:
    """4.9.2: the same call again stores nothing twice."""
    client, session = api("authenticated", uuid4()), f"s-{uuid4()}"
    events = [{"event_id": str(uuid4()), "session_id": session, "message": str(n)} for n in range(5)]
    first, second = send(client, *events), send(client, *events)
    assert (first.json()["accepted"], first.json()["duplicates"]) == (5, 0)
    assert (second.status_code, second.json()["accepted"], second.json()["duplicates"]) == (200, 0, 5)
    assert len(logged(postgrest, session)) == 5


def test_the_statuses(api: Any, postgrest: Any) -> None:
    """4.9.1: 200 whatever the events say, 400 for no array, 405 for GET, 413, 429; the counters commit."""
    client = api("authenticated", uuid4())
    assert send(client, 1, "x", {"level": "loud"}).status_code == 200
    assert send(client).json()["accepted"] == 0
    for bad in ({"a": 1}, "x", None, 7):
        assert client.post("/rpc/log_events", json={"p_events": bad}).status_code == 400, bad
    assert client.get("/rpc/log_events", params={"p_events": "[]"}).status_code == 405
    for query in ["?pgrst_scalar->>code=eq.x", "?select=ok", "?order=pgrst_scalar"]:
        assert send(client, {}, query=query).status_code == 400
    assert send(client, *[{}] * 50).status_code == 200
    for events in ([{}] * 51, [{"message": "x" * 205_000}], [{"context": 10**90}] * 1 + [{"message": "y" * 204_800}]):
        refused = send(client, *events)
        assert (refused.status_code, refused.json()["code"]) == (413, "payload_too_large")
        assert KEYS - {"dropped_events"} <= refused.json().keys()
    raw = '{"p_events": [{"context": 1e100000}]}'
    assert client.post("/rpc/log_events", content=raw, headers={"Content-Type": "application/json"}).status_code == 413
    statuses = [send(client, *[{}] * 50).status_code for _ in range(21)]
    assert set(statuses) == {200, 429}
    throttled = send(client, {}, {})
    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_events")
    assert throttled.json().keys() >= KEYS
    assert (throttled.json()["accepted"], throttled.json()["dropped"]) == (0, 2)
    assert int(throttled.headers["Retry-After"]) == throttled.json()["retry_after"] > 0
    assert send(client, {"kind": "feedback", "message": "I like it"}).json()["accepted"] == 1, "a quota of its own"
    assert send(api("authenticated", uuid4()), {}).status_code == 200, "another user's is another"


def test_deep_json_fails_nothing_else(api: Any, postgrest: Any) -> None:
    """4.9.1: as deep as the server's own JSON parser goes; what it takes is stored, and the next event too."""
    client, session = api(), f"s-{uuid4()}"
    for depth in (100, 1000, 5000, 90_000):
        body = f'{{"p_events": [{{"context": {"[" * depth}{"]" * depth}}}, {{"session_id": "{session}"}}]}}'
        response = client.post("/rpc/log_events", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (200, 413, 400), (depth, response.text)
        assert depth > 5000 or response.json()["accepted"] == 2
    assert len(logged(postgrest, session)) == 3


def test_an_erased_user(api: Any, postgrest: Any) -> None:
    user, session = uuid4(), f"s-{uuid4()}"
    client = api("authenticated", user)
    assert send(client, {"session_id": session}).status_code == 200
    with psycopg.connect(postgrest.dsn, autocommit=True) as db:
        db.execute("update public.user_profile set erased_at = now() where user_id = %s", [user])
    assert send(client, {"session_id": session}).status_code == 403
    assert len(logged(postgrest, session)) == 1


def test_log_server_event_is_the_services(api: Any, postgrest: Any) -> None:
    path, body = "/rpc/log_server_event", {"p_event": {"function_name": "f", "message": "Bearer abcdefghijkl"}}
    assert api().post(path, json=body).status_code == 401
    for role in ("authenticated", "dochub_admin"):
        assert api(role, uuid4()).post(path, json=body).status_code == 403
    service = api("service_role")
    assert (service.post(path, json=body).status_code, service.post(path, json={"p_event": {}}).status_code) == (
        200,
        400,
    )
    assert service.post(path, json={"p_event": {"function_name": "f", "message": "x" * 205_000}}).status_code == 413
    assert service.get(path, params={"p_event": "{}"}).status_code == 405
    [row] = service.get("/server_logs", params={"function_name": "eq.f"}).json()
    assert row["message"] == "Bearer [redacted token]"


def test_maintenance_is_not_served(api: Any, postgrest: Any) -> None:
    """4.9.3: no client reaches the functions that build SQL."""
    for function in ("run_maintenance", "ensure_log_partitions", "drop_expired_logs"):
        assert api("service_role").post(f"/rpc/{function}", json={}).status_code == 404
        assert api().post(f"/rpc/{function}", json={}).status_code == 404
