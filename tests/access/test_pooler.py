"""PgBouncer in transaction mode in front of real PostgREST: connections are shared, and nothing else is."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from dochub import postgrest, server
from dochub.token import token
from pooler import pgbouncer

CLIENTS, REQUESTS, CONNECTIONS = 12, 20, 2


@pytest.mark.slow
@pytest.mark.skipif(not Path("/usr/sbin/pgbouncer").exists(), reason="no pgbouncer: `make deps` installs it")
def test_clients_share_connections_and_nothing_else(cluster: server.Server, dsn: str) -> None:
    """2 Roles: no role, claim or setting of one client is seen by another; every answer is its caller's own."""
    users = [uuid4() for _ in range(CLIENTS)]
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.cursor().executemany(
            "insert into public.user_profile (user_id, display_name) values (%s, %s)", [(u, str(u)) for u in users]
        )
        conn.execute(
            "insert into public.courses (course_code, title, price_micros, currency, status) values ('calm', 'Calm', 0, 'EUR', 'published')"
        )
        with (
            pgbouncer(cluster, conn.info.dbname, connections=CONNECTIONS) as pooled,
            postgrest.serve(pooled, pool=CLIENTS, pooled=True) as api,
        ):

            def ask(number: int) -> int:
                """As a user, by table and by function, and between them as nobody and as the service."""
                user = users[number]
                own = {"Authorization": f"Bearer {token(api.secret, 'authenticated', sub=str(user))}"}
                service = {"Authorization": f"Bearer {token(api.secret, 'service_role')}"}
                with httpx.Client(base_url=api.url, timeout=30) as http:
                    for n in range(REQUESTS):
                        assert http.get("/user_profile?select=display_name", headers=own).json() == [
                            {"display_name": str(user)}
                        ]
                        key = {"p_amount": 1, "p_idempotency_key": f"key-{user}-{n}", "p_reason": "a call"}
                        spent = http.post("/rpc/deduct_credits", headers=own, json=key)
                        assert spent.status_code == (200 if n < 3 else 402), spent.text
                        assert http.get("/user_profile").status_code == 401
                        assert http.get("/courses?select=course_code").json() == [{"course_code": "calm"}]
                        assert len(http.get("/user_profile?select=user_id", headers=service).json()) == CLIENTS
                        with psycopg.connect(pooled, prepare_threshold=None) as other:
                            seen = other.execute(
                                "select current_user, current_setting('request.jwt.claims', true), current_setting('role'),"
                                " current_setting('search_path')"
                            ).fetchone()
                            assert seen in {
                                ("authenticator", claims, "none", '"$user", public') for claims in (None, "")
                            }, seen
                return number

            with ThreadPoolExecutor(CLIENTS) as pool:
                assert sorted(pool.map(ask, range(CLIENTS))) == list(range(CLIENTS))
            shared = conn.execute("select count(*) from pg_stat_activity where usename = 'authenticator'").fetchone()
            assert shared is not None
            assert 0 < shared[0] <= CONNECTIONS
        [(spent,)] = conn.execute("select count(*) from private.credit_ledger where kind = 'spend'")
        assert spent == 3 * CLIENTS
