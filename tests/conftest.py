"""Fixtures: a throwaway server, databases cloned from one deployed template, personas, PostgREST.

    pytest --server 18     the wheel's Postgres 18 (default)
    pytest --server 15     Debian's, of that major version

What this machine lacks is skipped with its reason; with CI=true or DOCHUB_REQUIRE_ALL=1 a skip is a failure.
"""

import json
import os
import re
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import sql
from pytest_pgtap.pgtap import Runner
from pytest_postgresql import factories

import conforming
from dochub import deploy, paths, server
from dochub import postgrest as rest
from dochub.errors import Problem
from dochub.scratch import new_secret
from dochub.token import token

EMBEDDED = "18"
DATABASE = "dochub"
REQUIRE_ALL = os.environ.get("CI") == "true" or os.environ.get("DOCHUB_REQUIRE_ALL") == "1"

Connection = psycopg.Connection[Any]
Connect = Callable[..., Connection]
AsUser = Callable[..., AbstractContextManager[Connection]]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--server",
        default=os.environ.get("DOCHUB_TEST_SERVER", EMBEDDED),
        metavar="MAJOR",
        help="major version of Postgres: 18 is the wheel's, another is Debian's [DOCHUB_TEST_SERVER]",
    )


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop(
        "PYTEST_XDIST_WORKER", None
    )  # each worker has a server: databases have the same names on all of them
    try:
        server_programs(config)
    except Problem as problem:
        raise pytest.UsageError(f"{problem}: {problem.hint}") from None


