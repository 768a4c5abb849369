"""Crashes in the middle of 20 clients' spends, holds, purchases and events: nothing acknowledged is lost, nothing counts twice.

Each client makes calls with known keys from a process of five and writes down (in a file) each answer it was given. After the
crash every call is made again with its key: what was acknowledged must come back as a replay of the same answer.
DOCHUB_LONG=1 crashes many more times.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dochub import deploy, server

CLIENTS, USERS, CALLS = 20, 5, 60
CRASHES = ["client", "backend", "server"]
ROUNDS = 20 if os.environ.get("DOCHUB_LONG") == "1" else 2

# Five clients: argv is the conninfo, the number of the first, their users, and how many calls each makes.
PROCESS = """
import json, sys, threading, time
import psycopg
dsn, first, users, calls = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4])
lock = threading.Lock()
def client(number):
    conn = None
    for n in range(calls):
        user, name = users[(number + n) % len(users)], f"client-{number:04}-call-{n:03}"
        receipt = {"store": "apple", "environment": "production", "transaction_id": name}
        todo = [[
            ("select public.deduct_credits(%s, %s, null, %s)", [1 + n % 2, name, user]),
            ("select public.record_credit_purchase(%s, %s)", [user, json.dumps(receipt | {"product_id": "dochub.credits.10"})]),
            ("select public.reserve_credits(%s, %s, '1 day', null, %s)", [4, name, user]),
            ("select public.apply_store_event(%s)", [json.dumps({
                "store": "google", "environment": "production", "notification_id": name, "type": "renewed",
                "occurred_at": f"2026-01-01T00:00:{n % 60:02}Z", "user_id": user,
                "transaction": {"transaction_id": name, "original_transaction_id": user, "product_id": "dochub.premium.monthly",
                                "purchased_at": "2026-01-01T00:00:00Z", "expires_at": "2126-01-01T00:00:00Z"}})]),
        ][n % 4]]
        while todo:
            query, values = todo.pop(0)
            try:
                if conn is None:
                    conn = psycopg.connect(dsn, autocommit=True)
                    conn.execute("set role service_role")
                answer = conn.execute(query, values).fetchone()[0]
            except psycopg.OperationalError:
                # Not acknowledged. A real client asks again with the same key; this one leaves that to the test.
                conn = None
                time.sleep(0.1)
                break
            with lock:
                sys.stdout.write(json.dumps([name, query, values, answer]) + "\\n")
                sys.stdout.flush()
            if answer["ok"] and "reserve" in query and n % 2:
                todo.append(("select public.commit_credits(%s, %s, %s)", [answer["hold_id"], 2, user]))
            elif answer["ok"] and "purchase(" in query and "record" in query and n % 8 == 1:
                refund = receipt | {"notification_id": name, "kind": "refund", "percentage": 50}
                todo.append(("select public.refund_credit_purchase(%s)", [json.dumps(refund)]))
for number in range(first, first + 5):
    threading.Thread(target=client, args=[number]).start()
"""

SUMS = """
  select u.user_id::text,
         (u.weekly_used, u.bank, u.held, u.debt, u.last_entry_no)::text,
         (select (coalesce(sum(l.weekly_used), 0), coalesce(sum(l.bank), 0), coalesce(sum(l.held), 0), coalesce(sum(l.debt), 0), count(*))::text
            from private.credit_ledger as l where l.user_id = u.user_id),
         (select coalesce(sum(h.amount), 0) from private.credit_holds as h where h.user_id = u.user_id and h.status = 'held') = u.held,
         (select count(*) = coalesce(max(l.entry_no), 0) from private.credit_ledger as l where l.user_id = u.user_id),
         (select coalesce(sum(p.credits - p.refunded_credits), 0) from public.ai_credit_purchases as p where p.user_id = u.user_id)
           = (select coalesce(sum(l.bank - l.debt), 0) from private.credit_ledger as l where l.user_id = u.user_id and l.kind in ('purchase', 'refund'))
    from public.ai_usage as u order by 1
