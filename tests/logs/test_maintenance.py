"""4.9.3: log partitions are made, filled and dropped, beside writers, and everything else that run_maintenance tidies."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from dochub import server

Conn = psycopg.Connection[Any]
PARENTS = ["app_logs", "server_logs"]
# A Wednesday.
AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
LOCK = "lock table only public.app_logs, only public.server_logs in access exclusive mode"


def partitions(db: Conn, parent: str = "app_logs") -> dict[str, tuple[datetime, datetime]]:
    # As numbers: a session of a test may write dates in its own way.
    query = """select partition::text, extract(epoch from starts_at)::float, extract(epoch from ends_at)::float
                 from private.log_partitions(%s) order by starts_at"""
    rows = db.execute(query, [f"public.{parent}"])
    return {n: (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for n, start, end in rows}


def make(db: Conn, ahead: str = "14 days", at: datetime = AT) -> dict[str, Any]:
    db.execute("set role dochub_owner")
    try:
        return db.execute("select private.make_log_partitions(%s, %s)", [ahead, at]).fetchone()[0]
    finally:
        db.execute("reset role")


def drop(db: Conn, before: datetime) -> dict[str, Any]:
    db.execute("set role dochub_owner")
    try:
        return db.execute("select private.drop_logs(%s, %s)", [before, before]).fetchone()[0]
    finally:
        db.execute("reset role")


def log(db: Conn, at: datetime, message: str = "m", parent: str = "app_logs") -> None:
    columns = "role, kind" if parent == "app_logs" else "function_name"
    values = "'anon', 'log'" if parent == "app_logs" else "'f'"
    db.execute(
        f"insert into public.{parent} (received_at, level, message, {columns}) values (%s, 'info', %s, {values})",
        [at, message],
    )


def messages(db: Conn, partition: str = "public.app_logs") -> list[str]:
    return [m for (m,) in db.execute(f"select message from {partition} order by message")]


def warnings(db: Conn) -> list[Any]:
    return db.execute(
        "select context from public.server_logs where function_name = 'ensure_log_partitions' and level = 'warning'"
    ).fetchall()


def test_deploy_makes_only_the_default_partition(db: Conn) -> None:
    """4.9.3"""
    for parent in PARENTS:
        assert partitions(db, parent) == {}
        [(default,)] = db.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass", [parent]
        )
        assert default == f"private.{parent}_default"


@pytest.mark.parametrize(
    "session",
    [
        "set timezone = 'Asia/Tokyo'",
        "set datestyle = 'German, DMY'",
        "set timezone = 'America/St_Johns'; set datestyle = 'SQL, MDY'",
    ],
)
def test_weeks_are_made_ahead(db: Conn, session: str) -> None:
    """4.9.3: the present week to now + p_ahead, Mondays in UTC whatever the session's settings; again makes none."""
    db.execute(session)
    made = make(db)
    mondays = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=7 * n) for n in range(3)]
    for parent in PARENTS:
        expected = {f"private.{parent}_p{m:%Y%m%d}": (m, m + timedelta(days=7)) for m in mondays}
        assert partitions(db, parent) == expected
    assert made["ok"]
    assert len(made["made"]) == 6
    assert make(db) == made | {"made": []}
    assert len(make(db, at=AT + timedelta(days=7))["made"]) == 2
    assert warnings(db) == []
    for moment in (mondays[0], mondays[1] - timedelta(microseconds=1)):
        log(db, moment)
    assert len(messages(db, "private.app_logs_p20260302")) == 2
    log(db, mondays[0] - timedelta(microseconds=1), "before")
    assert messages(db, "private.app_logs_default") == ["before"]


def test_rows_of_the_default_partition_move(db: Conn) -> None:
    """4.9.3: rows that came before their partition are in it afterwards; none is lost; a warning says that it was late."""
    for days in (0, 0, 1, -8, -30):
        log(db, AT + timedelta(days=days), f"day {days}")
    log(db, AT, "server", "server_logs")
    before = messages(db)
    made = make(db)
    assert (made["ok"], made["moved"], made["left"]) == (True, 6, 0)
    assert messages(db) == before
    assert messages(db, "private.app_logs_default") == []
    assert messages(db, "private.app_logs_p20260302") == ["day 0", "day 0", "day 1"]
    assert messages(db, "private.app_logs_p20260223") == ["day -8"]
    assert messages(db, "private.app_logs_p20260202") == ["day -30"]
    assert messages(db, "private.server_logs_p20260302")[0:1] == [
        "A default log partition was not empty: no partition was there in time. Run maintenance more often, or further ahead."
    ]
    [(context,)] = warnings(db)
    assert (context["rows"], context["moved"]) == (6, 6)
    make(db)
    assert len(warnings(db)) == 1, "an empty default partition is no reason to warn"


