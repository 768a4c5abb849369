"""PostgREST as `dochub serve`, `dochub run --postgrest` and the fixtures start it, over the deployed schema."""

import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import httpx
import pytest
from psycopg.conninfo import make_conninfo

from dochub import deploy, libpq, paths, server
from dochub import postgrest as rest
from dochub.errors import Problem
from dochub.token import token

Client = Callable[..., httpx.Client]
DOCHUB = [sys.executable, "-m", "dochub"]


@pytest.fixture(autouse=True)
def there(request: pytest.FixtureRequest) -> None:
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")


def test_it_serves_what_the_persona_may_see(api: Client) -> None:
    assert api().get("/courses?select=course_code").status_code == 200
    assert api().get("/user_profile").status_code == 401
    assert api("authenticated", uuid4()).get("/user_profile").json() == []
    assert api("authenticated", uuid4()).get("/server_logs").status_code == 403
    assert api("service_role").get("/server_logs").json() == []


def test_its_pre_request_runs(api: Client) -> None:
    assert api("dochub_admin").get("/courses").status_code == 403  # an admin's token without a subject


def test_a_token_of_another_secret_is_refused(api: Client, postgrest: Any) -> None:
    forged = token("another secret of at least thirty-two bytes", "service_role")
    response = httpx.get(f"{postgrest.url}/courses", headers={"Authorization": f"Bearer {forged}"})
    assert response.status_code == 401


def test_its_document_follows_privileges(api: Client) -> None:
    tables = {path for path in api().get("/").json()["paths"] if not path.startswith("/rpc")}
    assert tables == {"/", "/courses"}


def test_its_document_names_the_api_its_version_and_where_the_guides_are(api: Client) -> None:
    """The version's first two numbers: another one comes with a change that comments on schema public anew."""
    version = tomllib.loads((paths.root() / "pyproject.toml").read_text())["project"]["version"]
    info = api().get("/").json()["info"]
    assert info["title"] == f"DocHub API {'.'.join(version.split('.')[:2])}"
    assert "https://dochub.example/schema/docs" in info["description"]


def test_writes_commit_and_answers_are_cut_at_a_thousand_rows(api: Client, postgrest: Any, connect: Any) -> None:
    response = api("service_role").get("/courses", headers={"Prefer": "tx=rollback"})
    assert "tx=rollback" not in response.headers.get("Preference-Applied", "")
    assert httpx.get(postgrest.url, timeout=5).status_code == 200


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_it_does_not_run_as_root(postgrest: Any) -> None:
    pid = int((postgrest.log.parent / "pid").read_text())
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert Path(f"/proc/{pid}/comm").read_text() == "postgrest\n"


def test_nothing_is_left_of_it(dsn: str) -> None:
    with rest.serve(dsn) as api:
        pid = int((api.log.parent / "pid").read_text())
    assert not api.log.parent.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_a_program_out_of_the_accounts_reach_is_copied(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    program = private / "postgrest"
    program.write_bytes(Path(str(paths.postgrest())).read_bytes())
    program.chmod(0o755)
    monkeypatch.setenv("DOCHUB_POSTGREST", str(program))
    with rest.serve(dsn) as api:
        assert httpx.get(f"{api.url}/courses").status_code == 200


def test_a_server_that_is_not_deployed_is_a_problem(programs: Path) -> None:
    with (
        server.throwaway(programs) as running,
        pytest.raises(Problem, match='role "authenticator" does not exist'),
        rest.serve(running.dsn()),
    ):
        pass


def test_not_becoming_ready_is_a_problem_with_the_programs_own_words(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    program = tmp_path / "postgrest"
    program.write_text("#!/bin/sh\necho it is broken\n")
    program.chmod(0o755)
    monkeypatch.setenv("DOCHUB_POSTGREST", str(program))
    with pytest.raises(Problem, match="PostgREST is not ready:\nit is broken"), rest.serve(dsn):
        pass


def test_a_short_secret_is_refused(dsn: str) -> None:
    with pytest.raises(Problem, match="has 31 bytes; PostgREST wants 32 or more"), rest.serve(dsn, secret="x" * 31):
        pass


def test_over_tcp_with_a_password(programs: Path) -> None:
    """PostgREST logs in as authenticator: with its own password, or by what libpq finds; else the hint says how."""
    with server.throwaway(programs, tcp=True) as running:
        server.create_database(running.dsn(), "app")
        deploy.deploy(running.dsn("app"), verify=False)
        theirs = running.dsn("app", tcp=True)
        with pytest.raises(Problem, match="authenticator cannot log in to app") as caught, rest.serve(theirs):
            pass
        assert "alter role authenticator password" in str(caught.value.hint)
        with libpq.connect(running.dsn()) as conn:
            conn.execute("alter role authenticator password 'its own'")
        own = make_conninfo(theirs, user="authenticator", password="its own")
        with rest.serve(own) as api:
            assert httpx.get(f"{api.url}/courses").status_code == 200
        passwords = running.home.parent / f"{running.home.name}.pgpass"
        passwords.write_text("*:*:*:authenticator:its own\n")
        passwords.chmod(0o600)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PGPASSFILE", str(passwords))
                assert "password" not in rest._login(theirs)
        finally:
            passwords.unlink()


@pytest.mark.server(18)
def test_run_tells_the_command_where_it_is() -> None:
    script = "import os, urllib.request as r; print(r.urlopen(os.environ['DOCHUB_API_URL'] + '/courses').status)"
    command = [*DOCHUB, "run", "--postgrest", "--", sys.executable, "-c", script]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "200\n"


@pytest.mark.server(18)
def test_serve_prints_requests_that_work() -> None:
    with subprocess.Popen([*DOCHUB, "serve"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            lines = list(iter_until("credit_balance", process.stdout))
            printed = "".join(lines)
            said = [_curl(command, printed) for command in re.findall(r"^curl .*$", printed, re.MULTILINE)]
            process.send_signal(signal.SIGINT)
            process.wait(20)
        finally:
            process.kill()
    assert len(said) == 5
    dsn = re.search(r"^DSN='(.*)'$", printed, re.MULTILINE)
    assert dsn
    assert all(status == "200" for status in said), said


def iter_until(word: str, output: IO[str]) -> Iterator[str]:
    for line in output:
        yield line
        if word in line:
            return


def _curl(command: str, printed: str) -> str:
    variables = "\n".join(line for line in printed.splitlines() if re.match(r"(API|USER|ADMIN|SERVICE)=", line))
    quiet = command.replace("curl ", "curl -s -o /dev/null -w '%{http_code}' ", 1)
    return subprocess.run(["sh", "-c", f"{variables}\n{quiet}"], capture_output=True, text=True).stdout