"""


@pytest.fixture(scope="module")
def durable(programs: Path) -> Iterator[tuple[server.Server, str]]:
    with server.throwaway(programs, durable=True) as running:
        server.create_database(running.dsn(), "dochub")
        deploy.deploy(running.dsn("dochub"), verify=False)
        yield running, running.dsn("dochub")


@pytest.fixture
def users(durable: tuple[server.Server, str]) -> list[str]:
    users = [str(uuid4()) for _ in range(USERS)]
    with psycopg.connect(durable[1]) as conn:
        for user in users:
            conn.execute("insert into public.user_profile (user_id) values (%s)", [user])
            conn.execute("select private.ensure_user(%s, now())", [user])
    return users


class Clients:
    """The processes and what they were told."""

    def __init__(self, dsn: str, users: list[str], offset: int) -> None:
        self.processes = []
        for number in range(offset, offset + CLIENTS, 5):
            command = [sys.executable, "-c", PROCESS, dsn, str(number), json.dumps(users), str(CALLS)]
            # A file, not a pipe: what was acknowledged must not wait for a reader.
            out = tempfile.TemporaryFile("w+")  # noqa: SIM115
            self.processes.append((subprocess.Popen(command, stdout=out), out))

    def wait_until_busy(self) -> None:
        """Until some hundred calls are answered."""
        for _ in range(1200):
            if sum(os.fstat(out.fileno()).st_size for _, out in self.processes) > 40_000:
                return
            time.sleep(0.05)
        raise AssertionError("the clients do nothing")

    def acknowledged(self) -> list[Any]:
        """What they wrote, to the last whole line."""
        told = []
        for process, out in self.processes:
            process.wait(timeout=240)
            out.seek(0)
            told += [json.loads(line) for line in out if line.endswith("\n")]
            out.close()
        return told


def check(dsn: str, told: list[Any]) -> None:
    assert len(told) > 50, "nothing was going on"
    with psycopg.connect(dsn, autocommit=True) as conn:
        assert_sums(conn)
        before = conn.execute(SUMS).fetchall()
        # Everything acknowledged is there: the same call gets the same answer, and nothing moves.
        conn.execute("set role service_role")
        for name, query, values, answer in told:
            again = conn.execute(query, values).fetchone()[0]
            if "store_event" in query:
                assert (answer["ok"], again["disposition"]) == (True, "duplicate"), name
            elif answer["ok"]:
                ignored = {"replayed"} | ({"balance"} if "refund" in query else set())
                assert again["replayed"], name
                assert {k: v for k, v in again.items() if k not in ignored} == {
                    k: v for k, v in answer.items() if k not in ignored
                }
            else:
                assert again == answer, name
        conn.execute("reset role")
        assert conn.execute(SUMS).fetchall() == before
        events = {name for name, query, _, _ in told if "store_event" in query}
        bound = {name for (name,) in conn.execute("select notification_id from public.subscription_events")}
        inbox = {name for (name,) in conn.execute("select notification_id from private.store_inbox")}
        assert events <= bound == inbox, "each event is bound once, with its inbox row or not at all"
        spent = {(n, v[-1]): v[0] for n, q, v, a in told if a["ok"] and "deduct" in q}
        ledger = conn.execute(
            "select coalesce(sum(weekly_used - promotional - bank), 0) from private.credit_ledger where kind = 'spend'"
        ).fetchone()[0]
        kept = conn.execute(
            "select coalesce(sum(weekly_used - promotional - bank), 0) from private.credit_ledger where kind = 'spend' and key_sha256 is not null"
        ).fetchone()[0]
        assert ledger == kept >= sum(spent.values()), "each spend counts once, and none is without its key"


def assert_sums(conn: psycopg.Connection[Any]) -> None:
    for _, balances, sums, held, numbered, bought in conn.execute(SUMS).fetchall():
        assert balances == sums
        assert (held, numbered, bought) == (True, True, True)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("crash", CRASHES)
def test_nothing_is_lost_or_counted_twice(durable: tuple[server.Server, str], users: list[str], crash: str) -> None:
    running, dsn = durable
    dice = random.Random(crash)
    told: list[Any] = []
    for number in range(ROUNDS):
        clients = Clients(dsn, users, 1000 * CRASHES.index(crash) + CLIENTS * number)
        clients.wait_until_busy()
        if crash == "client":
            for process, _ in clients.processes:
                process.kill()
                time.sleep(dice.uniform(0, 0.02))
        elif crash == "backend":
            with psycopg.connect(dsn, autocommit=True) as conn:
                for _ in range(25):
                    conn.execute(
                        """select pg_terminate_backend(a.pid) from pg_stat_activity as a
                            where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
                            order by random() limit 3"""
                    )
                    time.sleep(dice.uniform(0, 0.05))
        else:
            time.sleep(dice.uniform(0, 0.2))
            server.stop(running, "immediate")
            server.start(running)
        told += clients.acknowledged()
    wait_until_alone(dsn)
    check(dsn, told)


def wait_until_alone(dsn: str) -> None:
    """A backend whose client was killed may still be at its last call."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        for _ in range(200):
            others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
            if conn.execute(others).fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("somebody is still connected")