def test_a_large_default_partition_is_left_alone(db: Conn) -> None:
    """4.9.3: moving it would keep writers waiting; a warning says so until somebody raises the setting for a quiet hour."""
    db.execute("update private.settings set log_default_rows = 3")
    for n in range(4):
        log(db, AT, str(n))
    log(db, AT, "server", "server_logs")
    made = make(db)
    assert not made["ok"]
    assert (partitions(db), len(partitions(db, "server_logs"))) == ({}, 3)
    assert len(messages(db)) == 4
    assert len(warnings(db)) == 1
    db.execute("update private.settings set log_default_rows = 4")
    assert make(db)["ok"]
    assert len(messages(db, "private.app_logs_p20260302")) == 4


def test_partitions_made_by_hand_are_respected(db: Conn) -> None:
    """Weeks that another partition covers in part are left to it."""
    db.execute(
        "create table private.app_logs_march partition of public.app_logs for values from ('2026-03-10 00:00Z') to ('2026-04-01 00:00Z')"
    )
    make(db, "40 days")
    assert list(partitions(db)) == [
        "private.app_logs_p20260302", "private.app_logs_march", "private.app_logs_p20260406", "private.app_logs_p20260413",
    ]  # fmt: skip
    log(db, datetime(2026, 3, 9, tzinfo=UTC), "gap")
    made = make(db, "40 days")
    assert (made["ok"], made["left"], messages(db)) == (False, 1, ["gap"])


def test_retention_drops_whole_weeks(db: Conn) -> None:
    """4.9.3: what holds nothing younger; the default partition and event ids row by row; again drops nothing."""
    for days in (-20, -13, -6, 0):
        log(db, AT + timedelta(days=days), f"day {days}")
    make(db)
    log(db, AT + timedelta(days=-40), "default, old")
    log(db, AT + timedelta(days=40), "default, young")
    for n, days in enumerate((-20, 0)):
        db.execute(
            "insert into private.recent_log_events values (gen_random_uuid(), '', sha256(%s), %s)",
            [str(n).encode(), AT + timedelta(days=days)],
        )
    monday = datetime(2026, 2, 23, tzinfo=UTC)
    kept = ["day -6", "day 0", "default, young"]
    dropped = drop(db, monday - timedelta(microseconds=1))
    assert dropped["dropped"] == ["app_logs_p20260209"]
    assert (dropped["ok"], dropped["deleted"], dropped["event_ids"]) == (True, 1, 1)
    assert messages(db) == ["day -13", *kept]
    assert drop(db, monday)["dropped"] == ["app_logs_p20260216"], "to the microsecond"
    assert messages(db) == kept
    assert drop(db, monday) == {"ok": True, "dropped": [], "deleted": 0, "event_ids": 0, "busy": False}


def test_the_public_two(db: Conn) -> None:
    """4.9.3: creation and retention are separate, idempotent, run by hand; bad arguments are refused."""
    log(db, datetime.now(UTC), "now")
    made = db.execute("select private.ensure_log_partitions('14 days')").fetchone()[0]
    assert (made["ok"], made["moved"]) == (True, 1)
    covered = [(s, e) for s, e in partitions(db).values()]
    assert covered[0][0] <= datetime.now(UTC)
    assert covered[-1][1] > datetime.now(UTC) + timedelta(days=14)
    assert all(end == start for (_, end), (start, _) in pairwise(covered))
    assert db.execute("select private.ensure_log_partitions('14 days')").fetchone()[0]["made"] == []
    assert db.execute("select private.drop_expired_logs('90 days')").fetchone()[0]["dropped"] == []
    make(db, "0 days", datetime.now(UTC) - timedelta(days=200))
    assert len(db.execute("select private.drop_expired_logs('90 days')").fetchone()[0]["dropped"]) == 2
    assert messages(db) == ["now"]
    for bad in (
        "ensure_log_partitions(null)",
        "ensure_log_partitions('-1 day')",
        "ensure_log_partitions('400 days')",
        "drop_expired_logs(null)",
        "drop_expired_logs('-1 day')",
    ):
        with pytest.raises(psycopg.Error, match="p_") as refused:
            db.execute(f"select private.{bad}")
        assert refused.value.sqlstate == "PT400"
    db.execute("set default_transaction_read_only = on")
    with pytest.raises(psycopg.Error) as refused:
        db.execute("select private.run_maintenance()")
    assert refused.value.sqlstate == "PT405"


