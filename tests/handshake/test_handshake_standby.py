"""4.6.6: handshake on a real standby, which cannot write at all."""

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
