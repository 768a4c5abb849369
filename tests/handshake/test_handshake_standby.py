"""4.6.6: handshake on a real standby, which cannot write at all."""

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from dochub import deploy, server


@pytest.mark.slow
def test_a_standby_serves_the_cache_and_computes_what_it_has_not(programs: Path, as_user: Any) -> None:
    known, stranger = uuid4(), uuid4()

    def handshake(conn: Any, user: Any, **request: Any) -> Any:
        with as_user(conn, user):
            return conn.execute("select public.handshake(%s)", [Jsonb(request)]).fetchone()[0]

    with server.throwaway(programs) as running:
        deploy.deploy(running.dsn(), verify=False)
        with psycopg.connect(running.dsn(), autocommit=True) as primary:
            primary.execute("select public.publish_manifest('shop.json', '{\"v\": 1}')")
            first = handshake(primary, known, platform="ios")
            primary.execute("""update public.cached_handshake_responses set body = body || '{"courses": ["cached"]}'""")
        server.stop(running)
        (running.home / "data" / "standby.signal").touch()
        server.start(running)
        with psycopg.connect(running.dsn(), autocommit=True) as standby:
            assert standby.execute("select pg_is_in_recovery()").fetchone() == (True,)
            assert "entitlements" not in handshake(standby, known, platform="ios", cookie=first["cookie"])
            assert handshake(standby, known, platform="ios")["courses"] == ["cached"], "the cached row is there"
            for user, request in [(known, {"platform": "web"}), (stranger, {})]:
                answer = handshake(standby, user, **request)
                assert [c["content"] for c in answer["changed"]] == [{"v": 1}]
                assert answer["credits"]["available"] == 3


@pytest.mark.slow
def test_a_standby_that_lags_behind_the_cookie_says_so(programs: Path, as_user: Any) -> None:
    """503 `replica_behind` with Retry-After until it has caught up: never an older set than the phone has."""
    user, other = uuid4(), uuid4()

    def handshake(conn: Any, sub: Any, cookie: str | None) -> Any:
        with as_user(conn, sub):
            return conn.execute(
                "select public.handshake(%s), current_setting('response.status', true), current_setting('response.headers', true)",
                [Jsonb({"cookie": cookie})],
            ).fetchone()

    with server.throwaway(programs) as running:
        deploy.deploy(running.dsn(), verify=False)
        with psycopg.connect(running.dsn(), autocommit=True) as primary:
            primary.execute("select public.publish_manifest('shop.json', '{\"v\": 1}')")
            before = handshake(primary, user, None)[0]["cookie"]
            with server.standby(running) as replica, psycopg.connect(replica.dsn(), autocommit=True) as standby:
                assert "entitlements" not in handshake(standby, user, before)[0]
                standby.execute("select pg_wal_replay_pause()")
                primary.execute("select public.publish_manifest('shop.json', '{\"v\": 2}')")
                newest = handshake(primary, user, before)[0]
                assert [c["content"] for c in newest["changed"]] == [{"v": 2}]

                refused, status, headers = handshake(standby, user, newest["cookie"])
                assert (refused["code"], status) == ("replica_behind", "503")
                assert (json.loads(refused["details"]), json.loads(headers)) == (
                    {"retry_after": 1},
                    [{"Retry-After": "1"}],
                )
                for part in (1, 2, 3, 4):  # the generations: content, cohort, user, schema
                    numbers = before.split(".")
                    numbers[part] = str(int(numbers[part]) + 1)
                    assert handshake(standby, user, ".".join(numbers))[0]["code"] == "replica_behind"
                assert "entitlements" not in handshake(standby, user, before)[0], "who has no more is served"
                assert handshake(standby, other, newest["cookie"])[0]["reset"], "another user's cookie is none"

                standby.execute("select pg_wal_replay_resume()")
                [(wanted,)] = primary.execute("select pg_current_wal_insert_lsn()")
                for _ in range(200):
                    [(caught_up,)] = standby.execute("select pg_last_wal_replay_lsn() >= %s::pg_lsn", [wanted])
                    if caught_up:
                        break
                    time.sleep(0.05)
                assert handshake(standby, user, newest["cookie"])[0]["changed"] == []