@pytest.fixture
def scheduler(db: Conn) -> Iterator[str]:
    """A role as a scheduler has it: it logs in and is a member of dochub_owner, nothing else. Roles are the cluster's."""
    name = f"scheduler_{uuid4().hex[:8]}"
    db.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        db.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


@pytest.mark.parametrize("inherits", [True, False])
def test_a_member_of_the_owner_runs_it(db: Conn, connect: Any, scheduler: str, inherits: bool) -> None:
    """4.9.3: pg_cron's role is neither superuser nor the owner; what it makes is the owner's."""
    role = sql.Identifier(scheduler)
    conn = connect(user=scheduler)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("select private.run_maintenance()")
    db.execute(sql.SQL("alter role {} {}").format(role, sql.SQL("inherit" if inherits else "noinherit")))
    db.execute(sql.SQL("grant dochub_owner to {}").format(role))
    conn = connect(user=scheduler)
    if not inherits:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("select private.run_maintenance()")
        conn.execute("set role dochub_owner")
    report = conn.execute("select private.run_maintenance()").fetchone()[0]
    assert report["ok"], report
    owners = db.execute(
        "select distinct relowner::regrole::text, relrowsecurity, relforcerowsecurity from pg_class where relispartition and relkind = 'r'"
    ).fetchall()
    assert owners == [("dochub_owner", True, True)]
    assert len(partitions(db)) >= 4
    conn.close()


@pytest.mark.parametrize(
    "lock", ["select * from public.app_logs", "lock table private.server_logs_default in access share mode"]
)
def test_a_reader_keeps_it_off_and_nobody_waits(db: Conn, connect: Any, as_user: Any, lock: str) -> None:
    """4.9.3: a backup or a long report holds the tables: maintenance gives up after a second or two, and says so."""
    reader, runner, writer = connect(autocommit=False), connect(), connect(options="-c statement_timeout=1s")
    reader.execute(lock)
    log(db, datetime.now(UTC))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(runner.execute, "select private.run_maintenance()")
        written = 0
        while not running.done():
            with as_user(writer, role="anon"):
                assert writer.execute("""select public.log_events('[{"message": "w"}]')""").fetchone()[0]["ok"]
            written += 1
        report = running.result().fetchone()[0]
    assert (report["ok"], report["steps"]["ensure_log_partitions"]["busy"]) == (False, True)
    assert written > 5
    assert partitions(db) == {}
    assert report["steps"]["user_throttles"]["ok"], "the other steps are done"
    reader.rollback()
    again = db.execute("select private.run_maintenance()").fetchone()[0]
    assert again["ok"]
    assert len(messages(db)) == written + 1


def test_a_reader_of_one_expired_partition_keeps_that_one(db: Conn, connect: Any) -> None:
    make(db, at=AT - timedelta(days=70))
    reader = connect(autocommit=False)
    reader.execute("lock table private.app_logs_p20251222 in access share mode")
    dropped = drop(db, AT)
    assert (dropped["ok"], dropped["busy"], len(dropped["dropped"])) == (False, True, 5)
    assert list(partitions(db)) == ["private.app_logs_p20251222"]
    reader.rollback()
    assert drop(db, AT)["dropped"] == ["app_logs_p20251222"]


def test_one_maintenance_at_a_time(db: Conn, connect: Any) -> None:
    """4.9.3: the second leaves it to the first, whichever of the three functions it is."""
    first, second = connect(autocommit=False), connect(options="-c statement_timeout=3s")
    assert first.execute("select private.run_maintenance()").fetchone()[0]["ok"]
    for call in ("run_maintenance()", "ensure_log_partitions('100 days')", "drop_expired_logs('1 day')"):
        answer = second.execute(f"select private.{call}").fetchone()[0]
        assert (answer["ok"], answer["busy"]) == (False, True)
    first.commit()
    assert second.execute("select private.run_maintenance()").fetchone()[0]["ok"]