def pytest_report_header(config: pytest.Config) -> str:
    return f"Postgres: {server_programs(config)}" + (", a skip is a failure" if REQUIRE_ALL else "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    major = config.getoption("--server")
    elsewhere = [i for i in items if (mark := i.get_closest_marker("server")) and str(mark.args[0]) != major]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    if hasattr(config, "workerinput"):  # the files that take longest first, so that no worker is left alone with one
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _no_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _no_skip(report)


def _no_skip(report: Report) -> Report:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped where everything must run: {reason}"
    return report


def server_programs(config: pytest.Config) -> Path:
    major = config.getoption("--server")
    return paths.bindir("embedded" if major == EMBEDDED else major)


@pytest.fixture(scope="session")
def major(pytestconfig: pytest.Config) -> int:
    """The major version of Postgres that this run is on."""
    return int(pytestconfig.getoption("--server"))


@pytest.fixture(scope="session")
def programs(pytestconfig: pytest.Config) -> Path:
    """Postgres' programs of that version."""
    return server_programs(pytestconfig)


@pytest.fixture(scope="session")
def cluster(programs: Path) -> Iterator[server.Server]:
    """The server of this run. Roles belong to it, not to a database: a test that alters them takes its own server."""
    with server.throwaway(programs) as running:
        yield running


@pytest.fixture(scope="session")
def cluster_executor(cluster: server.Server) -> SimpleNamespace:
    """The same in the words of pytest-postgresql."""
    return SimpleNamespace(
        host=str(cluster.home),
        port=cluster.port,
        user="postgres",
        password=None,
        options="",
        maintenance_dbname="postgres",
        template_dbname=None,
    )


def deploy_template(*, host: str, port: int, user: str, dbname: str, **_: Any) -> None:
    """Fills the template: the whole plan, and pgTAP in schema tap."""
    dsn = psycopg.conninfo.make_conninfo(host=host, port=port, user=user, dbname=dbname)
    deploy.deploy(dsn, verify=False)
    with psycopg.connect(dsn, autocommit=True) as conn:
        if script := pgtap_script():
            conn.execute("create schema tap")
            conn.execute("grant usage on schema tap to public")
            conn.execute("set search_path = tap")
            if conn.execute("select 1 from pg_available_extensions where name = 'pgtap'").fetchone():
                conn.execute("create extension pgtap schema tap")
            else:
                conn.execute(re.sub(r"(?m)^\\.*$", "", script.read_text()).encode())


def pgtap_script() -> Path | None:
    """Debian's newest pgTAP, which also loads into servers it is not packaged for."""
    found = sorted(Path("/usr/share/postgresql").glob("*/extension/pgtap--*.sql"))
    return next((p for p in reversed(found) if p.name.count("--") == 1), None)


postgresql_noproc = factories.postgresql_noproc(depends_on="cluster_executor", dbname=DATABASE, load=[deploy_template])
postgresql = factories.postgresql("postgresql_noproc")


@pytest.fixture(scope="session")
def template(postgresql_noproc: Any) -> str:
    """The name of the deployed database whose clones the tests get; no one may be connected to it."""
    return str(postgresql_noproc.template_dbname)


@pytest.fixture
def db(postgresql: Connection) -> Connection:
    """An autocommit superuser connection to a fresh database, the template's clone."""
    postgresql.autocommit = True
    return postgresql


@pytest.fixture
def dsn(cluster: server.Server, postgresql: Connection) -> str:
    """The conninfo of the same database."""
    return cluster.dsn(postgresql.info.dbname)


@pytest.fixture
def connect(dsn: str) -> Iterator[Connect]:
    """Makes more connections to the same database, closed after the test; takes what psycopg.connect takes."""
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(psycopg.connect(dsn, **{"autocommit": True, **more}))


@contextmanager
def _as_user(
    conn: Connection, sub: UUID | str | None = None, role: str = "authenticated", **claims: Any
) -> Iterator[Connection]:
    claims = {"role": role} | ({"sub": str(sub)} if sub else {}) | claims
    with conn.transaction():
        conn.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        conn.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        yield conn


@pytest.fixture(scope="session")
def as_user() -> AsUser:
    """`with as_user(conn, sub, role='authenticated', **claims)`: one transaction as PostgREST makes it."""
    return _as_user


@pytest.fixture
def call(connect: Connect, as_user: AsUser) -> Callable[..., Any]:
    """`call(sql, *values)` as service_role, on this thread's own connection."""
    local, lock = threading.local(), threading.Lock()

    def call(query: str, *values: Any) -> Any:
        if not hasattr(local, "conn"):
            with lock:
                local.conn = connect()
        with as_user(local.conn, role="service_role"):
            return local.conn.execute(f"select public.{query}", values).fetchone()[0]

    return call


@contextmanager
def _clone(cluster: server.Server, template: str) -> Iterator[str]:
    """The conninfo of one more clone."""
    name = f"clone_{new_secret(4)}"
    server.create_database(cluster.dsn(), name, template=template)
    try:
        yield cluster.dsn(name)
    finally:
        with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
            conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def shared_db(cluster: server.Server, template: str) -> Iterator[Connection]:
    """The same for a whole file: for tests that only call functions which write nothing."""
    with _clone(cluster, template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        yield conn


@pytest.fixture(scope="session")
def pgtap_connection(cluster: server.Server, template: str) -> Iterator[Connection]:
    """What pytest-pgtap runs tests/**/test_*.sql on."""
    if not pgtap_script():
        pytest.skip("no pgTAP on this machine: `make deps` installs it")
    with (
        _clone(cluster, template) as dsn,
        psycopg.connect(dsn, autocommit=True, options="-c search_path=tap,public") as conn,
    ):
        yield conn


class TapRunner(Runner):
    """Runs a pgTAP file as psql does: what a statement returns beside TAP (a boolean, json) is not TAP."""

    @staticmethod
    def _collectrows(cur: psycopg.Cursor[Any]) -> list[str]:
        return [row for row in Runner._collectrows(cur) if isinstance(row, str)]


@pytest.fixture(scope="session")
def _pgtap_runner(pgtap_connection: Connection) -> Runner:
    return TapRunner(pgtap_connection)


class Rest(NamedTuple):
    """A PostgREST and its database."""

    url: str
    secret: str
    dsn: str
    log: Path


@pytest.fixture(scope="module")
def postgrest(cluster: server.Server, template: str) -> Iterator[Rest]:
    """PostgREST over a database of this test file's own."""
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    with _clone(cluster, template) as dsn, rest.serve(dsn) as api:
        yield Rest(api.url, api.secret, dsn, api.log)


@pytest.fixture
def api(postgrest: Rest) -> Iterator[Callable[..., httpx.Client]]:
    """`api(role, sub, **claims)`: an HTTP client with that persona's token; `api()` has none, which is anon.

    What a function of the API answers to it must be as functions/api.yaml says.
    """
    hooks = conforming.hook(postgrest.dsn)
    with ExitStack() as stack:

        def client(role: str | None = None, sub: UUID | str | None = None, **claims: Any) -> httpx.Client:
            subject = str(sub) if sub else None
            signed = token(postgrest.secret, role, sub=subject, claims=claims) if role else None
            headers = {"Authorization": f"Bearer {signed}"} if signed else {}
            return stack.enter_context(
                httpx.Client(base_url=postgrest.url, headers=headers, timeout=30, event_hooks=hooks)
            )

        yield client


@pytest.fixture
def small_plan(tmp_path: Path) -> Path:
    """A project of four changes in a directory of its own: a tag, a rework, a dependency, a note over two lines."""
    root = tmp_path / "project"
    planned = "2026-01-31T12:00:00Z A. Planner <planner@example.com>"
    lines = [
        "%syntax-version=1.0.0",
        "%project=small",
        "%uri=https://example.com/small",
        "",
        f"things {planned} # A table.",
        f"functions/count_things [things !more] {planned} # A function.",
        f"@v1 {planned} # The first release.",
        "",
        f"functions/count_things [functions/count_things@v1] {planned} # Faster\\nand better.",
        f"more [@v1 functions/count_things] {planned} # Another table.",
    ]
    function = (
        "create or replace function count_things() returns bigint language sql as 'select count(*){} from things'"
    )
    scripts = {
        "things": ("create table things (id int)", "select id from things where false", "drop table things"),
        "functions/count_things@v1": (function.format(""), "select count_things()", "drop function count_things"),
        "functions/count_things": (function.format(" + 0"), "select count_things()", function.format("")),
        "more": ("create table more (id int)", "select id from more where false", "drop table more"),
    }
    for name, bodies in scripts.items():
        for kind, body in zip(("deploy", "verify", "revert"), bodies, strict=True):
            file = root / kind / f"{name}.sql"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"-- {kind} {name}\nbegin;\n{body};\n{'rollback' if kind == 'verify' else 'commit'};\n")
    (root / "sqitch.plan").write_text("\n".join(lines) + "\n")
    (root / "sqitch.conf").write_text("[core]\n\tengine = pg\n")
    return root