def test_two_hundred_runs_at_once(db: Conn, connect: Any) -> None:
    conns = [connect() for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda n: conns[n % 10].execute("select private.ensure_log_partitions('28 days')").fetchone()[0],
                range(200),
            )
        )
    made = [name for answer in answers for name in answer["made"]]
    assert sorted(made) == sorted(set(made))
    assert len(made) == len(partitions(db)) + len(partitions(db, "server_logs")) > 8


WRITERS, CALLS, EVENTS = 20, 40, 3


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_write_fails_and_none_is_lost(db: Conn, connect: Any, as_user: Any) -> None:
    """4.9.3: 20 writers; beside them partitions are made and dropped in a loop, the writers' own week too.

    The week that the writers write into is taken apart again and again (by the test: its rows go back to the default
    partition), so that every round moves rows while they write.
    """
    db.execute("update private.throttle_limits set attempts = 100000")
    db.execute("update private.settings set log_default_rows = 1000000")
    conns = [connect(options="-c statement_timeout=3s") for _ in range(WRITERS)]
    users = [uuid4() if n % 2 else None for n in range(WRITERS)]
    failures: list[Any] = []
    done = threading.Event()

    def write(n: int) -> int:
        accepted = 0
        for call in range(CALLS):
            events = [{"event_id": f"{n}-{call}-{i}", "message": f"{n}-{call}-{i}"} for i in range(EVENTS)]
            try:
                with as_user(conns[n], users[n], role="authenticated" if users[n] else "anon"):
                    answer = conns[n].execute("select public.log_events(%s)", [json.dumps(events)]).fetchone()[0]
                accepted += answer["accepted"]
                if answer["accepted"] != EVENTS:
                    failures.append(answer)
            except psycopg.Error as error:
                failures.append(error)
        return accepted

    def maintain() -> tuple[int, int, int]:
        made = moved = dropped = 0
        runner, now = connect(), datetime.now(UTC)
        while not done.is_set():
            answer = runner.execute("select private.ensure_log_partitions('14 days')").fetchone()[0]
            made, moved = made + len(answer["made"]), moved + answer["moved"]
            make(runner, "7 days", now - timedelta(days=365))
            answer = runner.execute("select private.drop_expired_logs('90 days')").fetchone()[0]
            dropped += len(answer["dropped"])
            with runner.transaction():
                runner.execute(LOCK)
                for name, (start, end) in partitions(runner).items():
                    if start <= now < end:
                        runner.execute(f"alter table public.app_logs detach partition {name}")
                        runner.execute(f"insert into private.app_logs_default select * from {name}")
                        runner.execute(f"drop table {name}")
        return made, moved, dropped

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        maintaining = pool.submit(maintain)
        writing = [pool.submit(write, n) for n in range(WRITERS)]
        accepted = sum(w.result() for w in writing)
        done.set()
        made, moved, dropped = maintaining.result()
    assert failures == []
    assert accepted == WRITERS * CALLS * EVENTS
    counted = db.execute("select count(*), count(distinct message) from public.app_logs").fetchone()
    assert counted == (accepted, accepted)
    assert made > 10
    assert moved > 100
    assert dropped > 10


@pytest.mark.slow
def test_a_crash_in_the_middle_changes_nothing(programs: Any) -> None:
    """4.9.3: the server dies while rows are moved: they are where they were, and the next run moves them."""
    from dochub import deploy

    with server.throwaway(programs, durable=True) as running:
        server.create_database(running.dsn(), "crash")
        dsn = running.dsn("crash")
        deploy.deploy(dsn, verify=False)
        with psycopg.connect(dsn, autocommit=True) as db:
            for n in range(200):
                log(db, AT, f"{n:03}")
        for crash in ("backend", "server"):
            with psycopg.connect(dsn) as runner:
                made = make(runner)
                assert made["moved"] == 200
                pid = runner.info.backend_pid
                if crash == "backend":
                    with psycopg.connect(dsn, autocommit=True) as killer:
                        killer.execute("select pg_terminate_backend(%s)", [pid])
                else:
                    server.stop(running, "immediate")
                    server.start(running)
                with pytest.raises(psycopg.OperationalError):
                    runner.execute("select 1")
            with psycopg.connect(dsn, autocommit=True) as db:
                assert partitions(db) == {}
                assert len(messages(db, "private.app_logs_default")) == 200
        with psycopg.connect(dsn, autocommit=True) as db:
            assert make(db)["moved"] == 200
            assert len(messages(db, "private.app_logs_p20260302")) == 200


def test_everything_else_that_is_tidied(db: Conn) -> None:
    """What is past its time goes, what is not stays."""
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    for n, until in enumerate(["infinity", "2020-01-01", "2100-01-01"]):
        db.execute(
            """insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
               values (%s, 'deduct_credits', 'client', sha256(%s), '{}', '{}', '2019-01-01', %s)""",
            [user, str(n).encode(), until],
        )
    for n, arrival in enumerate(["-infinity", "2020-01-01", "2100-01-01"]):
        operation = ["discount_code", "record_plays", "log_events"][n]
        db.execute("insert into private.user_throttles values (%s, %s, %s)", [user, operation, arrival])
        db.execute(
            "insert into private.address_throttles values (sha256(%s), %s, %s)", [str(n).encode(), operation, arrival]
        )
        db.execute(
            "insert into private.recent_log_events values (%s, '', sha256(%s), %s)",
            [user, str(n).encode(), ["2019-01-01", "2100-01-01", "2200-01-01"][n]],
        )
    db.execute("update private.sync_generations set generation = 5 where scope = 'schema'")
    for generation in (4, 5):
        db.execute(
            """insert into public.cached_handshake_responses (user_id, platform, app_version, locale, content_generation, cohort_generation,
                 user_generation, schema_generation, boundary_at, valid_until, built_at, cookie_end, manifests_sha256, custom_courses_sha256, manifests, body)
               values (%s, '', %s, 'en', 1, 1, 1, %s, '-infinity', 'infinity', now(), '', '', '', '{}', '{}')""",
            [user, str(generation), generation],
        )
    for age in ("400 days", "300 days", "-1 day"):
        db.execute(
            """with c as (
                 insert into public.custom_course_purchases (store, environment, transaction_id, original_transaction_id, product_id,
                   purchased_at, link_email, link_token_sha256, link_expires_at)
                 values ('stripe', 'production', %(age)s, %(age)s, 'custom', '2020-01-01', 'a@example.com',
                   encode(sha256(convert_to(%(age)s, 'UTF8')), 'hex'), now() - cast(%(age)s as interval))
                 returning purchase_id)
               insert into private.pending_custom_courses (purchase_id, title, status, course, audio, sha256, created_at)
               select purchase_id, 'Waiting', 'ready', '{}', '[]', repeat('2', 64), '2020-01-01' from c""",
            {"age": age},
        )
    report = db.execute("select private.run_maintenance()").fetchone()[0]
    assert report["ok"], report
    deleted = {step: found.get("deleted") for step, found in report["steps"].items()}
    assert deleted == {
        "drop_expired_logs": 0, "ensure_log_partitions": None, "idempotency_keys": 1, "user_throttles": 2, "address_throttles": 2,
        "cached_handshake_responses": 1, "pending_custom_courses": 1, "recent_log_events": 1,
    }  # fmt: skip
    assert {found["left"] for step, found in report["steps"].items() if step != "drop_expired_logs"} == {0}
    assert db.execute("select count(*) from private.idempotency_keys").fetchone() == (2,)
    assert db.execute("select operation from private.user_throttles").fetchall() == [("log_events",)]
    assert db.execute("select schema_generation from public.cached_handshake_responses").fetchall() == [(5,)]
    assert db.execute("select count(*) from private.pending_custom_courses").fetchone() == (2,)
    again = db.execute("select private.run_maintenance()").fetchone()[0]
    assert not any(found.get("deleted") for found in again["steps"].values())


def test_a_link_whose_course_was_tidied_away(db: Conn) -> None:
    """Issuing it again needs the course again: 400, not a failure."""
    purchase = {"store": "stripe", "environment": "production", "transaction_id": "pi_1"}
    course = {"title": "Better sleep", "status": "ready", "course": {"v": 1}}

    def issue(course: Any, at: datetime) -> Any:
        query = "select private.issue_custom_course_link('ada@example.com', %s, %s, null, %s)"
        return db.execute(query, [json.dumps(course) if course else None, json.dumps(purchase), at]).fetchone()[0]

    issue(course, datetime.now(UTC) - timedelta(days=500))
    assert (
        db.execute("select private.run_maintenance()").fetchone()[0]["steps"]["pending_custom_courses"]["deleted"] == 1
    )
    with pytest.raises(psycopg.Error, match="p_course is missing") as refused:
        issue(None, datetime.now(UTC))
    assert refused.value.sqlstate == "PT400"
    assert issue(course, datetime.now(UTC))["reissued"]


def test_locked_rows_are_left_for_the_next_run(db: Conn, connect: Any) -> None:
    user, holder = uuid4(), connect(autocommit=False)
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute("insert into private.user_throttles values (%s, 'discount_code')", [user])
    holder.execute("select from private.user_throttles where user_id = %s for update", [user])
    runner = connect(options="-c statement_timeout=3s")
    assert runner.execute("select private.run_maintenance()").fetchone()[0]["steps"]["user_throttles"]["deleted"] == 0
    holder.rollback()
    assert runner.execute("select private.run_maintenance()").fetchone()[0]["steps"]["user_throttles"]["deleted"] == 1


def fill(db: Conn, count: int) -> None:
    """So many refusals and identifiers of log events, all past their time."""
    user = uuid4()
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    db.execute(
        """insert into private.idempotency_keys (user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until)
           select %s, 'deduct_credits', 'client', sha256(int4send(n)), '{}', '{}', '2019-01-01', '2020-01-01'::timestamptz + n * interval '1 s'
             from generate_series(1, %s) as n""",
        [user, count],
    )
    db.execute(
        """insert into private.recent_log_events
           select %s, '', sha256(int4send(n)), '2020-01-01'::timestamptz + n * interval '1 s' from generate_series(1, %s) as n""",
        [user, count],
    )


def test_what_is_left_is_told(db: Conn) -> None:
    """4.9.3: a run ends when its time has come, says how much it left, and is not ok; the next goes on."""
    fill(db, 12_000)
    db.execute("update private.settings set maintenance_budget = '0'")
    report = db.execute("select private.run_maintenance()").fetchone()[0]
    assert not report["ok"]
    for step in ("idempotency_keys", "recent_log_events"):
        assert report["steps"][step] == {"ok": False, "deleted": 5000, "left": 7000}
    assert report["steps"]["ensure_log_partitions"]["ok"], "the other steps are done"
    db.execute("update private.settings set maintenance_budget = default")
    report = db.execute("select private.run_maintenance()").fetchone()[0]
    assert report["ok"]
    assert report["steps"]["idempotency_keys"] == {"ok": True, "deleted": 7000, "left": 0}


def test_it_keeps_up(db: Conn) -> None:
    """4.9.3: 140 refusals and 560 identifiers a second, a hundred times the rate of 5,000 and 20,000 an hour, in its minute."""
    fill(db, 40_000)
    started = time.monotonic()
    report = db.execute("select private.run_maintenance()").fetchone()[0]
    seconds = time.monotonic() - started
    assert report["ok"], report
    assert 80_000 / seconds > 700 * 3600 / 60, "rows a second that an hour's rows in a minute ask for"


FAULTS = {
    "drop_expired_logs": "alter table private.recent_log_events rename to gone",
    "ensure_log_partitions": "alter function private.log_partitions rename to gone",
    "idempotency_keys": "alter table private.idempotency_keys rename to gone",
    "pending_custom_courses": "alter table private.pending_custom_courses rename to gone",
}


@pytest.mark.parametrize("step", FAULTS)
def test_a_step_that_fails_stops_no_other(db: Conn, step: str) -> None:
    """4.9.3: it is in the report and in server_logs; the others are done."""
    db.execute(FAULTS[step])
    report = db.execute("select private.run_maintenance()").fetchone()[0]
    assert not report["ok"]
    failed = {name for name, found in report["steps"].items() if not found["ok"]}
    assert step in failed
    together = {"drop_expired_logs", "ensure_log_partitions", "recent_log_events"}
    assert failed <= together or failed == {step}
    assert len(report["steps"]) == 8
    rows = db.execute(
        "select context ->> 'step' from public.server_logs where function_name = 'run_maintenance' and level = 'error'"
    ).fetchall()
    assert {name for (name,) in rows} == failed
